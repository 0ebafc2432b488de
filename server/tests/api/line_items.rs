//! A campaign's line items as clients look for them (contract rows 32, 36 to 38).

use bailiwick::authority::Authority;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::certifications::{TEMPLATES, template, until};
use crate::support::{House, column};

/// Zoe runs a campaign over entitlements and accounts of Ann and Ben; it begins, and Mia is asked.
async fn running(house: &House, name: &str) -> String {
    let mut body = template(house);
    body["name"] = json!(name);
    body["certificationType"] = json!("identity");
    body["targetFilter"]["type"] = json!(["entitlementGrant", "accountGrant"]);
    body["enableForward"] = json!(true);
    let made = house.post("zoe", TEMPLATES, body).await.is(200);
    let start = json!({"templateId": made["id"]});
    let started = house.post("zoe", "/iga/governance/certification", start).await.is(200);
    let id = started["id"].as_str().unwrap().to_owned();
    until(house, &format!("/iga/governance/admin/certification/{id}"), "/status", json!("in-progress")).await;
    id
}

/// Zoe runs certifications; Ann holds three entitlements and Ben one.
pub async fn furnished(house: &House) {
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    for (who, keys) in [("ann", &["read", "post", "edit"][..]), ("ben", &["read"])] {
        let give = format!("/iga/governance/user/{}/entitlements?_action=add", house.user(who));
        for key in keys {
            let body = json!({"entitlementId": house.item(key), "grantType": "request"});
            house.post("zoe", &give, body).await.is(200);
        }
    }
}

fn equals(name: &str, value: &Value) -> Value {
    json!({"targetFilter": {"operator": "EQUALS", "operand": {"targetName": name, "targetValue": value}}})
}

