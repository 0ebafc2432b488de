//! Certification over the IDHub face: what it makes is seen over the other, and the other way round.

use bailiwick::authority::Authority;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

const CERTIFICATIONS: &str = "/idhub/api/certifications";
const TEMPLATES: &str = "/iga/governance/certification/template";
const ADMIN: &str = "/iga/governance/admin/certification";
const DRAFT: &str =
    "the certification is a draft of the IDHub API: it is run once its `status` there is Active";
/// An id as a client's database makes it.
const OID: &str = "657c2677b4feb77fdd00ca48";

/// A house in which Zoe runs certifications, and Ann and Ben hold something.
async fn house(db: bailiwick_store::Db) -> House {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    for (who, key) in [("ann", "read"), ("ann", "close"), ("ben", "post")] {
        let give = format!("/iga/governance/user/{}/entitlements?_action=add", house.user(who));
        let body = json!({"entitlementId": house.item(key), "grantType": "request"});
        house.post("zoe", &give, body).await.is(200);
    }
    house
}

/// The sample of the contract: Mia looks through what Ann and Ben hold of the ledger's entitlements.
fn definition(house: &House) -> Value {
    let of = |key: &str| json!({"_id": {"$oid": house.item(key)}, "collection": "Entitlement"});
    json!({
        "name": "Atlassian", "searchTags": "Atlassian", "description": "This is test atlassian certification",
        "type": "User Access", "approverType": "none", "workflowName": "Certification",
        "workflowDescription": "Default Certification Workflow", "status": "Active",
        "userCertificationBy": "query", "userQuery": "{\"$and\":[{\"status\":\"Active\"}]}",
        "displayUserQuery": "{\"$and\":[{\"attribute\":\"status\",\"condition\":\"equals\",\"value\":\"Active\"}]}",
        "certificationBy": "manually", "onlySelected": true, "resources": null,
        "resourceQuery": json!({"$or": [of("read"), of("post"), of("close")]}).to_string(),
        "certifierType": "User", "certifier": "mia", "certifierDisplayName": "Mia Example", "certifierToggle": "user",
        "certifyUser": {"_id": {"$oid": house.user("mia")}, "collection": "User", "login": "mia"},
        "repeat": "Do not repeat", "commentsOnCertify": false, "commentsOnRevoke": true, "reassignment": true,
        "selfCertification": false, "automaticEscalation": true, "certificationReminderEmail": true,
        "alternateCertifierToggle": "user", "alternateCertifierType": "User", "alternateCertifierUser": "Oli Example",
        "alternateCertifier": "oli", "triggerCondition": null, "frequentlyUsedRule": {"value": null},
        "certificationDurationType": "days", "certificationDuration": 1,
        "_id": {"$oid": OID}, "createdBy": "zoe", "createdByDisplayName": "Zoe Example",
        "createdOn": "2023-12-15T10:13:03.408Z",
    })
}

fn but(mut definition: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        definition[name] = value.clone();
    }
    definition
}

/// With what a client runs a definition.
fn running(login: &str) -> Value {
    json!({
        "impactObject": {"certifierCount": 1, "resourceCount": 3, "taskCount": 3, "userCount": 2,
            "resourceList": {"displayName": "Ledger: read"}, "userList": [{"login": "ann"}]},
        "requester": {"login": login, "displayName": "Zoe Example", "email": "zoe@example.com"},
    })
}

