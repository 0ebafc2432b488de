//! The main job: ask, the manager agrees, the owner agrees, the access is held, and it can be proved.

use bailiwick_store::db_test;
use serde_json::json;

use crate::support::{House, column};

db_test!(what_is_asked_for_and_agreed_to_is_held, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let request = house.get("ann", &format!("/iga/governance/requests/{id}")).await.is(200);
    assert_eq!(request["requestType"], "entitlementGrant");
    assert_eq!(request["requester"]["id"], format!("managed/user/{}", house.user("ann")));
    assert_eq!(
        request["user"],
        json!({
            "id": house.user("ann").to_string(), "userName": "ann", "mail": "ann@example.com", "givenName": "Ann", "sn": "Example",
        })
    );
    assert_eq!(request["catalog"]["id"], house.catalog_id("post"));
    assert_eq!(request["application"]["name"], "General Ledger");
    assert_eq!(request["entitlement"]["displayName"], "Ledger: post entries");
    assert_eq!(request["entitlementOwner"][0]["userName"], "oli");
    assert_eq!(request["applicationOwner"][0]["id"], house.user("oli").to_string());
    assert_eq!(request["glossary"]["idx"]["/entitlement"]["requestable"], true);
    assert_eq!(request["workflow"]["id"], "ManagerThenOwner");
    assert_eq!(request["request"]["common"]["entitlementId"], house.item("post").to_string());
    assert_eq!(request["request"]["common"]["justification"], "for the tests");
    assert_eq!(request["decision"]["status"], "in-progress");
    assert_eq!(request["decision"]["decision"], json!(null));
    assert_eq!(request["decision"]["phases"][0]["name"], "approvalTask-manager");
    assert_eq!(request["decision"]["phases"][0]["type"], "request");
    assert_eq!(
        request["decision"]["actors"]["active"][0]["id"],
        format!("managed/user/{}", house.user("mia"))
    );
    assert_eq!(request["decision"]["actors"]["active"][0]["permissions"]["approve"], true);
    assert_eq!(request["metadata"]["primaryKey"], 1);

    // The manager finds it in her inbox, with her phase at the top of the row.
    let (mia, oli, ann) = (house.user("mia"), house.user("oli"), house.user("ann"));
    let inbox = house
        .post("mia", &format!("/iga/governance/user/{mia}/approvals?_action=search"), json!({}))
        .await
        .is(200);
    assert_eq!(column(&inbox, "/id"), [id.as_str()]);
    assert_eq!(inbox["result"][0]["phases"][0]["name"], "approvalTask-manager");
    assert_eq!(inbox["result"][0]["phases"][0]["permissions"]["reassign"], true);
    assert_eq!(
        house.get("oli", &format!("/iga/governance/user/{oli}/tasks?type=request")).await.is(200)["totalCount"],
        0
    );
    let answer = house
        .act("mia", &id, "approve&phaseName=approvalTask-manager", json!({"justification": "she may"}))
        .await;
    assert_eq!(answer.is(200)["decision"]["phases"][0]["decision"], "approve");

    // Then the owner, without a body and without a content type.
    assert_eq!(
        house.get("oli", &format!("/iga/governance/user/{oli}/tasks?type=request")).await.is(200)["totalCount"],
        1
    );
    house.clock.advance(chrono::Duration::seconds(1));
    let answer = house
        .call("oli", "POST", &format!("/iga/governance/requests/{id}?_action=approve"), "")
        .await
        .is(200);
    assert_eq!(answer["decision"]["decision"], "approved");
    let once =
        house.get("mia", &format!("/iga/governance/user/{mia}/approvals?actorStatus=inactive")).await.is(200);
    assert_eq!(column(&once, "/phases/0/name"), ["approvalTask-manager"]);

    house.run_jobs().await;
    let request = house.request(&id).await;
    assert_eq!(request["decision"]["status"], "complete");
    assert_eq!(request["decision"]["outcome"], "provisioned");
    assert_eq!(request["decision"]["comments"][0]["comment"], "she may");
    assert_eq!(request["decision"]["comments"][0]["user"]["userName"], "mia");
    assert_eq!(request["decision"]["phases"][1]["completedBy"]["userName"], "oli");

    let grants =
        house.get("ann", &format!("/iga/governance/user/{ann}/grants?grantType=entitlement")).await.is(200);
    assert_eq!(column(&grants, "/entitlement/displayName"), ["Ledger: post entries"]);
    let grant = &grants["result"][0];
    assert_eq!(grant["compositeId"].as_str().unwrap().len(), 128);
    assert_eq!(grant["keys"]["type"], "entitlementGrant");
    assert_eq!(grant["keys"]["entitlementId"], house.item("post").to_string());
    assert_eq!(grant["relationship"]["properties"]["grantType"], "request");
    assert_eq!(grant["relationship"]["properties"]["requestId"], id);
    assert_eq!(grant["relationship"]["properties"]["justification"], "for the tests");
    assert_eq!(grant["catalog"]["id"], house.catalog_id("post"));

    // The trail tells every step, newest first, page by page.
    let mut steps = Vec::new();
    let mut path = format!("/iga/governance/audit?objectId={id}&pageSize=2");
    loop {
        let page = house.get("zoe", &path).await.is(200);
        steps.extend(page["result"].as_array().unwrap().clone());
        let Some(token) = page["pageToken"].as_str() else { break };
        assert_eq!(page["resultCount"], 2);
        path = format!("/iga/governance/audit?objectId={id}&pageSize=2&_pagedResultCookie={token}");
    }
    // Between what people did, the workflow has written what it did.
    steps.retain(|step| step["actor"] != "SYSTEM");
    let by = |who: &str| format!("managed/user/{}", house.user(who));
    let (first, second, third) = (&steps[steps.len() - 1], &steps[steps.len() - 2], &steps[steps.len() - 3]);
    for (step, event, who) in [
        (first, "create-request", "ann"),
        (second, "approve-request", "mia"),
        (third, "approve-request", "oli"),
    ] {
        assert_eq!(
            (step["eventType"].as_str(), step["actor"].as_str()),
            (Some(event), Some(by(who).as_str()))
        );
    }
    let own = house.get("ann", &format!("/iga/governance/user/{ann}/audit")).await.is(200);
    for event in ["create-request", "approve-request", "grant-entitlement"] {
        assert!(column(&own, "/eventType").contains(&event.to_owned()), "{own}");
    }
});