db_test!(line_items_are_found_by_what_they_are_about, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let campaign = running(&house, "Quarterly").await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let all = house.get("zoe", &items).await.is(200);
    let total = all["totalHits"].as_i64().unwrap();
    assert!(total >= 4, "{all}");
    let found = async |query: String| -> (i64, Value) {
        let page = house.get("zoe", &format!("{items}?_pageSize=100&{query}")).await.is(200);
        (page["totalHits"].as_i64().unwrap(), page)
    };

    // By each parameter of the contract, and by all of them together.
    let (count, page) = found("itemType=Resource Grant".replace(' ', "%20")).await;
    assert_eq!(count, 4);
    assert!(column(&page, "/item/type").iter().all(|kind| kind == "entitlementGrant"));
    assert_eq!(found("itemType=accountGrant".into()).await.0, total - 4);
    assert_eq!(found("itemType=entitlementGrant,accountGrant".into()).await.0, total);
    let (count, page) = found("itemType=entitlementGrant&user.userName=AN".into()).await;
    assert_eq!((count, column(&page, "/user/userName")), (3, vec!["ann".to_owned(); 3]));
    let (count, page) = found(format!("resource={}", house.item("read"))).await;
    assert_eq!(count, 2, "{page}");
    let of_ben = format!("itemType=entitlementGrant&targetId={}", house.user("ben"));
    let (count, page) = found(of_ben).await;
    assert_eq!(count, 1);
    let ids = page["result"][0]["decision"]["certification"]["targetId"].clone();
    assert_eq!(ids, json!(house.user("ben")), "the target of such a campaign is a person");
    assert_eq!(
        found(format!("application={}", house.item("wiki"))).await.0,
        found("queryString=company".into()).await.0
    );
    assert_eq!(found("queryString=wiki%20editor".into()).await.0, 1);
    assert_eq!(found(format!("ownerId={}", house.user("oli"))).await.0, total);
    assert_eq!(found(format!("ownerId={}", house.user("ann"))).await.0, 0);
    let (_, grants) = found("itemType=entitlementGrant".into()).await;
    let account = grants["result"][0]["account"]["id"].as_str().unwrap();
    assert!(
        (1..4).contains(&found(format!("account={}", account.rsplit('/').next().unwrap())).await.0),
        "of one account"
    );
    assert!(found("queryString=company".into()).await.0 > 0);
    for (query, some) in [
        ("status=in-progress", total),
        ("status=pending", 0),
        ("status=signed-off,expired", 0),
        ("taskStatus=active", total),
        ("taskStatus=closed", 0),
        ("isAdmin=true&appendUserPermissions=true", total),
    ] {
        assert_eq!(found(query.into()).await.0, some, "{query}");
    }

    // A filter, over what the rows say; and in an order, a page at a time.
    let filter = format!(
        "_queryFilter={}",
        "user.userName eq \"ann\" and item.type eq \"entitlementGrant\" and decision.certification.status eq \
         \"in-progress\""
            .replace(' ', "%20")
            .replace('"', "%22")
    );
    assert_eq!(found(filter.clone()).await.0, 3);
    let (_, page) = found(format!("{filter}&_sortKeys=-entitlement.displayName")).await;
    let names = column(&page, "/descriptor/idx/~1entitlement/displayName");
    assert_eq!(names, ["Wiki editor", "Ledger: read", "Ledger: post entries"]);
    let first = house.get("zoe", &format!("{items}?_pageSize=1&{filter}&_sortKeys=name")).await.is(200);
    let after = first["searchAfterKey"][0].as_str().unwrap();
    let second = house
        .get("zoe", &format!("{items}?_pageSize=1&{filter}&_sortKeys=name&_searchAfter={after}"))
        .await
        .is(200);
    assert_eq!(second["result"][0]["descriptor"]["idx"]["/entitlement"]["displayName"], "Ledger: read");
    let (_, page) = found("groupBy=user".into()).await;
    let mut people = column(&page, "/user/userName");
    people.dedup();
    assert_eq!(people, ["ann", "ben"], "rows of one person lie together");

    // Searching is listing with a filter in the body.
    let search = format!("{items}/search?_pageSize=100");
    let of_mia = json!(house.user("mia"));
    for (name, value, some) in [
        ("decision.certification.primaryReviewer.id", &of_mia, total),
        ("decision.certification.actors.id", &of_mia, total),
        ("decision.certification.actors.id", &json!(house.user("oli")), 0),
        ("decision.certification.campaignId", &json!(campaign), total),
        ("decision.certification.stageIndex", &json!(0), total),
        ("id", &all["result"][0]["id"], 1),
        ("application.name", &json!("company wiki"), found("queryString=company".into()).await.0),
        ("role.name", &json!("Accountant"), 0),
    ] {
        let found = house.post("zoe", &search, equals(name, value)).await.is(200);
        assert_eq!(found["totalCount"], some, "{name}");
    }
    let refused = house.post("zoe", &search, equals("colour", &json!("red"))).await.refused(400);
    assert!(refused.contains("colour"), "{refused}");
    for wrong in ["status=done", "itemType=x", "targetId=x", "account=x", "groupBy=moon", "_sortKeys=colour"]
    {
        let refused = house.get("zoe", &format!("{items}?{wrong}")).await.refused(400);
        assert!(refused.contains('`'), "{wrong}: {refused}");
    }

    // Counts are of what is asked for.
    let one = found(format!("resource={}", house.item("post"))).await.1["result"][0]["id"].clone();
    house.post("mia", &format!("{items}/revoke"), json!({"ids": [one], "comment": "left"})).await.is(200);
    let totals = house
        .get("zoe", &format!("{items}?getCount=true&itemType=entitlementGrant&user.userName=ann"))
        .await
        .is(200);
    assert_eq!((&totals["totals"]["revoke"], &totals["totals"]["total"]), (&json!(1), &json!(3)));
    let totals = house.get("zoe", &format!("{items}?getCount=true&user.userName=ben")).await.is(200);
    assert_eq!(totals["totals"]["revoke"], 0);
    assert_eq!(found("decision=revoke".into()).await.0, 1);
});

