//! The document is kept beside the code, and what is answered is what it says.

use bailiwick_server::openapi;
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::support::House;

#[test]
fn the_document_kept_in_docs_is_fresh() {
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json"))
        .unwrap_or_default();
    assert!(
        kept == openapi::json().unwrap(),
        "docs/openapi.json is stale: write what `bailiwick openapi` prints into it"
    );
}

/// Faults of a value against a schema of the document: unknown, missing or wrongly typed members.
fn faults(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str) {
        return faults(document, document.pointer(&name[1..]).unwrap(), value, at, found);
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(parts) = schema.get(several).and_then(Value::as_array) {
            let fits = |part: &Value| {
                let mut inner = Vec::new();
                faults(document, part, value, at, &mut inner);
                inner.is_empty()
            };
            if !parts.iter().any(fits) {
                found.push(format!("{at} is none of what it may be: {value}"));
            }
            return;
        }
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        for part in parts {
            let mut inner = Vec::new();
            faults(document, part, value, at, &mut inner);
            // Members of one part are unknown to the others.
            found.extend(inner.into_iter().filter(|fault| !fault.ends_with("is not in the schema")));
        }
        return;
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.contains(&kind) {
        found.push(format!("{at} is {kind}, not {kinds:?}"));
    }
    match value {
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                faults(document, &schema["items"], element, &format!("{at}[{index}]"), found);
            }
        }
        Value::Object(members) => {
            for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(required) {
                    found.push(format!("{at}.{required} is missing"));
                }
            }
            for (name, member) in members {
                match schema["properties"].get(name).or_else(|| schema.get("additionalProperties")) {
                    Some(inner) => faults(document, inner, member, &format!("{at}.{name}"), found),
                    None if schema.get("properties").is_some() => {
                        found.push(format!("{at}.{name} is not in the schema"));
                    }
                    None => {}
                }
            }
        }
        _ => {}
    }
}

db_test!(what_is_answered_is_what_the_document_says, |db| async {
    let house = House::new(db).await;
    let id = house.ask("ann", &["ann"], &["post"]).await.remove(0);
    house.act("mia", &id, "approve", json!({"justification": "yes"})).await.is(200);
    house.act("oli", &id, "approve", json!({})).await.is(200);
    house.run_jobs().await;
    house.ask("ann", &["ann", "ben"], &["accountant", "wiki"]).await;
    let form = json!({"name": "Badge", "type": "request", "form": {"fields": []}, "categories": {"requestType": "x"}});
    house.call("zoe", "PUT", "/iga/governance/requestForms/badge", form.to_string()).await.is(200);
    let assignment = json!({"objectId": "requestType/x", "formId": "badge"});
    house.post("zoe", "/iga/governance/requestFormAssignments?_action=assign", assignment).await.is(200);
    let document = serde_json::to_value(openapi::document()).unwrap();
    let (ann, mia) = (house.user("ann"), house.user("mia"));
    for (path, asked) in [
        ("/iga/governance/requests", "/iga/governance/requests".to_owned()),
        ("/iga/governance/requests/{requestId}", format!("/iga/governance/requests/{id}")),
        ("/iga/governance/user/{userId}/requests", format!("/iga/governance/user/{ann}/requests")),
        ("/iga/governance/user/{userId}/approvals", format!("/iga/governance/user/{mia}/approvals")),
        (
            "/iga/governance/user/{userId}/tasks",
            format!("/iga/governance/user/{mia}/tasks?actorStatus=inactive"),
        ),
        ("/iga/governance/user/{userId}/grants", format!("/iga/governance/user/{ann}/grants")),
        ("/iga/governance/user/{userId}/audit", format!("/iga/governance/user/{ann}/audit?_pageSize=5")),
        ("/iga/governance/audit", "/iga/governance/audit".into()),
        ("/iga/governance/user", "/iga/governance/user".into()),
        ("/iga/governance/application", "/iga/governance/application".into()),
        ("/iga/governance/entitlement/{id}", format!("/iga/governance/entitlement/{}", house.item("post"))),
        ("/iga/governance/role", "/iga/governance/role".into()),
        (
            "/iga/governance/role/{id}/{status}",
            format!("/iga/governance/role/{}/active", house.item("accountant")),
        ),
        ("/openidm/managed/{objectType}/{id}", format!("/openidm/managed/alpha_user/{ann}")),
        ("/iga/governance/catalog", "/iga/governance/catalog?ignoreRequestable=true".into()),
        ("/iga/governance/search/schema", "/iga/governance/search/schema".into()),
        ("/iga/governance/search/schema/{objectType}", "/iga/governance/search/schema/role".into()),
        (
            "/iga/governance/{objectType}/{id}/glossary",
            format!("/iga/governance/role/{}/glossary", house.item("accountant")),
        ),
        (
            "/iga/commons/glossary/schema/{id}",
            "/iga/commons/glossary/schema/00000000-0000-0000-0000-000000000101".into(),
        ),
        ("/iga/governance/requestForms", "/iga/governance/requestForms".into()),
        ("/iga/governance/requestForms/{id}", "/iga/governance/requestForms/badge".into()),
        ("/iga/governance/requestFormAssignments", "/iga/governance/requestFormAssignments".into()),
        ("/iga/governance/requestTypes", "/iga/governance/requestTypes?_pageSize=100".into()),
        ("/iga/governance/requestTypes/{requestTypeId}", "/iga/governance/requestTypes/roleGrant".into()),
        ("/idhub/api/requests", "/idhub/api/requests".into()),
        ("/idhub/api/requests/{id}", format!("/idhub/api/requests/{id}")),
        ("/idhub/api/search", "/idhub/api/search?keyword=wiki".into()),
        ("/idhub/api/search", "/idhub/api/search?collection=Users&keyword=ann".into()),
    ] {
        let answer = house.get("zoe", &asked).await.is(200);
        let schema =
            &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path}");
        let mut found = Vec::new();
        faults(&document, schema, &answer, "answer", &mut found);
        assert_eq!(found, Vec::<String>::new(), "{asked}");
        let listed = answer.get("result").unwrap_or(&answer);
        assert!(!listed.as_array().is_some_and(Vec::is_empty), "{asked} answers nothing that could be wrong");
    }
});
