//! Certification, over the wire (contract 2.6 to 2.8).

use bailiwick::authority::Authority;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{House, column};

pub const TEMPLATES: &str = "/iga/governance/certification/template";

/// Zoe runs certifications; Mia is asked about every entitlement.
pub fn template(house: &House) -> Value {
    json!({
        "name": "Quarterly", "certificationType": "entitlement", "ownerId": format!("managed/user/{}", house.user("zoe")),
        "stages": [{"certifierType": "user", "certifierId": format!("managed/user/{}", house.user("mia"))}],
        "stageDuration": 14, "targetFilter": {"type": ["entitlementGrant"]}, "allowBulkCertify": true,
        "allowPartialSignoff": true, "remediationRule": "BasicRevocation",
    })
}

/// Reads until a value is so: the house's own worker acts meanwhile.
pub async fn until(house: &House, path: &str, pointer: &str, value: Value) -> Value {
    for _ in 0..400 {
        house.run_jobs().await;
        let read = house.get("zoe", path).await.is(200);
        if read.pointer(pointer) == Some(&value) {
            return read;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    unreachable!("`{pointer}` of {path} never is {value}")
}

db_test!(a_campaign_is_started_decided_and_signed, |db| async {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let give = format!("/iga/governance/user/{}/entitlements?_action=add", house.user("ann"));
    for key in ["read", "post"] {
        let body = json!({"entitlementId": house.item(key), "grantType": "request"});
        house.post("zoe", &give, body).await.is(200);
    }

    house.post("ann", TEMPLATES, template(&house)).await.refused(403);
    let wrong = house.post("zoe", TEMPLATES, json!({"name": "x", "stages": []})).await.is(400);
    assert!(wrong["message"].as_array().unwrap().len() >= 3, "{wrong}");
    let made = house.post("zoe", TEMPLATES, template(&house)).await.is(200);
    let id = made["id"].as_str().unwrap();
    house.post("zoe", TEMPLATES, template(&house)).await.refused(400);
    let listed = house.get("zoe", TEMPLATES).await.is(200);
    assert_eq!((column(&listed, "/name"), &listed["totalHits"]), (vec!["Quarterly".to_owned()], &json!(1)));
    let forecast = house.get("zoe", &format!("{TEMPLATES}/{id}/forecast")).await.is(200);
    assert_eq!(forecast["reviewers"][0]["user"]["userName"], "mia");

    let started = house.post("zoe", "/iga/governance/certification", json!({"templateId": id})).await.is(200);
    let campaign = started["id"].as_str().unwrap();
    let admin = format!("/iga/governance/admin/certification/{campaign}");
    let running = until(&house, &admin, "/status", json!("in-progress")).await;
    assert_eq!(running["totalItems"], forecast["items"]);
    let mine = house.get("mia", "/iga/governance/certification/items").await.is(200);
    assert_eq!((&mine["results"], &mine["result"][0]["campaignId"]), (&mine["result"], &json!(campaign)));

    let items = format!("/iga/governance/certification/{campaign}/items");
    let of_ann = format!("{items}?user={}", house.user("ann"));
    house.get("ann", &items).await.refused(404);
    let rows = house.get("mia", &of_ann).await.is(200);
    assert_eq!(rows["totalHits"], 2);
    let ids = column(&rows, "/id");
    let revoked =
        house.post("mia", &format!("{items}/{}/revoke", ids[0]), json!({"comment": "left"})).await.is(200);
    assert_eq!(revoked["idsNotActedOn"], json!([]));
    let rest = json!({"ids": [ids[1], "nothing"]});
    let certified = house.post("mia", &format!("{items}/certify"), rest).await.is(200);
    assert_eq!(certified["idsNotActedOn"], json!(["nothing"]));
    let totals = house.get("mia", &format!("{items}?getCount=true")).await.is(200);
    assert_eq!((&totals["totals"]["revoke"], &totals["totals"]["certify"]), (&json!(1), &json!(1)));
    let all_of_mia = format!("{items}/signoff?selectAllActorId=managed/user/{}", house.user("mia"));
    house.post("ann", &all_of_mia, json!({})).await.refused(403);
    house.call("mia", "POST", &all_of_mia, String::new()).await.is(200);

    let one = format!("{items}/{}", ids[0]);
    let gone = until(&house, &one, "/decision/certification/remediationStatus", json!("complete")).await;
    assert_eq!(gone["decision"]["certification"]["isHeld"], false);
    house.post("mia", &format!("{one}/certify"), json!({})).await.is(200);
    let still = house.get("zoe", &one).await.is(200);
    assert_eq!(still["decision"]["certification"]["decision"], "revoke", "signed is signed");
});

db_test!(a_template_for_events_is_started_about_a_person, |db| async {
    let house = House::new(db).await;
    let mut tx = house.engine.db().write().await.unwrap();
    bailiwick_store::users::add_authority(&mut tx, house.user("zoe"), Authority::CertAdmin).await.unwrap();
    tx.commit().await.unwrap();
    for who in ["ann", "ben"] {
        let give = format!("/iga/governance/user/{}/entitlements?_action=add", house.user(who));
        house
            .post("zoe", &give, json!({"entitlementId": house.item("read"), "grantType": "request"}))
            .await
            .is(200);
    }
    let mut body = template(&house);
    body["isEventBased"] = json!(true);
    body["templateEventType"] = json!("user");
    body["name"] = json!("{{IGA_PARAM_userDisplayName_IGA_PARAM}}: {{IGA_PARAM_eventName_IGA_PARAM}}");
    body["parameters"] = json!([{"id": "userId", "displayName": "User", "path": "user.id"}]);
    body["targetFilter"]["user"] = json!({"operator": "EQUALS", "operand":
        {"targetName": "id", "targetValue": "{{IGA_PARAM_userId_IGA_PARAM}}"}});
    let made = house.post("zoe", TEMPLATES, body).await.is(200);
    let start = async |more: Value| {
        let mut body = json!({"templateId": made["id"]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        house.post("zoe", "/iga/governance/certification", body).await
    };
    let refused = start(json!({})).await.refused(400);
    assert!(refused.contains("it is started with `parameters`"), "{refused}");
    let refused = start(json!({"parameters": {"userId": house.user("ann")}})).await.is(400);
    assert_eq!(
        refused["message"],
        json!(["`parameters.eventName` is missing: the template has a mark for it"])
    );
    let refused = start(json!({"parameters": {"userId": "ann"}})).await.refused(400);
    assert_eq!(refused, "`parameters.userId` must be the id of a person");
    let given = json!({"parameters": {"userId": house.user("ann"), "eventName": "Department change"}});
    let started = start(given.clone()).await.is(200);
    assert_eq!(started["name"], "Ann Example: Department change");
    let campaign = started["id"].as_str().unwrap();
    let admin = format!("/iga/governance/admin/certification/{campaign}");
    until(&house, &admin, "/status", json!("in-progress")).await;
    let rows = house.get("mia", &format!("/iga/governance/certification/{campaign}/items")).await.is(200);
    assert_eq!(column(&rows, "/user/userName"), ["ann"], "only she is reviewed");

    let plain = house.post("zoe", TEMPLATES, template(&house)).await.is(200);
    let mut body = given;
    body["templateId"] = plain["id"].clone();
    let refused = house.post("zoe", "/iga/governance/certification", body).await.refused(400);
    assert_eq!(refused, "the template is not for events: it takes no parameters");
});