db_test!(a_line_item_is_read_in_its_own_campaign, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let (one, other) = (running(&house, "One").await, running(&house, "Other").await);
    let items = format!("/iga/governance/certification/{one}/items");
    let rows =
        house.get("mia", &format!("{items}?itemType=entitlementGrant&user.userName=ben")).await.is(200);
    let id = rows["result"][0]["id"].as_str().unwrap();
    let read = house.get("mia", &format!("{items}/{id}")).await.is(200);
    assert_eq!(read["decision"]["certification"]["campaignId"], json!(one));
    house.get("mia", &format!("/iga/governance/certification/{other}/items/{id}")).await.refused(404);

    let user = house.get("mia", &format!("{items}/{id}/user")).await.is(200);
    assert_eq!(user["userName"], "ben");
    let entitlement = house.get("mia", &format!("{items}/{id}/entitlement")).await.is(200);
    assert_eq!(
        (&entitlement["name"], &entitlement["application"]["name"]),
        (&json!("Ledger: read"), &json!("General Ledger"))
    );
    let people = house.get("mia", &format!("{items}/filter/user?queryString=EXAM")).await.is(200);
    let mut names = column(&people, "/userName");
    names.sort();
    assert_eq!(names, ["ann", "ben"]);
    let places = house.get("mia", &format!("{items}/filter/application?queryString=led")).await.is(200);
    assert_eq!(column(&places, "/name"), ["General Ledger"]);
    for path in
        ["", "/filter/user", "/filter/application", &format!("/{id}/user"), &format!("/{id}/entitlement")]
    {
        house.get("dan", &format!("{items}{path}")).await.refused(404);
    }
    house.post("dan", &format!("{items}/search"), json!({})).await.refused(404);
});

db_test!(reviewers_read_how_a_campaign_is_conducted_and_not_whom_else_it_asks, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let campaign = running(&house, "Quarterly").await;
    let admin = format!("/iga/governance/admin/certification/{campaign}");
    let whole = house.get("zoe", &admin).await.is(200);
    assert!(whole["targetFilter"].is_object() && whole["stages"].is_array());
    assert_eq!(whole["statistics"]["userCount"], 2);
    assert_eq!(
        (&whole["totalTargets"], &whole["statistics"]["primaryReviewer"]),
        (&json!(2), &json!({"complete": 0, "total": 1}))
    );
    let by_place = whole["statistics"]["decisionsByApplication"].as_array().unwrap();
    let all: i64 = by_place.iter().map(|place| place["total"].as_i64().unwrap()).sum();
    assert_eq!(json!(all), whole["totalItems"]);
    let seen = house.get("mia", &admin).await.is(200);
    assert_eq!((&seen["name"], &seen["allowBulkCertify"]), (&json!("Quarterly"), &json!(true)));
    for hidden in ["targetFilter", "stages", "remediationRule", "systemMessages", "totalTargets"] {
        assert_eq!(seen.get(hidden), None, "{hidden}");
    }
    let mine = house.get("mia", "/iga/governance/certification/items").await.is(200);
    assert_eq!(
        (&mine["result"][0]["certifierId"], &mine["result"][0]["certifier"]["type"]),
        (&json!(house.user("mia")), &json!("user"))
    );

    // Whoever owns a campaign finds it without any authority.
    let list = "/iga/governance/admin/certification";
    house.get("dan", list).await.refused(403);
    let to_dan = json!({"ownerId": house.user("dan")});
    house
        .call("zoe", "PATCH", &format!("/iga/governance/certification/{campaign}"), to_dan.to_string())
        .await
        .is(200);
    let other = running(&house, "Another").await;
    let of_dan = house.get("dan", list).await.is(200);
    assert_eq!(column(&of_dan, "/id"), std::slice::from_ref(&campaign));
    assert_eq!(house.get("zoe", list).await.is(200)["totalHits"], 2);

    // In every word of the contract.
    for (status, some) in
        [("active", 2), ("in-progress", 2), ("closed", 0), ("expiring", 0), ("staging", 0), ("overdue", 0)]
    {
        let found = house.get("zoe", &format!("{list}?status={status}")).await.is(200);
        assert_eq!(found["totalHits"], some, "{status}");
    }
    house.clock.advance(chrono::Duration::days(10));
    assert_eq!(
        house.get("zoe", &format!("{list}?status=expiring")).await.is(200)["totalHits"],
        2,
        "four days are left"
    );
    house.post("zoe", &format!("/iga/governance/certification/{other}/cancel"), json!({})).await.is(200);
    for status in ["cancelled", "closed"] {
        assert_eq!(
            house.get("zoe", &format!("{list}?status={status}")).await.is(200)["totalHits"],
            1,
            "{status}"
        );
    }
});

