//! Forms, and what they are shown for, over the wire.

use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::{Answer, House, column};

const FORMS: &str = "/iga/governance/requestForms";
const ASSIGNMENTS: &str = "/iga/governance/requestFormAssignments";

fn badge() -> Value {
    json!({
        "name": "Order a badge", "type": "request", "description": "For the doors", "theirs": {"kept": true},
        "categories": {"requestType": "orderBadge"},
        "form": {"fields": [{"id": "row1", "fields": [
            {"id": "reason", "model": "custom.reason", "type": "string", "label": "Reason", "customSlot": false,
             "validation": {"required": true, "regex": {"pattern": "^a", "message": "an a"}},
             "layout": {"columns": 12, "offset": 0}, "onChangeEvent": {"type": "script", "script": "1"}},
            {"id": "new", "model": "custom.new", "type": "palette"},
        ]}], "events": {"onLoad": {"type": "script", "script": "2"}}},
    })
}

fn small(name: &str, kind: &str) -> String {
    json!({"name": name, "type": kind, "form": {}}).to_string()
}

fn one(id: &str) -> String {
    format!("{FORMS}/{id}")
}

async fn patch(house: &House, id: &str, operations: Value) -> Answer {
    house.call("zoe", "PATCH", &one(id), operations.to_string()).await
}

async fn change(house: &House, action: &str, object: &str, form: &str) -> Answer {
    let body = json!({"objectId": object, "formId": form});
    house.post("zoe", &format!("{ASSIGNMENTS}?_action={action}"), body).await
}

db_test!(a_form_is_made_read_put_patched_and_deleted, |db| async {
    let house = House::new(db).await;
    let mut sent = badge();
    sent["id"] = json!("theirs");
    let made = house.post("zoe", &format!("{FORMS}?_action=create"), sent.clone()).await.is(200);
    let id = made["id"].as_str().unwrap();
    assert!(id.parse::<uuid::Uuid>().is_ok(), "the id is the server's");
    let mut expected = badge();
    expected["id"] = json!(id);
    assert_eq!(made, expected, "as it was sent, and nothing else");
    let other = house.post("zoe", FORMS, sent).await.is(200);
    assert_ne!(other["id"], made["id"], "without an action, too");

    let mut read = house.get("ann", &one(id)).await.is(200);
    assert!(read["metadata"]["createdDate"].is_string() && read["metadata"]["modifiedDate"].is_string());
    read["form"]["fields"] = json!([]);
    let put = house.call("zoe", "PUT", &one(id), read.to_string()).await.is(200);
    assert_eq!((&put["form"]["fields"], &put["theirs"]), (&json!([]), &json!({"kept": true})));
    let operations = json!([
        {"operation": "replace", "field": "/form/fields", "value": badge()["form"]["fields"]},
        {"operation": "remove", "field": "description"},
    ]);
    let patched = patch(&house, id, operations).await.is(200);
    assert_eq!((&patched["form"], patched.get("description")), (&badge()["form"], None));
    assert_eq!(house.get("ann", &one(id)).await.is(200), patched);
    assert_eq!(house.call("zoe", "DELETE", &one(id), "").await.is(200), patched);

    let gone = format!("Request Form {id} doesn't exist");
    assert_eq!(house.call("zoe", "DELETE", &one(id), "").await.refused(404), gone, "a second time");
    assert_eq!(patch(&house, id, json!([])).await.refused(404), gone);
    // Contract 1.4: what is put under an id is there under that id.
    let back = house.call("zoe", "PUT", &one(id), badge().to_string()).await.is(200);
    assert_eq!((&back["id"], &back["form"]), (&json!(id), &badge()["form"]));
    house.call("zoe", "PUT", &one("by%20name"), badge().to_string()).await.is(200);
    assert_eq!(house.get("ann", &one("by%20name")).await.is(200)["id"], "by name");
});

db_test!(a_form_that_is_not_there_is_answered_as_a_page, |db| async {
    let house = House::new(db).await;
    let answer = house.get("ann", &one("no-such")).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (404, "text/html; charset=utf-8"));
    assert_eq!(answer.body, "Object not found with ID: no-such");
    let hostile = house.get("ann", &one("%3Cscript%3Ealert(1)%3C%2Fscript%3E")).await.is(404);
    assert_eq!(hostile, "Object not found with ID: &lt;script&gt;alert(1)&lt;/script&gt;");
    assert_eq!(house.get("", &one("no-such")).await.refused(401), "sign in first");
});

