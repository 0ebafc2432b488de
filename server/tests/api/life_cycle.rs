//! People, entitlements and roles over the faces: what is answered, refused, and to whom.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{Answer, House, column};

const USERS: &str = "/openidm/managed/alpha_user";
const ROLES: &str = "/iga/governance/role";

async fn with_revision(house: &House, method: &str, path: &str, revision: &str, body: Value) -> Answer {
    let request = axum::http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", house.token("zoe")))
        .header("if-match", revision)
        .body(body.to_string().into())
        .unwrap();
    crate::support::answer(&house.router, request).await
}

db_test!(a_person_is_written_over_the_managed_face, |db| async {
    let house = House::new(db).await;
    let lena = json!({
        "userName": "lena", "givenName": "Lena", "sn": "Aho", "mail": "lena@example.com",
        "manager": {"_ref": format!("managed/alpha_user/{}", house.user("mia"))},
    });
    let made = house.post("zoe", &format!("{USERS}?_action=create"), lena.clone()).await.is(201);
    assert_eq!((made["_rev"].as_str(), made["displayName"].as_str()), (Some("1"), Some("Lena Aho")));
    assert_eq!(made["manager"]["_refResourceId"], json!(house.user("mia")));
    let one = format!("{USERS}/{}", made["_id"].as_str().unwrap());
    assert_eq!(house.get("zoe", &one).await.is(200), made);
    for (body, message) in [
        (json!([]), "the body must be an object"),
        (json!({}), "`userName` is missing"),
        (lena.clone(), "`userName` `lena` is somebody else's"),
        (
            json!({"userName": "x", "givenName": "X", "sn": "X", "password": "y"}),
            "`password` is no property of a person",
        ),
        (
            json!({"userName": "x", "givenName": "X", "sn": "X", "organization": "Y"}),
            "`organization` `Y` does not exist",
        ),
    ] {
        assert_eq!(house.post("zoe", USERS, body).await.refused(400), message);
    }
    let title = json!([{"operation": "replace", "field": "/title", "value": "Buyer"}]);
    let told = with_revision(&house, "PATCH", &one, "\"7\"", title.clone()).await.refused(412);
    assert!(told.contains("has revision 1, not 7"), "{told}");
    assert_eq!(
        with_revision(&house, "PATCH", &one, "one", title.clone()).await.refused(400),
        "`If-Match` must be the `_rev` of the object"
    );
    let changed = with_revision(&house, "PATCH", &one, "\"1\"", title).await.is(200);
    assert_eq!((changed["title"].as_str(), changed["_rev"].as_str()), (Some("Buyer"), Some("2")));
    let replaced = house.call("zoe", "PUT", &one, changed.to_string()).await.is(200);
    assert_eq!(replaced, changed, "what is answered can be sent back, and changes nothing");
    let new = format!("{USERS}/{}", uuid::Uuid::from_u128(77));
    let pia = json!({"userName": "pia", "givenName": "Pia", "sn": "Ek"});
    house.call("zoe", "PUT", &new, pia.to_string()).await.is(201);

    for (path, method) in [(USERS, "POST"), (&one, "PUT"), (&one, "DELETE")] {
        for who in ["mia", "dan"] {
            house.call(who, method, path, lena.to_string()).await.refused(403);
        }
    }
    house
        .call("zoe", "DELETE", &format!("/openidm/managed/alpha_role/{}", house.item("accountant")), "")
        .await
        .refused(400);
    assert_eq!(house.call("zoe", "DELETE", &one, "").await.is(200), changed);
    for method in ["GET", "DELETE", "PUT"] {
        assert!(
            house.call("zoe", method, &one, lena.to_string()).await.refused(404).contains("not found"),
            "{method}"
        );
    }
    let own = format!("{USERS}/{}", house.user("zoe"));
    assert_eq!(house.call("zoe", "DELETE", &own, "").await.refused(403), "nobody deletes themselves");
});