db_test!(templates_are_listed_with_whom_they_name, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    for name in ["A", "B", "C"] {
        let mut body = template(&house);
        body["name"] = json!(name);
        house.post("zoe", TEMPLATES, body).await.is(200);
    }
    let listed = house.get("zoe", &format!("{TEMPLATES}?_pageSize=2&pageNumber=1")).await.is(200);
    assert_eq!(column(&listed, "/name"), ["B", "C"], "`pageNumber` counts rows here");
    assert_eq!(column(&listed, "/ownerInfo/userName"), ["zoe", "zoe"]);
    assert_eq!(listed["result"][0]["stages"][0]["certifierInfo"]["userName"], "mia");
    let searched =
        house.post("zoe", &format!("{TEMPLATES}/search?pageSize=2&pageNumber=1"), json!({})).await.is(200);
    assert_eq!(column(&searched, "/name"), ["C"], "and pages there");
    for (kind, some) in [("entitlement", 3), ("identity", 0)] {
        let found = house.get("zoe", &format!("{TEMPLATES}?certificationType={kind}")).await.is(200);
        assert_eq!(found["totalHits"], some);
    }
    assert_eq!(
        column(&house.get("zoe", &format!("{TEMPLATES}?queryString=b")).await.is(200), "/name"),
        ["B"]
    );

    let missing = house.get("zoe", &format!("{TEMPLATES}/nothing")).await.refused(404);
    assert_eq!(missing, "Cannot find template with id nothing.");
    let id = house.engine.new_id();
    let missing = house.call("zoe", "DELETE", &format!("{TEMPLATES}/{id}"), String::new()).await.refused(404);
    assert_eq!(missing, format!("Cannot find template with id {id}."));
    let mut twice = template(&house);
    twice["name"] = json!("a");
    assert_eq!(
        house.post("zoe", TEMPLATES, twice).await.refused(400),
        "Template already exists with the same name."
    );

    // What was read may be put back as it is.
    let id = listed["result"][0]["id"].as_str().unwrap();
    let put =
        house.call("zoe", "PUT", &format!("{TEMPLATES}/{id}"), listed["result"][0].to_string()).await.is(200);
    assert_eq!(put["stages"], listed["result"][0]["stages"]);
});

