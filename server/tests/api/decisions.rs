//! What can stand in the way: duplicates, access that is held, people who may not decide.

use bailiwick_store::db_test;
use serde_json::json;

use crate::support::House;

const CREATE: &str = "/iga/governance/requests?_action=create";

db_test!(a_duplicate_names_the_request_that_asks_already, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    // By its bare id and the long id of the person: the same access; the other pair is made.
    let body = json!({
        "users": [format!("managed/user/{}", house.user("ann"))],
        "catalogs": [{"type": "entitlement", "id": house.item("post").to_string()}, {"type": "role", "id": house.catalog_id("accountant")}],
    });
    let answer = house.post("ben", CREATE, body).await.is(200);
    assert_eq!(answer["result"].as_array().unwrap().len(), 1);
    assert_eq!(
        answer["errors"],
        json!([{
            "error": "DUPLICATE",
            "message": "an unfinished request asks for the same",
            "user": format!("managed/user/{}", house.user("ann")),
            "requestId": id,
            "catalogId": house.item("post").to_string(),
        }])
    );
});

db_test!(validating_says_the_same_and_changes_nothing, |db| async {
    let house = House::new(db).await;
    house.ask("ann", &["ann"], &["post"]).await;
    let before = house.state().await;
    let mut body = house.new_request(&["ann", "ben"], &["post", "close"]);
    body["users"][1] = json!("managed/user/00000000-0000-0000-0000-000000000009");
    let answer = house.post("ann", "/iga/governance/requests?_action=validate", body.clone()).await.is(200);
    let codes: Vec<&str> =
        answer["errors"].as_array().unwrap().iter().map(|e| e["error"].as_str().unwrap()).collect();
    assert_eq!(answer["result"], json!([]));
    assert_eq!(codes, ["DUPLICATE", "NOT_REQUESTABLE", "NOT_FOUND", "NOT_FOUND"]);
    assert_eq!(house.state().await, before);
});

db_test!(what_is_held_is_not_asked_for_again, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["read"]).await.remove(0);
    for who in ["mia", "oli"] {
        house.act(who, &id, "approve", json!({})).await.is(200);
    }
    house.run_jobs().await;
    let answer = house.post("ann", CREATE, house.new_request(&["ann"], &["read"])).await.is(200);
    assert_eq!(answer["errors"][0]["error"], "EXISTING_ACCESS");
    let mut removal = house.new_request(&["ben"], &["read"]);
    removal["accessModifier"] = json!("remove");
    assert_eq!(house.post("ann", CREATE, removal).await.is(200)["errors"][0]["error"], "NO_ACCESS");
});

db_test!(a_catalog_id_of_another_type_names_nothing, |db| async {
    let house = House::new(db).await;
    let body = json!({"users": [house.user("ann").to_string()], "catalogs": [{"type": "role", "id": house.catalog_id("post")}]});
    assert_eq!(house.post("ann", CREATE, body).await.is(200)["errors"][0]["error"], "NOT_FOUND");
});

db_test!(nobody_decides_about_their_own_access, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let actor = |name: &str| json!({"id": format!("managed/user/{}", house.user(name)), "permissions": {"approve": true}});
    let reassign = "reassign&phaseName=approvalTask-manager";
    let before = house.state().await;
    let alone = house.act("mia", &id, reassign, json!({"updatedActors": [actor("ann")]})).await.refused(400);
    assert!(alone.contains("`updatedActors`"), "{alone}");
    assert_eq!(house.state().await, before);
    // Mia hands the decision to Ann and Ben; it is Ann's own.
    house.act("mia", &id, reassign, json!({"updatedActors": [actor("ann"), actor("ben")]})).await.is(200);
    let before = house.state().await;
    let refused = house.act("ann", &id, "approve", json!({})).await.refused(403);
    assert_eq!(refused, "nobody decides about their own access");
    assert_eq!(house.state().await, before);
});

db_test!(one_no_ends_it, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let answer = house.act("mia", &id, "reject", json!({"justification": "not yet"})).await.is(200);
    assert_eq!(answer["decision"]["status"], "complete");
    assert_eq!(answer["decision"]["decision"], "rejected");
    assert_eq!(answer["decision"]["outcome"], "denied");
    assert_eq!(answer["decision"]["comments"][0]["action"], "reject");
    let refused = house.act("oli", &id, "approve", json!({})).await;
    assert_eq!(refused.refused(404), format!("request `{id}` does not exist"), "the owner was never asked");
    assert_eq!(
        house.act("mia", &id, "approve", json!({})).await.refused(400),
        "the request is already complete"
    );
    house.run_jobs().await;
    let grants = format!("/iga/governance/user/{}/grants", house.user("ann"));
    assert_eq!(house.get("ann", &grants).await.is(200)["totalCount"], 0);
});

db_test!(who_asked_may_call_it_off_and_others_may_not, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    assert!(house.act("mia", &id, "cancel", json!({})).await.refused(403).contains("may call it off"));
    let answer = house.act("ann", &id, "cancel", json!({"comment": "no longer needed"})).await.is(200);
    assert_eq!(answer["decision"]["status"], "cancelled");
    assert_eq!(answer["decision"]["outcome"], "cancelled");
    assert_eq!(answer["decision"]["phases"][0]["status"], "cancelled");
    assert_eq!(answer["decision"]["actors"]["active"], json!([]));
    house.ask("ann", &["ann"], &["post"]).await;
});

db_test!(a_decision_is_handed_over_and_talked_about, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let refused = house.act("ben", &id, "approve", json!({})).await.refused(404);
    assert_eq!(refused, format!("request `{id}` does not exist"));
    let actors = json!({"updatedActors": [{"id": house.user("ben").to_string(), "permissions": {}}], "comment": "you know her better"});
    house.act("mia", &id, "reassign", actors).await.is(200);
    assert_eq!(
        house.act("mia", &id, "approve", json!({})).await.refused(403),
        "you are not asked to decide this"
    );
    house.act("ben", &id, "comment", json!({"comment": "is it for March only?"})).await.is(200);
    house.act("ben", &id, "approve", json!({})).await.is(200);
    let request = house.request(&id).await;
    let said: Vec<_> = request["decision"]["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["action"].as_str().unwrap())
        .collect();
    assert_eq!(said, ["reassign", "comment", "approve"]);
    let unknown = json!({"updatedActors": [{"id": "00000000-0000-0000-0000-000000000009"}]});
    assert!(house.act("oli", &id, "reassign", unknown).await.refused(400).contains("`updatedActors` names"));
});
