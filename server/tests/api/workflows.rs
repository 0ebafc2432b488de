//! Workflows of one's own: written, checked, published, and what requests go through by them.

use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::badge::{done, order, order_badge, publish, script, with_badges};
use crate::support::{House, column};

const WORKFLOWS: &str = "/iga/governance/workflow";

db_test!(a_request_of_ones_own_type_goes_by_ones_own_workflow, |db| async {
    let house = House::new(db).await;
    with_badges(&house).await;
    let made = order(&house, "ann", "red").await.is(200);
    let id = made["id"].as_str().unwrap();
    assert_eq!((&made["requestType"], &made["workflow"]["id"]), (&json!("badge"), &json!("orderBadge")));
    assert_eq!(made["request"]["custom"], json!({"colour": "red", "copies": 1}));
    assert_eq!(made["request"]["common"]["justification"], "lost the old one");
    assert_eq!(made["user"]["id"], house.user("ann").to_string());
    assert_eq!(made["decision"]["phases"][0]["name"], "approvalTask-3");
    assert_eq!(column(&json!({"result": made["decision"]["actors"]["active"]}), "/userName"), ["mia"]);

    // Nobody else decides, and nobody says what came of it.
    house.act("ann", id, "approve", json!({})).await.refused(403);
    house
        .act(
            "zoe",
            id,
            "update",
            json!({"status": "complete", "decision": "approved", "outcome": "fulfilled"}),
        )
        .await
        .refused(403);
    let again = order(&house, "ben", "red").await.refused(400);
    assert_eq!(again, format!("an unfinished request asks for the same: `{id}`"));

    house.act("mia", id, "approve", json!({})).await.is(200);
    house.act("oli", id, "approve", json!({})).await.refused(400);
    let carried_out = house.act("oli", id, "fulfill", json!({"comment": "on your desk"})).await.is(200);
    let decision = &carried_out["decision"];
    assert_eq!(
        (&decision["status"], &decision["decision"], &decision["outcome"]),
        (&json!("complete"), &json!("approved"), &json!("fulfilled"))
    );
    assert_eq!(decision["phases"][1]["type"], "fulfillment");
    order(&house, "ben", "red").await.is(200);
});

db_test!(a_gateway_takes_the_first_way_that_holds_and_a_type_judges_what_it_is_asked, |db| async {
    let house = House::new(db).await;
    with_badges(&house).await;
    let gold = order(&house, "ann", "gold").await.is(200);
    assert_eq!(gold["decision"]["outcome"], "denied");
    assert_eq!(order(&house, "ann", "black").await.refused(400), "Black badges have run out");
    let missing = house.post("ann", "/iga/governance/requests/badge?_action=publish", json!({})).await;
    assert_eq!(missing.refused(400), "`custom.colour` is missing");
    let nobody_decides = order(&house, "ann", "green").await.is(200);
    house.clock.advance(Duration::days(8));
    house.run_jobs().await;
    let request = house.request(nobody_decides["id"].as_str().unwrap()).await;
    assert_eq!(request["decision"]["outcome"], "denied");
    assert_eq!(request["decision"]["phases"][0]["decision"], "reject");
});

