//! Types of requests over the wire.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{Answer, House, column};

const TYPES: &str = "/iga/governance/requestTypes";

fn badge() -> Value {
    json!({
        "id": "orderBadge", "displayName": "Order a badge", "theirs": {"kept": true},
        "schemas": {"custom": [{
            "_meta": {"type": "string", "displayName": "Badge", "properties": {"reason": {"isRequired": true}}},
            "properties": {"reason": {"type": "text"}},
        }]},
        "workflow": {"id": "OrderBadge", "type": "bpmn"}, "uniqueKeys": ["custom.reason"], "notModifiableProperties": [],
    })
}

fn one(id: &str) -> String {
    format!("{TYPES}/{id}")
}

async fn patch(house: &House, id: &str, operations: Value) -> Answer {
    house.call("zoe", "PATCH", &one(id), operations.to_string()).await
}

db_test!(a_type_is_created_read_replaced_patched_and_deleted, |db| async {
    let house = House::as_shipped(db).await;
    let made = house.post("zoe", TYPES, badge()).await.is(200);
    let mut expected = badge();
    expected["custom"] = json!(true);
    expected["_rev"] = json!(1);
    expected["schemas"]["common"] = made["schemas"]["common"].clone();
    assert_eq!(made, expected, "as it was sent, with what the server adds");
    assert_eq!(
        made["schemas"]["common"][0]["properties"]["isDraft"],
        json!({"type": "boolean", "defaultValue": false})
    );

    let mut read = house.get("ann", &one("orderBadge")).await.is(200);
    assert!(read["metadata"]["createdDate"].is_string() && read["metadata"]["modifiedDate"].is_string());
    read["description"] = json!("For the doors");
    let replaced = house.call("zoe", "PUT", &one("orderBadge"), read.to_string()).await.is(200);
    assert_eq!((&replaced["_rev"], &replaced["description"]), (&json!(2), &json!("For the doors")));
    let operations = json!([
        {"operation": "add", "field": "/uniqueKeys/-", "value": "common.externalRequestId"},
        {"operation": "remove", "field": "description"},
    ]);
    let patched = patch(&house, "orderBadge", operations).await.is(200);
    assert_eq!(patched["_rev"], 3);
    assert_eq!(patched["uniqueKeys"], json!(["custom.reason", "common.externalRequestId"]));
    assert_eq!(patched.get("description"), None);
    assert_eq!(house.get("ann", &one("orderBadge")).await.is(200), patched);
    assert_eq!(house.call("zoe", "DELETE", &one("orderBadge"), "").await.is(200), patched);
    for method in ["GET", "PUT", "DELETE"] {
        let answer = house.call("zoe", method, &one("orderBadge"), "").await;
        assert_eq!(answer.refused(404), "Request Type Id doesn't exist", "{method}");
    }
    assert_eq!(patch(&house, "orderBadge", json!([])).await.refused(404), "Request Type Id doesn't exist");
});

db_test!(the_list_is_paged_sorted_filtered_and_projected, |db| async {
    let house = House::as_shipped(db).await;
    house.post("zoe", TYPES, badge()).await.is(200);
    let all = house.get("ann", &format!("{TYPES}?_pageSize=100")).await.is(200);
    let members: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(members, ["result", "resultCount", "totalCount"], "no searchAfterKey");
    assert_eq!((&all["totalCount"], &all["resultCount"]), (&json!(18), &json!(18)));
    let ids = column(&all, "/id");
    assert!(ids.is_sorted() && ids.contains(&"entityMutation".into()));
    let page =
        async |paging: &str| house.get("ann", &format!("{TYPES}?_fields=id&_pageSize=5&{paging}")).await;
    assert_eq!(column(&page("_pageNumber=2").await.is(200), "/id"), ids[10..15]);
    let skipped = page("_pagedResultsOffset=16").await.is(200);
    assert_eq!(column(&skipped, "/id"), ids[16..]);
    assert_eq!((&skipped["totalCount"], &skipped["resultCount"]), (&json!(18), &json!(2)));
    assert_eq!(skipped["result"][0], json!({"id": ids[16]}));
    let last = page("_sortKeys=-displayName").await.is(200);
    assert_eq!(column(&last, "/id")[..2], ["roleRemove", "entitlementRemove"]);
    assert_eq!(page("_sortBy=displayName&_sortDir=desc").await.is(200), last);
    let found =
        async |filter: &str| house.get("ann", &format!("{TYPES}?_pageSize=100&_queryFilter={filter}")).await;
    assert_eq!(column(&found("workflow/id+eq+'basicrolegrant'").await.is(200), "/id"), ["roleGrant"]);
    assert_eq!(column(&found("custom+eq+true+and+id+sw+%22ORDER%22").await.is(200), "/id"), ["orderBadge"]);
    assert_eq!(found("true").await.is(200)["totalCount"], 18);
    assert_eq!(
        column(&found("uniqueKeys+eq+'common.roleId'").await.is(200), "/id"),
        ["roleGrant", "roleRemove"]
    );
    assert_eq!(found("id+eq").await.status, 400);
    let totals = house.get("ann", &format!("{TYPES}?_pageSize=0")).await.is(200);
    assert_eq!(totals, json!({"result": [], "totalCount": 18, "resultCount": 0}));
});

