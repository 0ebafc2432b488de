use std::collections::BTreeMap;

use bailiwick::form::{Definition, Design};
use leptos::prelude::{Owner, RenderHtml};
use serde_json::{Map, json};

use super::Filling;

fn design(on_change: &str) -> Design {
    let form = json!({"name": "f", "type": "request", "form": {"fields": [
        {"model": "custom.kind", "type": "select", "label": "Kind", "options": ["a", "b"],
         "onChangeEvent": {"type": "script", "script": on_change}},
        {"model": "custom.host", "type": "string", "label": "Host"},
    ]}});
    Definition::parse(form.as_object().unwrap().clone()).unwrap().design
}

fn drawn(filling: &Filling) -> String {
    Owner::new().with(|| filling.view().to_html())
}

#[test]
fn what_is_wrong_stands_beside_its_field() {
    let mut filling = Filling::plain(design(""));
    filling.faults = BTreeMap::from([("custom.host".to_owned(), "is missing".to_owned())]);
    let html = drawn(&filling);
    assert!(html.contains("Fill this in") && html.contains(r#"aria-invalid="true""#), "{html}");
    assert!(!html.contains("Update the form") && html.contains(r#"value="1""#), "{html}");
}

#[test]
fn a_form_with_scripts_says_what_they_need_to_know() {
    let design = design("1");
    let ran =
        json!({"fields": [{"model": "custom.host", "hidden": true, "label": "Host"}], "failed": ["oh"]});
    let standing = design.stand(design.begin(Map::new()), &ran);
    let html = drawn(&Filling { standing, ..Filling::default() });
    assert!(!html.contains("field-custom.host"), "what is hidden is not drawn: {html}");
    for part in ["Update the form", "data-live", "[&quot;custom.kind&quot;]", "oh"] {
        assert!(html.contains(part), "{part}: {html}");
    }
}