db_test!(what_is_wrong_with_a_definition_is_told_step_by_step_and_it_is_not_published, |db| async {
    let house = House::new(db).await;
    let mut broken = order_badge();
    broken["steps"][4]["scriptTask"]["script"] = json!("if (");
    broken["steps"][3]["fulfillmentTask"]["nextStep"][1]["step"] = json!("scriptTask-9");
    let draft = house.post("zoe", &format!("{WORKFLOWS}?_action=create"), broken.clone()).await.is(200);
    assert_eq!(
        (&draft["status"], &draft["_rev"], &draft["mutable"]),
        (&json!("draft"), &json!(1), &json!(true))
    );
    let found = house.post("zoe", &format!("{WORKFLOWS}?_action=validate"), broken.clone()).await.is(200);
    assert_eq!(found["valid"], false);
    let told: Vec<String> = found["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!("{}: {}", finding["step"].as_str().unwrap(), finding["reason"].as_str().unwrap())
        })
        .collect();
    assert!(
        told.iter().any(|finding| finding.starts_with("fulfillmentTask-4: leads to `scriptTask-9`")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|finding| finding.starts_with("scriptTask-5: its script does not parse")),
        "{told:?}"
    );
    let refused = house
        .post("zoe", &format!("{WORKFLOWS}?_action=publish"), json!({"id": "orderBadge"}))
        .await
        .refused(400);
    assert!(refused.contains("scriptTask-9"), "{refused}");
    house.get("zoe", &format!("{WORKFLOWS}/orderBadge/published")).await.refused(404);

    house.call("zoe", "PUT", &format!("{WORKFLOWS}/orderBadge"), order_badge().to_string()).await.is(200);
    let published =
        house.post("zoe", &format!("{WORKFLOWS}?_action=publish"), json!({"id": "orderBadge"})).await.is(200);
    assert_eq!(published["status"], "published");
    let missing = house.get("zoe", &format!("{WORKFLOWS}/orderBadge/draft")).await.refused(404);
    assert_eq!(missing, "Workflow with id: orderBadge was not found");
});

db_test!(definitions_are_listed_read_and_deleted_by_administrators, |db| async {
    let house = House::new(db).await;
    publish(&house, &order_badge()).await;
    house.post("zoe", &format!("{WORKFLOWS}?_action=create"), order_badge()).await.is(200);
    let all = house.get("zoe", &format!("{WORKFLOWS}?_pageSize=100&_fields=id,status,mutable")).await.is(200);
    assert_eq!(all["totalCount"], 22, "{all}");
    let found = house.get("zoe", &format!("{WORKFLOWS}?_queryString=badge&_fields=id,status")).await.is(200);
    assert_eq!(
        found["result"],
        json!([{"id": "orderBadge", "status": "draft"}, {"id": "orderBadge", "status": "published"}])
    );
    let shipped = house.get("zoe", &format!("{WORKFLOWS}/BasicRoleGrant/published")).await.is(200);
    assert_eq!(shipped["mutable"], false);
    for (method, path, body) in [
        ("PUT", format!("{WORKFLOWS}/BasicRoleGrant"), shipped.to_string()),
        ("POST", format!("{WORKFLOWS}?_action=publish"), shipped.to_string()),
        ("DELETE", format!("{WORKFLOWS}/BasicRoleGrant/published"), String::new()),
    ] {
        let message = house.call("zoe", method, &path, body).await.refused(400);
        assert!(message.contains("ships with the product"), "{message}");
    }
    for (method, path) in
        [("GET", WORKFLOWS.to_owned()), ("GET", format!("{WORKFLOWS}/BasicRoleGrant/published"))]
    {
        house.call("ann", method, &path, "").await.refused(403);
    }
    with_badges(&house).await;
    let bound =
        house.call("zoe", "DELETE", &format!("{WORKFLOWS}/orderBadge/published"), "").await.refused(500);
    assert_eq!(bound, "Workflow must be in draft to update");
    let gone = house.call("zoe", "DELETE", &format!("{WORKFLOWS}/orderBadge/draft"), "").await;
    gone.refused(404);
    house.call("zoe", "DELETE", "/iga/governance/requestTypes/badge", "").await.is(200);
    let deleted = house.call("zoe", "DELETE", &format!("{WORKFLOWS}/orderBadge/published"), "").await.is(200);
    assert_eq!(deleted["message"], "Definition with id:orderBadge deleted successfully");
});