db_test!(built_in_types_are_changed_by_tools_alone, |db| async {
    let house = House::as_shipped(db).await;
    let read = house.get("ann", &one("applicationGrant")).await.is(200);
    assert_eq!(
        (&read["custom"], &read["_rev"], &read["displayName"]),
        (&json!(false), &json!(1), &json!("Grant Application"))
    );
    let message = house.call("zoe", "PUT", &one("applicationGrant"), read.to_string()).await.refused(400);
    assert!(message.contains("is built in"), "{message}");
    let operation =
        json!([{"operation": "replace", "field": "/validation/source", "value": "({errors: []})"}]);
    patch(&house, "applicationGrant", operation.clone()).await.refused(400);
    house.call("zoe", "DELETE", &one("applicationGrant"), "").await.refused(400);
    let by_tool = patch(&house, "applicationGrant?_useLowLevelApi=true", operation).await.is(200);
    assert_eq!(by_tool["schemas"]["common"][0], "/requestSchema/iga/commonRequest");
    assert_eq!((&by_tool["custom"], &by_tool["_rev"]), (&json!(false), &json!(2)));
    let read = house.get("ann", &one("applicationGrant")).await.is(200);
    assert_eq!(read["validation"]["source"], "({errors: []})");
    assert!(read["schemas"]["common"][0]["properties"].is_object());
});

db_test!(what_is_wrong_with_a_type_or_a_patch_is_said, |db| async {
    let house = House::as_shipped(db).await;
    house.post("zoe", TYPES, badge()).await.is(200);
    assert_eq!(
        house.post("zoe", TYPES, badge()).await.refused(400),
        "request type `orderBadge` exists already"
    );
    for (body, fault) in [
        (json!({"id": "a/b"}), "`id` must be 1 to 100 letters"),
        (json!({"schemas": {"planet": []}}), "`schemas.planet` is no section"),
        (
            json!({"schemas": {"custom": [{"properties": {"a": {"type": "colour"}}}]}}),
            "`schemas.custom[0].properties.a.type` must be one of",
        ),
        (json!({"uniqueKeys": ["custom.a"]}), "`uniqueKeys[0]` names `custom.a`"),
        (json!({"displayName": 1}), "`displayName` must be a text"),
    ] {
        let message = house.post("zoe", TYPES, body).await.refused(400);
        assert!(message.starts_with(fault), "{message}");
    }
    for (operations, fault) in [
        (json!({}), "`patch` must be a list of operations"),
        (
            json!([{"operation": "transform", "field": "/id", "value": {}}]),
            "`[0].operation` must not be transform",
        ),
        (
            json!([{"operation": "increment", "field": "/id", "value": 1}]),
            "`[0].field` names `/id`, which is not a number",
        ),
        (
            json!([{"operation": "replace", "field": "/id", "value": "x"}]),
            "`id` cannot be changed: it is `orderBadge`",
        ),
        (
            json!([{"operation": "remove", "field": "/schemas/custom"}]),
            "`uniqueKeys[0]` names `custom.reason`",
        ),
    ] {
        let message = patch(&house, "orderBadge", operations).await.refused(400);
        assert!(message.starts_with(fault), "{message}");
    }
    house.call("zoe", "PATCH", &one("orderBadge"), "").await.refused(400);
    house.call("zoe", "POST", TYPES, "{").await.refused(400);
    house.post("zoe", TYPES, json!([1])).await.refused(400);
    house.post("ann", TYPES, badge()).await.refused(403);
    house.call("ann", "PATCH", &one("orderBadge"), "[]").await.refused(403);
});

db_test!(a_request_of_a_type_is_asked_for_and_decided, |db| async {
    let house = House::as_shipped(db).await;
    let path = "/iga/governance/requests/entitlementGrant";
    let common = json!({
        "userId": house.user("ann").to_string(), "entitlementId": house.catalog_id("post"), "justification": "the books",
        "requestIdPrefix": "REQ", "externalRequestId": "T-7", "context": {"type": "request"},
    });
    let made = house.post("ann", &format!("{path}?_action=publish"), json!({"common": common})).await.is(200);
    let id = made["id"].as_str().unwrap();
    assert!(id.starts_with("REQ-"));
    assert_eq!(
        (&made["requestType"], &made["workflow"]["id"]),
        (&json!("entitlementGrant"), &json!("BasicEntitlementGrant"))
    );
    let shown = &made["request"]["common"];
    assert_eq!((&shown["requestIdPrefix"], &shown["externalRequestId"]), (&json!("REQ"), &json!("T-7")));
    let again = house.post("ann", path, json!({"common": common})).await.refused(400);
    assert_eq!(again, format!("an unfinished request asks for the same: `{id}`"));
    // Only the owner decides by what ships with the product.
    house.act("mia", id, "approve", json!({})).await.refused(404);
    house.act("oli", id, "approve", json!({})).await.is(200);
    house.run_jobs().await;
    assert_eq!(house.request(id).await["decision"]["outcome"], "provisioned");

    let before = house.state().await;
    let wrong = json!({"common": {"userId": 1, "colour": "red"}, "planet": {}});
    assert_eq!(
        house.post("ann", path, wrong).await.refused(400),
        "`common.colour` is no property of this type of request; `common.userId` must be a text; \
         `planet` is no section of this type of request; `common.entitlementId` is missing"
    );
    let missing = house.post("ann", "/iga/governance/requests/noSuchType?_action=publish", json!({})).await;
    assert_eq!(missing.refused(404), "Request Type Id doesn't exist");
    house.post("ann", "/iga/governance/requests/createUser?_action=publish", json!({})).await.refused(400);
    assert_eq!(house.state().await, before);
});
