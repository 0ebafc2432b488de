//! Requests that are kept before they are sent, and changed before and after (contract 2.1 rows 4 and 5, 5.2).

use bailiwick_engine::Clock;
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::badge::{order, with_badges};
use crate::support::{Answer, House, column};

const REQUESTS: &str = "/iga/governance/requests";

async fn put(house: &House, who: &str, id: &str, content: Value) -> Answer {
    house.call(who, "PUT", &format!("{REQUESTS}/{id}"), content.to_string()).await
}

async fn patch(house: &House, who: &str, id: &str, operations: Value) -> Answer {
    house.call(who, "PATCH", &format!("{REQUESTS}/{id}"), operations.to_string()).await
}

fn id_of(request: &Value) -> String {
    request["id"].as_str().unwrap().to_owned()
}

async fn mine(house: &House, who: &str) -> Vec<String> {
    let path = format!("/iga/governance/user/{}/requests", house.user(who));
    column(&house.get(who, &path).await.is(200), "/id")
}

db_test!(a_draft_is_kept_changed_and_sent, |db| async {
    let house = House::new(db).await;
    with_badges(&house).await;
    let kept = house
        .post("ann", &format!("{REQUESTS}/badge?_action=publish"), json!({"common": {"isDraft": true}}))
        .await
        .is(200);
    let id = id_of(&kept);
    assert_eq!(kept["request"]["common"]["isDraft"], true, "nothing needs to be there yet");
    assert_eq!(kept["decision"]["phases"], json!([]));

    // Nobody else sees it, not even whom it would be for; administrators do.
    assert_eq!(mine(&house, "ann").await, [id.as_str()]);
    for other in ["mia", "ben"] {
        house.get(other, &format!("{REQUESTS}/{id}")).await.refused(404);
        put(&house, other, &id, json!({"custom": {"colour": "blue"}})).await.refused(404);
    }
    house.get("zoe", &format!("{REQUESTS}/{id}")).await.is(200);

    let wrong = json!({"custom": {"colour": 7}, "common": {"isDraft": true}});
    assert_eq!(put(&house, "ann", &id, wrong).await.refused(400), "`custom.colour` must be a text");
    let unsent = put(&house, "ann", &id, json!({"custom": {"copies": 2}, "common": {"isDraft": true}})).await;
    assert_eq!(unsent.is(200)["request"]["custom"], json!({"copies": 2}));
    // Without the flag it is sent: it must be whole, and what the type's script says holds.
    let not_whole = put(&house, "ann", &id, json!({"custom": {"copies": 2}})).await;
    assert_eq!(not_whole.refused(400), "`custom.colour` is missing");
    let black = put(&house, "ann", &id, json!({"custom": {"colour": "black"}})).await;
    assert_eq!(black.refused(400), "Black badges have run out");
    house.clock.advance(Duration::hours(1));
    let operations = json!([
        {"operation": "add", "field": "/custom/colour", "value": "red"},
        {"operation": "replace", "field": "/common/isDraft", "value": false},
        {"operation": "add", "field": "/common/justification", "value": "lost it"},
    ]);
    let sent = patch(&house, "ann", &id, operations).await.is(200);
    assert_eq!(sent["request"]["custom"], json!({"colour": "red", "copies": 2}));
    assert_eq!(sent["decision"]["phases"][0]["name"], "approvalTask-3");
    assert_ne!(sent["decision"]["startDate"], kept["decision"]["startDate"], "it begins when it is sent");
    assert_eq!(mine(&house, "ann").await, [id.as_str()], "it is the same request");
    house.get("mia", &format!("{REQUESTS}/{id}")).await.is(200);
    // Another asks for the same: only what was sent counts.
    order(&house, "ben", "red").await.refused(400);

    // What was sent is no draft again, and who sent it changes it no more.
    let words =
        put(&house, "zoe", &id, json!({"custom": {"colour": "red"}, "common": {"isDraft": true}})).await;
    assert_eq!(words.refused(400), "`common.isDraft` must be false: the request has been sent");
    put(&house, "ann", &id, json!({"custom": {"colour": "blue"}})).await.refused(403);
});