db_test!(who_may_what_to_whom_is_listed, |db| async {
    let house = House::new(db).await;
    let people = |query: &str| format!("/iga/governance/user?{query}&_sortKeys=userName");
    let names = |list: &Value| column(list, "/userName");
    assert_eq!(names(&house.get("dan", &people("")).await.is(200)), ["dan"]);
    assert_eq!(names(&house.get("mia", &people("")).await.is(200)), ["ann", "ben", "mia"]);
    let hers = house.get("mia", &people("scopePermission=modifyUser")).await.is(200);
    assert_eq!(
        (names(&hers), &hers["result"][0]["permissions"]["modifyUser"]),
        (vec!["ann".into(), "ben".into()], &json!(true))
    );
    for (who, permission, total) in [
        ("mia", "createUser", 0),
        ("mia", "deleteUser", 0),
        ("zoe", "createUser", 6),
        ("zoe", "deleteUser", 6),
    ] {
        let asked = people(&format!("scopePermission={permission}&_pageSize=1"));
        assert_eq!(house.get(who, &asked).await.is(200)["totalCount"], total, "{who} {permission}");
        let asked = people(&format!("scopePermission={permission}&endUserId={}", house.user(who)));
        assert_eq!(house.get("zoe", &asked).await.is(200)["totalCount"], total, "{who} {permission}");
    }
    let filtered = people(&format!("_queryFilter=id+eq+%22{}%22", house.user("ann")));
    assert_eq!(names(&house.get("zoe", &filtered).await.is(200)), ["ann"]);
    house.get("mia", &people(&format!("endUserId={}", house.user("zoe")))).await.refused(403);
    for (query, status) in [
        ("scopePermission=fly", 400),
        ("scopePermission=createEntitlement", 400),
        ("endUserId=x", 400),
        ("_queryFilter=password+eq+1", 400),
        ("_pageSize=x", 400),
    ] {
        house.get("zoe", &people(query)).await.refused(status);
    }
    let applications = "/iga/governance/application?scopePermission=createEntitlement&_sortKeys=name";
    assert_eq!(
        column(&house.get("oli", applications).await.is(200), "/name"),
        ["Company Wiki", "General Ledger"]
    );
    assert_eq!(house.get("dan", applications).await.is(200)["totalCount"], 0);
    assert_eq!(house.get("zoe", applications).await.is(200)["totalCount"], 2);
    let one = format!(
        "{applications}&_queryFilter=id+eq+%22{}%22&endUserId={}",
        house.item("wiki"),
        house.user("oli")
    );
    assert_eq!(house.get("zoe", &one).await.is(200)["totalCount"], 1);
    assert_eq!(house.get("dan", "/iga/governance/application").await.is(200)["totalCount"], 2);
    house.get("zoe", "/iga/governance/application?scopePermission=createUser").await.refused(400);
});

db_test!(an_entitlement_is_created_and_changed, |db| async {
    let house = House::new(db).await;
    let path = "/iga/governance/entitlement?_action=create";
    let with = |object: Value| json!({"applicationId": house.item("ledger"), "objectType": "Group", "object": object});
    for (body, message) in [
        (json!({}), "`applicationId` is missing"),
        (
            json!({"applicationId": "x", "objectType": "Group"}),
            "`applicationId` must be a UUID or a catalog id",
        ),
        (
            json!({"applicationId": house.item("read"), "objectType": "Group", "object": {"name": "x"}}),
            "`applicationId` names no application",
        ),
        (with(json!({})), "`object.displayName` is missing"),
        (with(json!({"name": "x", "colour": 1})), "`object.colour` is no property of an entitlement"),
        (with(json!({"name": "x", "__NAME__": "READ"})), "`object.__NAME__` `READ` is another entitlement's"),
    ] {
        assert_eq!(house.post("zoe", path, body).await.refused(400), message);
    }
    house.post("oli", path, with(json!({"name": "Audit"}))).await.refused(403);
    let made =
        house.post("zoe", path, with(json!({"displayName": "Audit", "__NAME__": "AUD"}))).await.is(200);
    assert_eq!(
        made["glossary"]["idx"]["/entitlement"]["requestable"], false,
        "nobody said that it may be asked for"
    );
    let one = format!("/iga/governance/entitlement/{}", made["id"].as_str().unwrap());
    house.get("dan", &one).await.refused(404);
    assert_eq!(made["objectType"], "Group");
    assert_eq!(house.get("zoe", &one).await.is(200)["objectType"], "Group");
    let body = json!({"glossary": {"requestable": true}, "object": {"description": "Reads all"}});
    let changed = house.call("zoe", "PUT", &one, body.to_string()).await.is(200);
    assert_eq!(changed["entitlement"]["description"], "Reads all");
    house.call("oli", "PUT", &one, body.to_string()).await.refused(403);
    let fixed = json!({"objectType": "Role"}).to_string();
    assert_eq!(
        house.call("zoe", "PUT", &one, fixed).await.refused(400),
        "`objectType` cannot be changed: leave it out"
    );
    assert_eq!(house.get("oli", &one).await.is(200)["permissions"], json!({"modifyEntitlement": true}));
    assert_eq!(house.get("dan", &one).await.is(200)["permissions"], json!({}));
    let asked = format!("{one}?endUserId={}", house.user("oli"));
    assert_eq!(house.get("zoe", &asked).await.is(200)["permissions"], json!({"modifyEntitlement": true}));
    house.get("dan", &asked).await.refused(403);
    house.get("zoe", &format!("/iga/governance/entitlement/{}", house.item("ledger"))).await.refused(404);
    house.get("zoe", "/iga/governance/entitlement/x").await.refused(404);
});