db_test!(reviewers_find_their_own_rows_by_what_these_show, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let campaign = running(&house, "Quarterly").await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let of_ben =
        house.get("mia", &format!("{items}?itemType=entitlementGrant&user.userName=ben")).await.is(200);
    let ids = column(&of_ben, "/id");
    let hand = json!({"ids": ids, "newActorId": house.user("oli"), "comment": "yours"});
    let left = house.post("mia", &format!("{items}/forward"), hand).await.is(200);
    assert_eq!((ids.len(), &left["idsNotActedOn"]), (1, &json!([])));

    // Oli has one row, however he looks.
    let all = house.get("oli", &format!("{items}?_pageSize=100")).await.is(200);
    assert_eq!(column(&all, "/id"), ids);
    let anybody = "_queryFilter=user.userName%20eq%20%22ann%22%20or%20true";
    assert_eq!(house.get("oli", &format!("{items}?{anybody}")).await.is(200)["totalHits"], 1);
    let of_ann = equals("user.userName", &json!("ann"));
    assert_eq!(house.post("oli", &format!("{items}/search"), of_ann).await.is(200)["totalCount"], 0);
    assert_eq!(house.get("oli", &format!("{items}?getCount=true")).await.is(200)["totals"]["total"], 1);
    assert_eq!(
        column(&house.get("oli", &format!("{items}/filter/user")).await.is(200), "/userName"),
        ["ben"]
    );
    let places = house.get("oli", &format!("{items}/filter/application")).await.is(200);
    assert_eq!(column(&places, "/name"), ["General Ledger"]);
    for path in ["", "/filter/user", "/filter/application"] {
        house.get("oli", &format!("{items}{path}?actorId={}", house.user("mia"))).await.refused(403);
    }
    let mias = house.get("zoe", &format!("{items}?actorId={}", house.user("mia"))).await.is(200);
    let one = mias["result"][0]["id"].as_str().unwrap();
    house.get("oli", &format!("{items}/{one}")).await.refused(404);
    let seen = house.get("oli", &format!("/iga/governance/admin/certification/{campaign}")).await.is(200);
    assert_eq!(
        (&seen["totalItems"], &seen["statistics"]["currentDecision"]["noDecision"]),
        (&json!(1), &json!(1))
    );

    // What a row does not show cannot be found by trying either.
    for hidden in [
        "user.access.riskLevel",
        "user.manager.userName",
        "user.organization",
        "account.lastUsed",
        "glossary.idx./user.x",
    ] {
        let name = hidden.replace('/', "%2F");
        let query = format!("_queryFilter={name}%20eq%20%22low%22");
        let refused = house.get("oli", &format!("{items}?{query}")).await.refused(403);
        assert!(refused.contains("is not shown to reviewers"), "{refused}");
        house.get("oli", &format!("{items}?getCount=true&{query}")).await.refused(403);
        house.get("oli", &format!("{items}?_sortKeys=-{name}")).await.refused(403);
        house.post("oli", &format!("{items}/search"), equals(hidden, &json!("low"))).await.refused(403);
    }
    let whole = format!("{items}/certify?selectAllActorId={}", house.user("mia"));
    house.post("oli", &whole, json!({})).await.refused(403);
    let document = serde_json::to_value(bailiwick_server::openapi::document()).unwrap();
    for (method, rest) in [
        ("get", ""),
        ("post", "/search"),
        ("get", "/filter/user"),
        ("get", "/filter/application"),
        ("post", "/{item}"),
    ] {
        let path = format!("/iga/governance/certification/{{id}}/items{rest}");
        let described = &document["paths"][&path][method]["responses"];
        assert!(described.get("403").is_some(), "{method} {path}: {described}");
    }
    let by_risk = "_queryFilter=user.access.riskLevel%20eq%20%22low%22";
    assert!(house.get("zoe", &format!("{items}?{by_risk}")).await.is(200)["totalHits"].as_i64() > Some(1));
});