db_test!(a_draft_that_is_thrown_away_is_gone_for_good, |db| async {
    let house = House::new(db).await;
    let access = json!({"common": {
        "userId": house.user("ben").to_string(), "entitlementId": house.item("post").to_string(), "isDraft": true,
    }});
    let publish = format!("{REQUESTS}/entitlementGrant?_action=publish");
    let id = id_of(&house.post("ann", &publish, access.clone()).await.is(200));
    assert!(mine(&house, "ben").await.is_empty(), "it is not asked for yet");
    // A draft keeps nobody from asking.
    let asked = house.ask("ann", &["ben"], &["post"]).await;
    assert_eq!(asked.len(), 1);
    let sending = put(&house, "ann", &id, json!({"common": {"justification": "for the tests"}})).await;
    assert_eq!(sending.refused(400), format!("an unfinished request asks for the same: `{}`", asked[0]));
    house.act("ann", &id, "approve", json!({})).await.refused(400);
    let gone = house.act("ann", &id, "cancel", json!({})).await.is(200);
    assert_eq!(gone["decision"]["status"], "cancelled");
    put(&house, "ann", &id, json!({"common": {"priority": "high"}})).await.refused(400);
    house.run_jobs().await;
    let told = house.get("ben", "/iga/governance/notifications").await;
    assert!(!told.body.to_string().contains(&id), "nobody hears of it");

    let mut nobody = access;
    nobody["common"]["userId"] = json!("0198c1f0-0000-7000-8000-000000000009");
    assert_eq!(house.post("ann", &publish, nobody).await.refused(400), "there is no such person");
});

db_test!(who_is_asked_may_change_what_is_asked, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    let until = (house.clock.now() + Duration::days(30)).to_rfc3339();
    let modify =
        async |who: &str, common: Value| house.act(who, &id, "modify", json!({"common": common})).await;
    modify("ben", json!({"endDate": until})).await.refused(404);
    modify("ann", json!({"endDate": until})).await.refused(403);
    modify("oli", json!({"endDate": until})).await.refused(404);
    let modified = modify("mia", json!({"endDate": until})).await.is(200);
    assert_eq!(modified["request"]["common"]["justification"], "for the tests", "the rest stays");
    let said = modified["decision"]["comments"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&said["action"], &said["comment"]), (&json!("modify"), &json!("common.endDate")));

    // Within what the type lets change, and what makes sense.
    let for_ben = modify("mia", json!({"userId": house.user("ben").to_string()})).await;
    assert!(for_ben.refused(400).contains("`common.userId` cannot be changed"));
    modify("mia", json!({"endDate": "2001-01-01"})).await.refused(400);
    modify("mia", json!({"colour": "red"})).await.refused(400);
    modify("mia", json!({"context": {"type": "admin"}})).await.refused(403);

    // What is granted is what was asked in the end.
    house.act("mia", &id, "approve", json!({})).await.is(200);
    modify("mia", json!({"priority": "high"})).await.refused(403);
    house.act("oli", &id, "approve", json!({})).await.is(200);
    house.run_jobs().await;
    assert_eq!(house.request(&id).await["decision"]["outcome"], "provisioned");
    let holds =
        async || house.get("ann", &format!("/iga/governance/user/{}/grants", house.user("ann"))).await;
    assert!(holds().await.is(200).to_string().contains("Ledger: post entries"));
    house.clock.advance(Duration::days(31));
    house.run_jobs().await;
    assert!(
        !holds().await.is(200).to_string().contains("Ledger: post entries"),
        "until the date set on the way"
    );
    modify("zoe", json!({"priority": "high"})).await.refused(400);
});