/// The only campaign, once it is so.
async fn campaign(house: &House, status: &str) -> Value {
    for _ in 0..400 {
        house.run_jobs().await;
        let all = house.get("zoe", ADMIN).await.is(200);
        if column(&all, "/status") == [status] {
            let id = all["result"][0]["id"].as_str().unwrap();
            return house.get("zoe", &format!("{ADMIN}/{id}")).await.is(200);
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    unreachable!("the campaign never is {status}")
}

db_test!(a_definition_is_kept_fetched_and_run_to_its_line_items, |db| async {
    let house = house(db).await;
    house.post("ann", CERTIFICATIONS, definition(&house)).await.refused(403);
    assert_eq!(house.post("zoe", CERTIFICATIONS, definition(&house)).await.is(200), json!(true));

    let listed = house.get("zoe", &format!("{CERTIFICATIONS}?status=Active&pagesize=5")).await.is(200);
    let mut fetched = listed[0].clone();
    assert!(fetched["_etag"]["$oid"].is_string());
    fetched.as_object_mut().unwrap().remove("_etag");
    assert_eq!(fetched, definition(&house), "what came comes back");
    assert_eq!(house.get("zoe", &format!("{CERTIFICATIONS}?status=Draft")).await.is(200), json!([]));
    house.get("ann", CERTIFICATIONS).await.refused(403);

    let run = format!("{CERTIFICATIONS}/{OID}/run");
    house.post("ann", &run, running("ann")).await.refused(403);
    let other = house.post("zoe", &run, running("ann")).await.refused(400);
    assert_eq!(other, "`requester.login` must be `zoe`: nobody asks in another's name");
    assert_eq!(house.post("zoe", &run, running("zoe")).await.is(200), json!(true));
    let made = campaign(&house, "in-progress").await;
    assert!(made.get("idhub").is_none(), "what the client sent about people stays with the template");
    let items = format!("/iga/governance/certification/{}/items", made["id"].as_str().unwrap());
    let rows = house.get("mia", &items).await.is(200);
    let mut held: Vec<(String, String)> =
        column(&rows, "/user/userName").into_iter().zip(column(&rows, "/entitlement/displayName")).collect();
    held.sort();
    let entitlements = ["Ledger: close the year", "Ledger: read", "Ledger: post entries"];
    let expected: Vec<(String, String)> =
        ["ann", "ann", "ben"].into_iter().zip(entitlements).map(|(a, b)| (a.into(), b.into())).collect();
    assert_eq!(held, expected);
    let trail = house.get("zoe", "/iga/governance/audit?_pageSize=200").await.is(200);
    assert!(trail.to_string().contains("run-certification"), "who ran it, and what they foresaw");

    // As the definition says: a comment for a revoke, none to certify.
    let ids = column(&rows, "/id");
    let silent = house.post("mia", &format!("{items}/{}/revoke", ids[0]), json!({})).await;
    assert_eq!(silent.status, 400, "{}", silent.body);
    house.post("mia", &format!("{items}/{}/certify", ids[0]), json!({})).await.is(200);
});

db_test!(a_definition_is_changed_by_its_id_and_by_the_other_face, |db| async {
    let house = house(db).await;
    house.post("zoe", CERTIFICATIONS, but(definition(&house), &json!({"status": "Draft"}))).await.is(200);
    let run = format!("{CERTIFICATIONS}/{OID}/run");
    let refused = house.post("zoe", &run, running("zoe")).await.refused(400);
    assert_eq!(refused, DRAFT);
    house.post("zoe", CERTIFICATIONS, definition(&house)).await.is(200);
    house.post("zoe", CERTIFICATIONS, definition(&house)).await.is(200);
    let all = house.get("zoe", TEMPLATES).await.is(200);
    assert_eq!(column(&all, "/name"), ["Atlassian"], "one, however often it is sent");
    let taken = but(definition(&house), &json!({"_id": null}));
    let refused = house.post("zoe", CERTIFICATIONS, taken).await.refused(400);
    assert_eq!(refused, "Template already exists with the same name.");

    let mut template = all["result"][0].clone();
    template["stages"] = json!([{"certifierType": "manager"}]);
    let of = format!("{TEMPLATES}/{}", template["id"].as_str().unwrap());
    house.call("zoe", "PUT", &of, template.to_string()).await.is(200);
    let fetched = house.get("zoe", CERTIFICATIONS).await.is(200)[0].clone();
    assert_eq!(
        (&fetched["certifierType"], &fetched["_id"]["$oid"]),
        (&json!("Benefeciary's Manager"), &json!(OID))
    );
    assert_eq!(
        (&fetched["commentsOnRevoke"], &fetched["alternateCertifierUser"]),
        (&json!(true), &json!("oli"))
    );
    assert_eq!(
        house.post("zoe", &run, json!({})).await.is(200),
        json!(true),
        "it is known by the same id still"
    );
    campaign(&house, "in-progress").await;
    house.post("zoe", &format!("{CERTIFICATIONS}/{}/run", house.item("read")), json!({})).await.refused(404);
});

db_test!(one_id_is_one_template_also_when_it_is_sent_three_times_at_once, |db| async {
    let house = house(db).await;
    let send = async |name: &str| {
        let body = but(definition(&house), &json!({"name": name}));
        house.post("zoe", CERTIFICATIONS, body).await.is(200)
    };
    tokio::join!(send("One"), send("Two"), send("Two"));
    let all = house.get("zoe", TEMPLATES).await.is(200);
    assert_eq!(column(&all, "/name").len(), 1, "{all}");
});

db_test!(a_draft_is_started_over_no_face_and_by_no_schedule, |db| async {
    let house = house(db).await;
    house.post("zoe", CERTIFICATIONS, but(definition(&house), &json!({"status": "Draft"}))).await.is(200);
    let mut template = house.get("zoe", TEMPLATES).await.is(200)["result"][0].clone();
    let start = "/iga/governance/certification";
    let refused = house.post("zoe", start, json!({"templateId": template["id"]})).await.refused(400);
    assert_eq!(refused, DRAFT);

    // It is given a schedule over the other face, and stays the draft that it is.
    let of = format!("{TEMPLATES}/{}", template["id"].as_str().unwrap());
    template["schedule"] = json!({"type": "cron", "schedule": "0 0 * * *", "enabled": true});
    house.call("zoe", "PUT", &of, template.to_string()).await.is(200);
    house.clock.advance(chrono::Duration::days(1));
    let failed = campaign(&house, "closed").await;
    assert_eq!((&failed["systemMessages"]["errors"], &failed["totalItems"]), (&json!([DRAFT]), &json!(0)));

    house.post("zoe", CERTIFICATIONS, definition(&house)).await.is(200);
    house.post("zoe", start, json!({"templateId": template["id"]})).await.is(200);
});

db_test!(who_approves_looks_a_campaign_through_first, |db| async {
    let house = house(db).await;
    let changes = json!({
        "name": "What is risky", "type": "Resource Assignment", "approverType": "User", "approver": "oli",
        "certifierType": "Resource owner", "certifier": null, "certifyUser": null, "highRiskUsers": true,
        "highRiskResources": true, "resourceQuery": "{\"collection\":\"Entitlement\"}",
        "alternateCertifier": "$manager", "selfCertification": true,
    });
    house.post("zoe", CERTIFICATIONS, but(definition(&house), &changes)).await.is(200);
    house.post("zoe", &format!("{CERTIFICATIONS}/{OID}/run"), running("zoe")).await.is(200);
    let staged = campaign(&house, "staging").await;
    assert_eq!((&staged["certificationType"], &staged["totalItems"]), (&json!("entitlement"), &json!(1)));
    let id = staged["id"].as_str().unwrap();
    house.post("oli", &format!("/iga/governance/certification/{id}/activate"), json!({})).await.is(200);
    let items = format!("/iga/governance/certification/{}/items", staged["id"].as_str().unwrap());
    let rows = house.get("oli", &items).await.is(200);
    assert_eq!(
        column(&rows, "/user/userName"),
        ["ann"],
        "she holds what closes the year; Ben holds nothing risky"
    );
});

db_test!(what_is_not_there_is_refused_by_its_name, |db| async {
    let house = house(db).await;
    for (changes, message) in [
        (
            json!({"certifierType": "Everybody"}),
            "`certifierType` must be one of User, Role, Benefeciary's Manager, Resource owner",
        ),
        (json!({"certifier": "nobody"}), "`certifier` is nobody who works here"),
        (json!({"certifierType": "Role", "certifier": "Pilot"}), "`certifier` is no role"),
        (
            json!({"approverType": "Role", "approver": "Accountant"}),
            "`approver` is a role that nobody holds who works here",
        ),
        (json!({"userQuery": "{\"shoeSize\": 44}"}), "`userQuery` "),
        (json!({"resourceQuery": "{\"colour\": \"red\"}"}), "`resourceQuery` "),
        (
            json!({"resources": [{"_id": {"$oid": house.user("ann")}, "collection": "Role"}]}),
            "`resources[0]._id` names ",
        ),
        (json!({"userQuery": json!({"_id": house.item("read")}).to_string()}), "`userQuery` names "),
    ] {
        let refused = house.post("zoe", CERTIFICATIONS, but(definition(&house), &changes)).await.refused(400);
        assert!(refused.starts_with(message), "{changes}: {refused}");
    }
    house.get("zoe", &format!("{CERTIFICATIONS}?status=Archived")).await.refused(400);
    assert_eq!(house.get("zoe", CERTIFICATIONS).await.is(200), json!([]), "nothing of it is kept");
});