db_test!(a_deputy_reads_and_decides_what_is_put_to_who_is_away, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let campaign = running(&house, "Quarterly").await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let of_mia = format!("{items}?_pageSize=100&actorId={}", house.user("mia"));
    house.get("oli", &items).await.refused(404);
    let proxy = json!({"proxyIds": [format!("managed/user/{}", house.user("oli"))], "endDate": "2026-01-20T18:00:00Z"});
    house.post("mia", &format!("/iga/governance/user/{}/set-proxy", house.user("mia")), proxy).await.is(200);

    let reviews = house.get("oli", "/iga/governance/certification/items").await.is(200);
    assert_eq!(column(&reviews, "/certifierId"), [house.user("mia").to_string()]);
    assert_eq!(column(&reviews, "/campaignId"), [campaign.as_str()]);
    let rows = house.get("oli", &of_mia).await.is(200);
    assert_eq!(rows["totalHits"], house.get("mia", &of_mia).await.is(200)["totalHits"]);
    let all = house.get("oli", &format!("{items}?_pageSize=100")).await.is(200);
    assert_eq!(all["totalHits"], rows["totalHits"], "nothing is put to him");
    let id = rows["result"][0]["id"].as_str().unwrap();
    house.get("oli", &format!("{items}/{id}")).await.is(200);
    let done = house.post("oli", &format!("{items}/{id}/revoke"), json!({"comment": "gone"})).await.is(200);
    assert_eq!(done["idsNotActedOn"], json!([]));
    let signed = format!("{items}/signoff?selectAllActorId={}", house.user("mia"));
    house.post("oli", &signed, json!({})).await.is(200);
    let read = house.get("mia", &format!("{items}/{id}")).await.is(200);
    assert!(read.to_string().contains(" for Mia"), "{read}");
    house.get("ann", &items).await.refused(404);

    // Mia is back: what he decided he reads, and nothing else.
    let end = format!("/iga/governance/user/{}/remove-proxy", house.user("mia"));
    house.post("mia", &end, json!({"proxyIds": [house.user("oli").to_string()]})).await.is(200);
    let reviews = house.get("oli", "/iga/governance/certification/items").await.is(200);
    assert_eq!(reviews["result"], json!([]), "nothing of it is his to do");
    let past = house.get("oli", "/iga/governance/certification/items?status=complete").await.is(200);
    assert_eq!(column(&past, "/certifierId"), [house.user("mia").to_string()]);
    assert_eq!(past["result"][0]["totals"], json!({"in-progress": 0, "total": 1}));
    let left = house.get("oli", &of_mia).await.is(200);
    assert_eq!(column(&left, "/id"), [id]);
    let other = rows["result"][1]["id"].as_str().unwrap();
    house.get("oli", &format!("{items}/{other}")).await.refused(404);
    let late = house.post("oli", &format!("{items}/{id}/certify"), json!({})).await.is(200);
    assert_eq!(late["idsNotActedOn"], json!([id]));
});

db_test!(a_row_names_the_other_ways_by_which_the_same_is_held, |db| async {
    let house = House::new(db).await;
    furnished(&house).await;
    let give = format!("/iga/governance/user/{}/roles?_action=add", house.user("ann"));
    let accountant = json!({"roleId": house.item("accountant"), "grantType": "request"});
    house.post("zoe", &give, accountant).await.is(200);
    house.clock.advance(chrono::Duration::minutes(1));
    let campaign = running(&house, "Quarterly").await;
    let items = format!("/iga/governance/certification/{campaign}/items");
    let found = house.get("mia", &format!("{items}?resource={}", house.item("post"))).await.is(200);
    let of = |kind: &str| {
        let rows = found["result"].as_array().unwrap();
        let is = |row: &&Value| row["decision"]["certification"]["revocability"]["type"] == kind;
        rows.iter().find(is).cloned().unwrap_or_else(|| unreachable!("{found:#}"))
    };
    let direct = of("direct");
    let role = json!({"type": "role", "id": house.item("accountant"), "name": "Accountant"});
    let by_role = json!({"type": "role", "description": "Held with the role Accountant.", "through": role});
    let directly = json!({"type": "direct", "description": "Held directly."});
    assert_eq!(
        direct["decision"]["certification"]["revocability"],
        json!({"revocable": true, "type": "direct", "alsoHeld": [by_role]})
    );
    assert_eq!(
        of("role")["decision"]["certification"]["revocability"],
        json!({"revocable": false, "type": "role", "change": role, "alsoHeld": [directly]})
    );

    // What is gone is still held with the role: that is said, and did not come back.
    let id = direct["id"].as_str().unwrap();
    let body = || json!({"ids": [id], "comment": "the role is enough"});
    house.post("mia", &format!("{items}/revoke"), body()).await.is(200);
    house.post("mia", &format!("{items}/signoff"), body()).await.is(200);
    let status = "/decision/certification/remediationStatus";
    let gone = until(&house, &format!("{items}/{id}"), status, json!("complete")).await;
    let certification = &gone["decision"]["certification"];
    assert_eq!(certification["revocability"]["alsoHeld"], json!([by_role]));
    assert_eq!(certification["returned"], json!(null));
    let said = certification["comments"].as_array().unwrap();
    let still = said.iter().find(|said| said["action"] == "still-held");
    assert_eq!(still.unwrap()["comment"], "Still held with the role Accountant.");
});