db_test!(the_list_is_paged_sorted_filtered_and_projected, |db| async {
    let house = House::new(db).await;
    assert_eq!(
        house.get("ann", FORMS).await.is(200),
        json!({"result": [], "totalCount": 0, "resultCount": 0})
    );
    for (id, name, kind) in
        [("c", "Alpha", "request"), ("b", "beta", "lcmRequest"), ("a", "Gamma", "lcmRequest")]
    {
        house.call("zoe", "PUT", &one(id), small(name, kind)).await.is(200);
    }
    let all = house.get("ann", FORMS).await.is(200);
    let members: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(members, ["result", "resultCount", "totalCount"], "no searchAfterKey");
    assert_eq!(column(&all, "/id"), ["c", "b", "a"], "by name");
    let found = async |query: &str| house.get("ann", &format!("{FORMS}?{query}")).await.is(200);
    assert_eq!(column(&found("_sortKeys=id").await, "/id"), ["a", "b", "c"]);
    assert_eq!(column(&found("_queryFilter=type+eq+'lcmrequest'&_sortKeys=-name").await, "/id"), ["a", "b"]);
    let page = found("_pageSize=1&_pagedResultsOffset=1&_fields=name,metadata/createdDate").await;
    assert_eq!((&page["totalCount"], &page["resultCount"]), (&json!(3), &json!(1)));
    assert_eq!(page["result"][0]["name"], "beta");
    assert_eq!(page["result"][0].as_object().unwrap().len(), 2);
    house.get("ann", &format!("{FORMS}?_queryFilter=id+eq")).await.refused(400);
});

db_test!(a_form_is_shown_for_one_thing_after_another, |db| async {
    let house = House::new(db).await;
    for id in ["a", "b"] {
        house.call("zoe", "PUT", &one(id), small(id, "request")).await.is(200);
    }
    let pair = json!({"objectId": "requestType/orderBadge", "formId": "a"});
    assert_eq!(change(&house, "assign", "requestType/orderBadge", "a").await.is(200), pair);
    assert_eq!(change(&house, "assign", "requestType/orderBadge", "a").await.is(200), pair, "a second click");
    for (object, form) in [
        ("requestType/returnBadge", "b"),
        ("application/0198c1f0-0000-7000-8000-000000000001/User/create", "a"),
        ("lcm/user/create", "a"),
        ("workflow/OrderBadge/node/approvalTask-1", "b"),
    ] {
        change(&house, "assign", object, form).await.is(200);
    }
    let found = async |filter: &str| {
        column(&house.get("ann", &format!("{ASSIGNMENTS}?_queryFilter={filter}")).await.is(200), "/objectId")
    };
    assert_eq!(found("true").await.len(), 5);
    assert_eq!(
        found("formId+eq+%22a%22").await,
        [
            "application/0198c1f0-0000-7000-8000-000000000001/User/create",
            "lcm/user/create",
            "requestType/orderBadge"
        ]
    );
    assert_eq!(found("objectId+eq+'lcm/user/create'").await, ["lcm/user/create"]);
    assert_eq!(
        found("objectId+sw+'workflow/OrderBadge/'").await,
        ["workflow/OrderBadge/node/approvalTask-1"]
    );
    assert_eq!(
        found("objectId+co+%22requestType/%22+and+formId+eq+%22b%22").await,
        ["requestType/returnBadge"]
    );
    let page =
        house.get("ann", &format!("{ASSIGNMENTS}?_sortKeys=-objectId&_pageSize=1&_fields=formId")).await;
    assert_eq!(page.is(200), json!({"result": [{"formId": "b"}], "totalCount": 5, "resultCount": 1}));

    // At most one form for each.
    change(&house, "assign", "requestType/orderBadge", "b").await.is(200);
    assert_eq!(found("objectId+co+'orderBadge'+and+formId+eq+'a'").await, Vec::<String>::new());
    let other = change(&house, "unassign", "requestType/orderBadge", "a").await.refused(400);
    assert_eq!(other, "`requestType/orderBadge` has another request form: `b`");
    let gone = change(&house, "unassign", "requestType/orderBadge", "b").await.is(200);
    assert_eq!((&gone["objectId"], &gone["formId"]), (&json!("requestType/orderBadge"), &json!("b")));
    assert!(gone["metadata"]["createdDate"].is_string() && gone["metadata"]["modifiedDate"].is_string());
    let again = change(&house, "unassign", "requestType/orderBadge", "b").await.refused(404);
    assert_eq!(again, "request form assignment `requestType/orderBadge` does not exist");
    // A form takes what it is shown for with it.
    house.call("zoe", "DELETE", &one("a"), "").await.is(200);
    assert_eq!(found("true").await, ["requestType/returnBadge", "workflow/OrderBadge/node/approvalTask-1"]);
    let body = json!({"objectId": "requestType/returnBadge"});
    house.post("zoe", &format!("{ASSIGNMENTS}?_action=unassign"), body).await.is(200);
});