db_test!(a_date_that_was_moved_is_the_one_that_counts, |db| async {
    let house = House::new(db).await;
    let mut new = house.new_request(&["ann"], &["post"]);
    new["expiryDate"] = json!((house.clock.now() + Duration::days(2)).to_rfc3339());
    let made = house.post("ann", &format!("{REQUESTS}?_action=create"), new).await.is(200);
    let id = made["result"][0].as_str().unwrap().to_owned();
    let later = (house.clock.now() + Duration::days(5)).to_rfc3339();
    patch(
        &house,
        "ann",
        &id,
        json!([{"operation": "replace", "field": "/common/expiryDate", "value": later}]),
    )
    .await
    .refused(403);
    patch(
        &house,
        "zoe",
        &id,
        json!([{"operation": "replace", "field": "/common/expiryDate", "value": later}]),
    )
    .await
    .is(200);
    house.clock.advance(Duration::days(3));
    house.run_jobs().await;
    assert_eq!(house.request(&id).await["decision"]["status"], "in-progress");
    house.clock.advance(Duration::days(3));
    house.run_jobs().await;
    assert_eq!(house.request(&id).await["decision"]["status"], "cancelled");
});

db_test!(a_script_of_a_built_in_type_judges_carts_too, |db| async {
    let house = House::new(db).await;
    let source = "({errors: request.common.endDate ? [] : ['Nothing is for ever here'], comments: []})";
    let operation = json!([{"operation": "add", "field": "/validation", "value": {"source": source}}]);
    let path = "/iga/governance/requestTypes/entitlementGrant?_useLowLevelApi=true";
    house.call("zoe", "PATCH", path, operation.to_string()).await.is(200);
    for action in ["validate", "create"] {
        let new = house.new_request(&["ann"], &["post"]);
        let answer = house.post("ann", &format!("{REQUESTS}?_action={action}"), new).await.is(200);
        let error = &answer["errors"][0];
        assert_eq!(
            (&error["error"], &error["message"]),
            (&json!("VALIDATION"), &json!("Nothing is for ever here")),
            "{action}"
        );
    }
    let mut bounded = house.new_request(&["ann"], &["post"]);
    bounded["endDate"] = json!((house.clock.now() + Duration::days(9)).to_rfc3339());
    bounded["catalogs"][0]["data"] = json!({"form": {"cost": 7}});
    let made = house.post("ann", &format!("{REQUESTS}?_action=create"), bounded).await.is(200);
    let request = house.request(made["result"][0].as_str().unwrap()).await;
    assert_eq!(
        request["request"]["common"]["blob"],
        json!({"form": {"cost": 7}}),
        "what was filled in is kept"
    );
});

db_test!(nothing_in_a_request_leads_a_workflow_to_another_one, |db| async {
    let house = House::as_shipped(db).await;
    let access = |item: &str, more: Value| {
        let mut common =
            json!({"userId": house.user("ann").to_string(), "entitlementId": house.item(item).to_string()});
        common.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"common": common})
    };
    let publish = format!("{REQUESTS}/entitlementGrant?_action=publish");
    // A context that leaves out approvals is not kept either, and no id is made of words that mean something in addresses.
    let trusted = access("post", json!({"isDraft": true, "context": {"type": "admin"}}));
    house.post("ann", &publish, trusted).await.refused(403);
    for prefix in ["x?_action=update&y=", "a/b", "a%2Fb", "#", ".."] {
        for is_draft in [true, false] {
            let named = access("post", json!({"isDraft": is_draft, "requestIdPrefix": prefix}));
            let told = house.post("ann", &publish, named).await.refused(400);
            assert!(told.contains("requestIdPrefix"), "{prefix}: {told}");
        }
    }
    let id = id_of(&house.post("ann", &publish, access("post", json!({"isDraft": true}))).await.is(200));
    let operation = json!([{"operation": "add", "field": "/common/context", "value": {"type": "admin"}}]);
    patch(&house, "ann", &id, operation).await.refused(403);
    // An id of another kind of item does not get around the rules of its type.
    let path = format!("{REQUESTS}/roleGrant?_action=publish");
    let other = json!({"common": {"userId": house.user("ann").to_string(), "roleId": house.item("post").to_string()}});
    assert!(house.post("ann", &path, other).await.refused(400).contains("is no role"));
});
