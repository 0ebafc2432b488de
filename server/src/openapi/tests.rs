use std::collections::HashSet;

use serde_json::{Value, json};

use super::{document, example, html, page};

fn whole() -> Value {
    serde_json::to_value(document()).unwrap()
}

/// Every operation with its path.
fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let operations =
            item.as_object().unwrap().iter().filter(|(_, operation)| operation.get("responses").is_some());
        operations
            .map(|(method, operation)| (format!("{method} {path}"), operation.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn every_operation_says_what_it_does_and_answers() {
    let document = whole();
    let mut ids = HashSet::new();
    for (name, operation) in operations(&document) {
        assert!(
            operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()),
            "{name} has no summary"
        );
        assert!(operation["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{name} has no tag");
        let id = operation["operationId"].as_str().unwrap().to_owned();
        assert!(ids.insert(id.clone()), "{name}: {id} is not unique");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} never succeeds");
        assert!(responses.contains_key("401"), "{name} does not say who may call it");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{name}: {}", parameter["name"]);
        }
    }
    assert!(ids.len() > 20);
}

#[test]
fn every_reference_names_a_schema() {
    fn walk(document: &Value, value: &Value) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(name)) = members.get("$ref") {
                    assert!(document.pointer(&name[1..]).is_some(), "{name} does not exist");
                }
                for member in members.values() {
                    walk(document, member);
                }
            }
            Value::Array(elements) => {
                for element in elements {
                    walk(document, element);
                }
            }
            _ => {}
        }
    }
    let document = whole();
    walk(&document, &document);
}

#[test]
fn the_page_shows_every_operation_and_fetches_nothing() {
    let document = whole();
    let page = page::page(&document);
    for (name, operation) in operations(&document) {
        let id = html::anchor(operation["operationId"].as_str().unwrap());
        assert!(page.contains(&format!("<article id=\"{id}\"")), "{name} is not on the page");
        assert!(page.contains(&format!("href=\"#{id}\"")), "{name} is not in the contents");
    }
    for outside in ["<script", "src=\"http", "href=\"http", "style=\"", "<style"] {
        assert!(!page.contains(outside), "{outside}");
    }
    for schema in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(page.contains(&format!("id=\"schema-{}\"", html::anchor(schema))), "{schema}");
    }
}

#[test]
fn what_is_said_cannot_become_markup() {
    assert_eq!(html::prose("a `b<c>` & d\n\ne"), "<p>a <code>b&lt;c&gt;</code> &amp; d</p><p>e</p>");
    let hostile = json!({"info": {"title": "<script>alert(1)</script>"}});
    assert!(!page::page(&hostile).contains("<script"));
}

#[test]
fn an_example_follows_references_and_ends() {
    let document = json!({"components": {"schemas": {
        "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "at": {"type": "string", "format": "date-time"}}}
    }}});
    let example = example::of(&document, &json!({"$ref": "#/components/schemas/Node"}));
    assert_eq!(example["next"]["next"]["at"], "2026-03-01T09:00:00Z");
}