db_test!(what_is_wrong_with_a_form_or_an_assignment_is_said, |db| async {
    let house = House::new(db).await;
    house.call("zoe", "PUT", &one("badge"), badge().to_string()).await.is(200);
    let before = (house.state().await, house.get("zoe", FORMS).await.is(200));
    let with = |pointer: &str, value: Value| {
        let mut body = badge();
        *body.pointer_mut(pointer).unwrap() = value;
        body
    };
    for (body, fault) in [
        (json!({}), "`form` is missing"),
        (json!({"type": "request", "form": {}}), "`name` is missing"),
        (json!({"name": "n", "form": {}}), "`type` is missing"),
        (with("/name", json!(1)), "`name` must be a text"),
        (with("/form", json!("x")), "`form` must be an object"),
        (
            with("/form/fields/0/fields/0/model", json!("a..b")),
            "`form.fields[0].fields[0].model` has an empty",
        ),
        (with("/theirs", json!("x".repeat(300_000))), "`request form` is larger than 262144 bytes"),
        (json!([1]), "the body must be an object"),
    ] {
        for message in [
            house.post("zoe", FORMS, body.clone()).await.refused(400),
            house.call("zoe", "PUT", &one("badge"), body.to_string()).await.refused(400),
            house.call("zoe", "PUT", &one("new"), body.to_string()).await.refused(400),
        ] {
            assert!(message.starts_with(fault), "{message}");
        }
    }
    let mut other = badge();
    other["id"] = json!("other");
    let message = house.call("zoe", "PUT", &one("badge"), other.to_string()).await.refused(400);
    assert_eq!(message, "`id` cannot be changed: it is `badge`");
    let message = house.call("zoe", "PUT", &one("a%2Fb"), badge().to_string()).await.refused(400);
    assert!(message.starts_with("`id` must be 1 to 100 letters"), "{message}");
    let message = house.post("zoe", &format!("{FORMS}?_action=search"), badge()).await.refused(400);
    assert_eq!(message, "`_action` must be one of create, not `search`");
    for (operations, fault) in [
        (json!({}), "`patch` must be a list of operations"),
        (json!([{"operation": "remove", "field": "/form"}]), "`form` is missing"),
        (json!([{"operation": "replace", "field": "/id", "value": "x"}]), "`id` cannot be changed"),
        (json!([{"operation": "transform", "field": "/id", "value": {}}]), "`[0].operation` must not be"),
    ] {
        let message = patch(&house, "badge", operations).await.refused(400);
        assert!(message.starts_with(fault), "{message}");
    }

    for (action, body, status, fault) in [
        (
            "",
            json!({"objectId": "requestType/x", "formId": "badge"}),
            400,
            "`_action` is missing: it must be one of assign",
        ),
        (
            "?_action=replace",
            json!({"objectId": "requestType/x"}),
            400,
            "`_action` must be one of assign, unassign",
        ),
        ("?_action=assign", json!({"formId": "badge"}), 400, "`objectId` is missing"),
        ("?_action=assign", json!({"objectId": "requestType/x"}), 400, "`formId` is missing"),
        (
            "?_action=assign",
            json!({"objectId": "requestType/x", "formId": 1}),
            400,
            "`formId` must be a text",
        ),
        (
            "?_action=assign",
            json!({"objectId": "badge", "formId": "badge"}),
            400,
            "`objectId` must be `application/",
        ),
        ("?_action=unassign", json!({"objectId": "lcm/user/read"}), 400, "`objectId` must be `application/"),
        (
            "?_action=assign",
            json!({"objectId": "lcm//create", "formId": "badge"}),
            400,
            "`objectId` must have no empty part",
        ),
        (
            "?_action=assign",
            json!({"objectId": "requestType/x", "formId": "no"}),
            404,
            "Request Form no doesn't exist",
        ),
        (
            "?_action=unassign",
            json!({"objectId": "requestType/x"}),
            404,
            "request form assignment `requestType/x` does not",
        ),
    ] {
        let message = house.post("zoe", &format!("{ASSIGNMENTS}{action}"), body).await.refused(status);
        assert!(message.starts_with(fault), "{message}");
    }
    house.call("zoe", "POST", FORMS, "{").await.refused(400);
    house.call("zoe", "PATCH", &one("badge"), "").await.refused(400);
    house.post("ann", FORMS, badge()).await.refused(403);
    house.call("ann", "PUT", &one("badge"), badge().to_string()).await.refused(403);
    house.call("ann", "PATCH", &one("badge"), "[]").await.refused(403);
    house.call("ann", "DELETE", &one("badge"), "").await.refused(403);
    let pair = json!({"objectId": "requestType/x", "formId": "badge"});
    house.post("ann", &format!("{ASSIGNMENTS}?_action=assign"), pair.clone()).await.refused(403);
    house.post("ann", &format!("{ASSIGNMENTS}?_action=unassign"), pair).await.refused(403);
    assert_eq!((house.state().await, house.get("zoe", FORMS).await.is(200)), before);
});