db_test!(a_role_brings_what_it_contains_and_can_be_taken_away, |db| async {
    let house = House::new(db).await;
    let id = house.ask("zoe", &["ann"], &["accountant"]).await.remove(0);
    for who in ["mia", "oli"] {
        house.act(who, &id, "approve", json!({})).await.is(200);
    }
    house.run_jobs().await;
    let grants = format!("/iga/governance/user/{}/grants", house.user("ann"));
    let held = house.get("mia", &format!("{grants}?grantType=role")).await.is(200);
    assert_eq!(column(&held, "/role/name"), ["Accountant"]);
    let held = house.get("ann", &format!("{grants}?grantType=entitlement&queryString=post")).await.is(200);
    assert_eq!(held["result"][0]["relationship"]["conditional"], true);
    assert_eq!(held["result"][0]["relationship"]["properties"]["role"]["name"], "Accountant");

    let mut body = house.new_request(&["ann"], &["accountant"]);
    body["accessModifier"] = json!("remove");
    let removal = house.post("ann", "/iga/governance/requests?_action=create", body).await.is(200);
    let removal = removal["result"][0].as_str().unwrap().to_owned();
    assert_eq!(house.request(&removal).await["requestType"], "roleRemove");
    for who in ["mia", "oli"] {
        house.act(who, &removal, "approve", json!({})).await.is(200);
    }
    house.run_jobs().await;
    assert_eq!(house.get("ann", &format!("{grants}?grantType=role")).await.is(200)["totalCount"], 0);
});

db_test!(access_with_a_start_date_waits_for_it, |db| async {
    let house = House::new(db).await;
    let mut body = house.new_request(&["ann"], &["read"]);
    body["startDate"] = json!("2026-02-01T00:00:00Z");
    body["endDate"] = json!("2026-03-01T00:00:00+00:00");
    body["expiryDate"] = json!(1_790_000_000_000_i64);
    body["externalRequestId"] = json!("TICKET-7 \u{1f511} \u{5e9}\u{5dc}\u{5d5}\u{5dd}");
    body["requestIdPrefix"] = json!("REQ");
    body["priority"] = json!("high");
    let made = house.post("ann", "/iga/governance/requests?_action=create", body).await.is(200);
    let id = made["result"][0].as_str().unwrap().to_owned();
    assert!(id.starts_with("REQ-"), "{id}");
    for who in ["mia", "oli"] {
        house.act(who, &id, "approve", json!({})).await.is(200);
    }
    house.run_jobs().await;
    let request = house.request(&id).await;
    assert_eq!(request["decision"]["status"], "suspended");
    assert_eq!(request["decision"]["phases"][2]["type"], "scheduled");
    assert_eq!(request["decision"]["phases"][2]["events"]["scheduled"]["date"], "2026-02-01T00:00:00Z");
    let common = &request["request"]["common"];
    assert_eq!(common["externalRequestId"], "TICKET-7 \u{1f511} \u{5e9}\u{5dc}\u{5d5}\u{5dd}");
    assert_eq!(common["requestIdPrefix"], "REQ");
    assert_eq!(common["priority"], "high");
    assert_eq!(common["expiryDate"], "2026-09-21T14:13:20Z");

    house.clock.set("2026-02-01T00:00:01Z".parse().unwrap());
    house.run_jobs().await;
    assert_eq!(house.request(&id).await["decision"]["outcome"], "provisioned");
    house.clock.set("2026-03-01T00:00:01Z".parse().unwrap());
    house.run_jobs().await;
    let grants = format!("/iga/governance/user/{}/grants?grantType=entitlement", house.user("ann"));
    assert_eq!(house.get("ann", &grants).await.is(200)["totalCount"], 0);
});