/// The request, once it has ended or awaits a date; scripts that go astray take their time.
async fn ended(house: &House, id: &str) -> Value {
    for _ in 0..300 {
        let request = house.request(id).await;
        if request["decision"]["status"] != "in-progress" {
            return request;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    house.request(id).await
}

db_test!(a_script_that_fails_ends_its_request_with_the_reason_and_harms_no_other, |db| async {
    let house = House::new(db).await;
    for (n, (body, told)) in [
        ("throw new Error('the wheel came off')", "the wheel came off"),
        ("for (;;) {}", "took longer"),
        ("var all = ['x']; for (;;) all = all.concat(all)", "memory"),
        ("openidm.action('iga/governance/requests/none', 'POST', {}, {_action: 'update'})", "does not exist"),
        ("openidm.action('external/rest', 'call', {url: 'http://example.com'})", "do not reach the network"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("faulty{n}");
        publish(&house, &json!({"id": id, "steps": [script("scriptTask-1", body, &done(""))]})).await;
        let request_type = json!({"id": id, "workflow": {"id": id}, "schemas": {}});
        house.post("zoe", "/iga/governance/requestTypes", request_type).await.is(200);
        let path = format!("/iga/governance/requests/{id}?_action=publish");
        let made = house.post("ann", &path, json!({"common": {"justification": "x"}})).await.is(200);
        let request = ended(&house, made["id"].as_str().unwrap()).await;
        assert_eq!(request["decision"]["status"], "cancelled", "{body}");
        let comment = request["decision"]["comments"][0].clone();
        assert_eq!(comment["action"], "failure");
        assert!(comment["comment"].as_str().unwrap().contains(told), "{comment}");
    }
    let fine = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    assert_eq!(house.request(&fine).await["decision"]["status"], "in-progress");
});

db_test!(only_administrators_ask_in_a_context_that_leaves_out_approvals, |db| async {
    let house = House::as_shipped(db).await;
    let mut new = house.new_request(&["ann"], &["post"]);
    new["context"] = json!({"type": "admin"});
    house.post("ann", "/iga/governance/requests?_action=create", new.clone()).await.refused(403);
    let common = json!({"userId": house.user("ann"), "entitlementId": house.item("post"), "context": {"type": "certification"}});
    house
        .post("ann", "/iga/governance/requests/entitlementGrant?_action=publish", json!({"common": common}))
        .await
        .refused(403);
    let mut own = house.new_request(&["zoe"], &["post"]);
    own["context"] = json!({"type": "admin"});
    let refused = house.post("zoe", "/iga/governance/requests?_action=create", own).await.refused(403);
    assert_eq!(refused, "nobody decides about their own access");
    let path = format!("/iga/governance/user/{}/entitlements?_action=add", house.user("zoe"));
    house.post("zoe", &path, json!({"entitlementId": house.item("post")})).await.refused(403);
    let made = house.post("zoe", "/iga/governance/requests?_action=create", new).await.is(200);
    house.run_jobs().await;
    let request = house.request(made["result"][0].as_str().unwrap()).await;
    assert_eq!(request["decision"]["outcome"], "provisioned");
    assert_eq!(request["decision"]["phases"], json!([]));
});

db_test!(what_ends_is_taken_away_by_a_request_of_its_own_and_can_be_put_off, |db| async {
    let house = House::as_shipped(db).await;
    let now = house.context("ann").now;
    let mut new = house.new_request(&["ann"], &["post"]);
    new["endDate"] = json!(now + Duration::days(10));
    let made = house.post("ann", "/iga/governance/requests?_action=create", new).await.is(200);
    house.act("oli", made["result"][0].as_str().unwrap(), "approve", json!({})).await.is(200);
    let ann = house.user("ann");
    let removals = async || {
        let path = "/iga/governance/requests?_queryFilter=requestType+eq+'entitlementRemove'";
        house.get("zoe", path).await.is(200)["result"].clone()
    };
    let removal = ended(&house, removals().await[0]["id"].as_str().unwrap()).await;
    assert_eq!(removal["decision"]["status"], "suspended");
    let holds = async || {
        column(
            &house.get("ann", &format!("/iga/governance/user/{ann}/grants")).await.is(200),
            "/descriptor/idx/~1entitlement/displayName",
        )
    };
    assert_eq!(holds().await, ["Ledger: post entries"]);

    let later = json!({"common": {"userId": ann, "grantId": house.item("post"), "grantType": "entitlementGrant",
        "grantIdType": "id", "endDate": now + Duration::days(20), "justification": "the audit takes longer"}});
    let extension =
        house.post("ann", "/iga/governance/requests/extendEndDate?_action=publish", later).await.is(200);
    let id = extension["id"].as_str().unwrap();
    for who in ["oli", "mia", "zoe"] {
        if house.request(id).await["decision"]["status"] == "in-progress" {
            house.act(who, id, "approve", json!({})).await;
        }
    }
    assert_eq!(house.request(id).await["decision"]["outcome"], "fulfilled", "{}", house.request(id).await);
    house.clock.advance(Duration::days(12));
    house.run_jobs().await;
    assert_eq!(holds().await, ["Ledger: post entries"], "it was put off");
    house.clock.advance(Duration::days(10));
    house.run_jobs().await;
    let removed = ended(&house, removal["id"].as_str().unwrap()).await;
    assert_eq!(removed["decision"]["outcome"], "provisioned");
    assert_eq!(holds().await, Vec::<String>::new());
});

db_test!(administrators_give_and_take_away_at_once_or_in_time, |db| async {
    let house = House::new(db).await;
    let ann = house.user("ann");
    let path = |what: &str, action: &str| format!("/iga/governance/user/{ann}/{what}?_action={action}");
    let entitlement = json!({"entitlementId": house.item("post"), "grantType": "admin"});
    house.post("ann", &path("entitlements", "add"), entitlement.clone()).await.refused(403);
    assert_eq!(house.post("zoe", &path("entitlements", "add"), entitlement.clone()).await.is(200), json!({}));
    let twice = house.post("zoe", &path("entitlements", "add"), entitlement.clone()).await.refused(400);
    assert_eq!(twice, "the person holds this access already");
    house.post("zoe", &path("entitlements", "remove"), entitlement).await.is(200);
    let later = json!({"roleId": house.item("accountant"), "startDate": house.context("ann").now + Duration::days(3)});
    house.post("zoe", &path("roles", "add"), later).await.is(200);
    let held = async || {
        house.get("ann", &format!("/iga/governance/user/{ann}/grants")).await.is(200)["totalCount"].clone()
    };
    assert_eq!(held().await, 0);
    house.clock.advance(Duration::days(3));
    house.run_jobs().await;
    assert_eq!(held().await, 3, "the role and its two entitlements");
    let wrong =
        house.post("zoe", &path("applications", "add"), json!({"applicationId": house.item("post")})).await;
    assert!(wrong.refused(404).contains("application"));
    house.post("zoe", &path("applications", "swap"), json!({})).await.refused(400);
});

db_test!(tools_that_move_definitions_have_a_door_of_their_own, |db| async {
    let house = House::new(db).await;
    let door = "/auto/orchestration/definition";
    let draft = house.post("zoe", &format!("{door}?_action=create"), order_badge()).await.is(200);
    assert_eq!(draft["status"], "draft");
    let listed = house.get("zoe", &format!("{door}?_pageSize=100")).await.is(200);
    assert!(column(&listed, "/id").contains(&"orderBadge".to_owned()));
    let put =
        house.call("zoe", "PUT", &format!("{door}/orderBadge"), order_badge().to_string()).await.is(200);
    assert_eq!(put["steps"], draft["steps"]);
    assert_eq!(house.get("zoe", &format!("{door}/orderBadge/draft")).await.is(200)["id"], "orderBadge");
    let gone = house.call("zoe", "DELETE", &format!("{door}/orderBadge/draft"), "").await.is(200);
    assert_eq!(gone["steps"], draft["steps"], "what was deleted comes back");
    for method in ["GET", "DELETE"] {
        let answer = house.call("zoe", method, &format!("{door}/orderBadge/draft"), "").await;
        assert_eq!(answer.refused(500), "Workflow with id: orderBadge was not found", "{method}");
    }
    house.get("ann", door).await.refused(403);
    house.get("zoe", "/auto/orchestration/elsewhere").await.refused(404);
});