db_test!(a_role_with_a_condition_is_published_with_its_members, |db| async {
    let house = House::new(db).await;
    let condition =
        json!({"operator": "EQUALS", "operand": {"targetName": "user.userName", "targetValue": "dan"}});
    let body = json!({"role": {"name": "Reader", "entitlements": [house.item("read")], "membershipCondition": condition}});
    let made = house.post("zoe", &format!("{ROLES}?_action=create"), body).await.is(200);
    assert_eq!(made["role"]["membershipCondition"], condition);
    let id = made["id"].as_str().unwrap();
    let (draft, pending) = (format!("{ROLES}/{id}/draft"), format!("{ROLES}/{id}/pending"));
    let becomes =
        |status: &str| json!([{"operation": "replace", "field": "/status", "value": status}]).to_string();
    house.call("zoe", "PATCH", &draft, becomes("pending")).await.is(200);
    let without = format!("{pending}?addAutoRoleMembers=false");
    assert_eq!(
        house.call("zoe", "PATCH", &without, becomes("active")).await.refused(400),
        "`addAutoRoleMembers` must be true: whoever meets `role.membershipCondition` has the role"
    );
    let with = format!("{pending}?addAutoRoleMembers=true&updateIdm=true");
    let role = house.call("zoe", "PATCH", &with, becomes("active")).await.is(200);
    assert_eq!(role["role"]["membershipCondition"], condition);
    house.run_jobs().await;
    let grants = format!("/iga/governance/user/{}/grants", house.user("dan"));
    let held = house.get("zoe", &grants).await.is(200);
    let role = held["result"].as_array().unwrap().iter().find(|grant| grant["role"]["id"] == id).unwrap();
    assert_eq!(role["relationship"]["conditional"], true);
});

db_test!(a_role_goes_from_draft_to_the_catalog, |db| async {
    let house = House::new(db).await;
    let body = json!({
        "role": {"name": "Clerk", "entitlements": [house.item("read")]},
        "glossary": {"requestable": true, "roleOwner": [format!("managed/user/{}", house.user("oli"))]},
    });
    house.post("mia", &format!("{ROLES}?_action=create"), body.clone()).await.refused(403);
    let made = house.post("zoe", &format!("{ROLES}?_action=create"), body.clone()).await.is(200);
    assert_eq!((made["status"].as_str(), made["role"]["name"].as_str()), (Some("draft"), Some("Clerk")));
    let id = made["id"].as_str().unwrap();
    let (draft, pending, active) =
        (format!("{ROLES}/{id}/draft"), format!("{ROLES}/{id}/pending"), format!("{ROLES}/{id}/active"));
    house.get("dan", &draft).await.refused(404);
    house.get("oli", &draft).await.is(200);
    assert_eq!(
        house.call("zoe", "PUT", &draft, made.to_string()).await.is(200),
        made,
        "what is answered can be sent back"
    );
    for (body, message) in [
        (json!({}), "`role` is missing"),
        (json!({"role": {"name": "Accountant"}}), "`role.name` `Accountant` is another role's"),
        (
            json!({"role": {"name": "Clerk"}, "glossary": {"colour": 1}}),
            "`colour` is no attribute of roles: define it first",
        ),
    ] {
        assert_eq!(house.call("zoe", "PUT", &draft, body.to_string()).await.refused(400), message);
    }
    let becomes =
        |status: &str| json!([{"operation": "replace", "field": "/status", "value": status}]).to_string();
    assert_eq!(
        house.call("zoe", "PATCH", &draft, becomes("active")).await.refused(400),
        "a role is published from `pending`"
    );
    house.call("zoe", "PATCH", &draft, becomes("pending")).await.is(200);
    house.get("zoe", &draft).await.refused(404);
    let wrong = format!("{pending}?updateIdm=false");
    assert_eq!(
        house.call("zoe", "PATCH", &wrong, becomes("active")).await.refused(400),
        "`updateIdm` must be true: the catalog is the directory of roles"
    );
    let published = format!("{pending}?addAutoRoleMembers=false&updateIdm=true");
    house.call("mia", "PATCH", &published, becomes("active")).await.refused(403);
    let role = house.call("zoe", "PATCH", &published, becomes("active")).await.is(200);
    assert_eq!((role["status"].as_str(), &role["glossary"]["requestable"]), (Some("active"), &json!(true)));
    house.get("dan", &active).await.is(200);
    house.get("dan", &format!("{ROLES}/{id}/glossary")).await.is(200);
    let named = house.get("zoe", &format!("{ROLES}?_queryFilter=role.name+eq+%22clerk%22")).await.is(200);
    assert_eq!(
        (column(&named, "/id"), column(&named, "/status")),
        (vec![id.to_owned()], vec!["active".to_owned()])
    );
    let found =
        house.get("ann", "/iga/governance/catalog?_queryFilter=role.name+eq+%22Clerk%22").await.is(200);
    assert_eq!(found["totalCount"], 1);
    house.call("dan", "DELETE", &active, "").await.refused(403);
    house.call("zoe", "DELETE", &active, "").await.is(200);
    house.get("zoe", &active).await.refused(404);
    house.get("zoe", &format!("{ROLES}/{id}/gone")).await.refused(404);
});

db_test!(what_changes_the_directory_is_asked_for_and_decided, |db| async {
    let house = House::new(db).await;
    let ask = "/iga/governance/requests/modifyUser?_action=publish";
    let about = |who: &str| json!({"user": {"userId": house.user(who), "object": {"title": "Controller"}}});
    assert_eq!(
        house.post("mia", ask, about("dan")).await.refused(400),
        "The requester is not permitted to change this person"
    );
    let made = house.post("mia", ask, about("ann")).await.is(200);
    assert_eq!(
        (made["requestType"].as_str(), made["workflow"]["id"].as_str()),
        (Some("modifyUser"), Some("ModifyUser"))
    );
    let id = made["id"].as_str().unwrap();
    house.get("ann", &format!("/iga/governance/requests/{id}")).await.refused(404);
    house.act("zoe", id, "approve", json!({})).await.is(200);
    house.run_jobs().await;
    assert_eq!(house.request(id).await["decision"]["outcome"], "provisioned");
    let ann = house.get("zoe", &format!("{USERS}/{}", house.user("ann"))).await.is(200);
    assert_eq!(ann["title"], "Controller");
    let entitlement =
        json!({"entitlement": {"entitlementId": house.item("read"), "object": {"displayName": "Read"}}});
    let made = house
        .post("zoe", "/iga/governance/requests/modifyEntitlement?_action=publish", entitlement)
        .await
        .is(200);
    assert_eq!(made["entitlementOwner"][0]["userName"], "oli");
    assert_eq!(made["application"]["name"], "General Ledger");
    assert_eq!(made["applicationOwner"][0]["userName"], "oli");
});

db_test!(entitlements_are_searched_and_their_holders_listed, |db| async {
    let house = House::new(db).await;
    let create = "/iga/governance/entitlement?_action=create";
    let hidden =
        json!({"applicationId": house.item("ledger"), "objectType": "Group", "object": {"name": "Hidden"}});
    let hidden = house.post("zoe", create, hidden).await.is(200)["id"].as_str().unwrap().to_owned();
    let search = "/iga/governance/entitlement/search?_sortKeys=entitlement.displayName";
    let ids = async |who: &str, path: &str, body: Value| {
        let page = house.post(who, path, body).await.is(200);
        let ids = column(&page, "/id");
        assert_eq!(page["totalCount"], ids.len());
        ids
    };
    let all = ids("zoe", search, json!({})).await;
    assert!(all.contains(&hidden));
    // Who owns its application may know of it when it is theirs; others know what can be asked for.
    let known = ids("dan", search, json!({})).await;
    assert!(!known.contains(&hidden) && !known.is_empty(), "{known:?}");
    assert_eq!(ids("dan", "/iga/governance/resource/search", json!({})).await.len(), known.len());
    let filter = json!({"targetFilter": {"operator": "EQUALS", "operand": {
        "targetName": "entitlement.displayName", "targetValue": "hidden"}}});
    assert_eq!(ids("zoe", search, filter).await, [hidden.as_str()]);
    let paged = house.post("zoe", &format!("{search}&_pageSize=1"), json!({})).await.is(200);
    assert_eq!((&paged["resultCount"], &paged["totalCount"]), (&json!(1), &json!(all.len())));

    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    for who in ["mia", "oli"] {
        house.act(who, &id, "approve", json!({"justification": "fine"})).await.is(200);
    }
    house.run_jobs().await;
    let post = house.item("post");
    let holders = format!("/iga/governance/entitlement/{post}/users");
    house.get("dan", &holders).await.refused(403);
    let listed = house.get("zoe", &holders).await.is(200);
    let owners = house.get("oli", &format!("/iga/governance/entitlement/{post}/grants")).await.is(200);
    assert_eq!(listed, owners);
    assert!(column(&listed, "/user/userName").contains(&"ann".to_owned()), "{listed}");
    assert_eq!(column(&listed, "/keys/entitlementId").first(), Some(&post.to_string()));
    house.get("zoe", &format!("{holders}?_sortKeys=user.userName")).await.refused(400);
    house.get("zoe", "/iga/governance/entitlement/x/users").await.refused(404);
    let named = house.get("zoe", &format!("{holders}?queryString=nobody-of-this-name")).await.is(200);
    assert_eq!(named["totalCount"], 0);
});
