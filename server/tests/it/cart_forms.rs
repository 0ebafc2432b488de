//! Forms of the cart's lines: asked before a line is sent, with what their scripts make of them.

use std::collections::BTreeMap;

use bailiwick::cart::LineFault;
use bailiwick::form::{Form, Sent, Standing};
use bailiwick::id::FormId;
use bailiwick_engine::testing::World;
use bailiwick_engine::{EngineError, carts, forms};
use bailiwick_store::db_test;
use serde_json::{Map, Value, json};

use crate::support::world;

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A form with these fields, shown for a target.
async fn shown(w: &World, target: &str, fields: Value, on_load: &str) -> Form {
    let by = w.by(w.grace);
    let body = json!({"name": "Why", "type": "applicationRequest",
        "form": {"fields": fields, "events": {"onLoad": {"type": "script", "script": on_load}}}});
    let form = forms::create(&w.engine, &by, map(&body)).await.unwrap();
    forms::assign(&w.engine, &by, &target.parse().unwrap(), &form.id).await.unwrap();
    form
}

fn reason() -> Value {
    json!([{"model": "custom.reason", "type": "select", "label": "What for", "validation": {"required": true},
        "options": [{"value": "a", "label": "Audit"}, {"value": "b", "label": "Budget"}]}])
}

/// The form with these values, as its scripts make it.
async fn stands(w: &World, form: &Form, values: Value) -> Standing {
    let design = &form.definition.design;
    let me = w.by(w.jonas);
    forms::stand(&w.engine, &me, design, design.begin(map(&values)), &BTreeMap::new()).await.unwrap()
}

db_test!(a_line_waits_for_its_form, |db| async move {
    let w = world(db).await;
    let me = w.by(w.jonas);
    let form = shown(&w, "requestType/entitlementGrant", reason(), "").await;
    let cart = carts::add(&w.engine, &me, &[w.pay, w.read], &[w.jonas], None, None).await.unwrap();
    let waits = Some(LineFault::form("Why"));
    assert!(cart.lines.iter().all(|line| line.has_form && line.fault == waits && line.approvers.is_empty()));
    let submitted = carts::submit(&w.engine, &me).await.unwrap();
    assert_eq!((submitted.requests.len(), submitted.faults.len()), (0, 2));
    assert_eq!(submitted.faults[0].fault.to_string(), "`Why` is to be filled in first");

    let line = cart.lines[0].line.id;
    let to_fill = carts::to_fill(&w.engine, &me, line).await.unwrap();
    assert_eq!((to_fill.form.id.clone(), to_fill.others.len()), (form.id.clone(), 1));
    let fill = async |values: Value, revision: i64, others: bool| {
        let standing = stands(&w, &form, values).await;
        carts::fill_in(&w.engine, &me, line, revision, &standing, others).await
    };
    let faults = fill(json!({}), 1, false).await.unwrap().unwrap_err();
    assert_eq!((faults[0].property.as_str(), faults[0].fault.as_str()), ("custom.reason", "is missing"));
    let old = fill(json!({"custom.reason": "b"}), 0, false).await;
    assert!(matches!(old, Err(EngineError::Changed(_))), "{old:?}");
    let other = carts::to_fill(&w.engine, &w.by(w.hana), line).await;
    assert!(matches!(other, Err(EngineError::NotFound { .. })), "another's line");
    fill(json!({"custom.reason": "b"}), 1, false).await.unwrap().unwrap();

    let cart = carts::read(&w.engine, &me).await.unwrap();
    assert_eq!(cart.lines.iter().filter(|line| line.fault.is_none()).count(), 1);
    let submitted = carts::submit(&w.engine, &me).await.unwrap();
    assert_eq!((submitted.requests.len(), submitted.faults.len()), (1, 1), "the other one waits still");
    let view = w.read(&submitted.requests[0]).await;
    assert_eq!(view.request.content["common"]["blob"]["form"], json!({"custom": {"reason": "b"}}));
    assert_eq!(view.facts, [("What for".to_owned(), "Budget".to_owned())], "in the words of the form");
});

db_test!(lines_with_one_form_are_answered_together, |db| async move {
    let w = world(db).await;
    let me = w.by(w.jonas);
    let form = shown(&w, "requestType/entitlementGrant", reason(), "").await;
    let cart = carts::add(&w.engine, &me, &[w.pay, w.read], &[w.jonas, w.hana], None, None).await.unwrap();
    let standing = stands(&w, &form, json!({"custom.reason": "a"})).await;
    let line = cart.lines[0].line.id;
    carts::fill_in(&w.engine, &me, line, 1, &standing, true).await.unwrap().unwrap();
    let cart = carts::read(&w.engine, &me).await.unwrap();
    assert!(cart.lines.iter().all(|line| line.fault.is_none()));

    let mut body = form.definition.body().clone();
    body.insert("description".into(), json!("changed"));
    forms::put(&w.engine, &w.by(w.grace), &FormId(form.id.0.clone()), body).await.unwrap();
    let cart = carts::read(&w.engine, &me).await.unwrap();
    assert!(cart.lines.iter().all(|line| line.fault.is_some()), "what was changed is looked at again");
    forms::delete(&w.engine, &w.by(w.grace), &form.id).await.unwrap();
    let cart = carts::read(&w.engine, &me).await.unwrap();
    assert!(cart.lines.iter().all(|line| line.fault.is_none() && !line.has_form));
});

db_test!(scripts_have_their_say, |db| async move {
    let w = world(db).await;
    let fields = json!([
        {"model": "custom.kind", "type": "select", "label": "Kind", "options": ["person", "machine"],
         "onChangeEvent": {"type": "script", "script":
            "const machine = form.currentFieldValue === 'machine';
             if (machine) { form.showField('custom.host'); form.setLabel('custom.owner', 'Owner of ' + form.getValue('custom.host')); }
             form.setSelectOptions('custom.size', machine ? [{value: 4, label: 'Four'}] : []);
             form.setValue('custom.cost', machine ? '7' : '0');
             return 1;"}},
        {"model": "custom.host", "type": "string", "validation": {"required": true}},
        {"model": "custom.owner", "type": "string", "label": "Manager"},
        {"model": "custom.size", "type": "select", "options": ["none"]},
        {"model": "custom.cost", "type": "string", "readOnly": true},
        {"model": "custom.name", "type": "string"},
    ]);
    let on_load = "form.hideField('custom.host'); form.disableField('custom.name'); \
        form.setValue('custom.name', form.urlParams.get('who') + openidm.action('iga/governance/requestForms', 'GET').totalCount); \
        form.nothing();";
    let form = shown(&w, "requestType/roleGrant", fields, on_load).await;
    let design = &form.definition.design;
    let me = w.by(w.jonas);
    let query = BTreeMap::from([("who".to_owned(), "jonas".to_owned())]);
    let first = forms::stand(&w.engine, &me, design, design.begin(Map::new()), &query).await.unwrap();
    let field = |standing: &Standing, model: &str| {
        let fields = standing.design.fields();
        let found = fields.into_iter().find(|field| field.asks().is_some_and(|one| one.as_str() == model));
        found.unwrap().clone()
    };
    assert!(field(&first, "custom.host").is_hidden);
    assert_eq!(
        (first.values["custom.name"].as_str(), field(&first, "custom.name").is_read_only),
        (Some("jonas1"), true)
    );
    assert_eq!(first.told.len(), 1, "what fails is told, what was done before stays: {:?}", first.told);
    assert!(first.told[0].starts_with("onLoad: TypeError"), "{:?}", first.told);

    let sent = Sent {
        typed: [
            ("custom.kind".to_owned(), vec!["=\"machine\"".to_owned()]),
            ("custom.owner".to_owned(), vec!["me".to_owned()]),
        ]
        .into(),
        shown: ["custom.kind", "custom.owner", "custom.size"].map(str::to_owned).into(),
        was: first.values.clone(),
    };
    let then = forms::stand(&w.engine, &me, design, design.go_on(&sent), &query).await.unwrap();
    assert!(!field(&then, "custom.host").is_hidden);
    assert_eq!(field(&then, "custom.owner").label.as_deref(), Some("Owner of undefined"));
    assert_eq!(field(&then, "custom.size").choices[0].label, "Four");
    assert_eq!(then.values["custom.cost"], "7");
    assert_eq!(then.values["custom.owner"], "me", "what was typed stays");

    // Scripts read as whoever fills the form in, change nothing, and do not run for ever.
    for (script, words) in [
        ("openidm.create('managed/user', null, {})", "change nothing"),
        ("openidm.read('managed/user/7')", "not permitted"),
        ("for (;;) {}", "took longer than 0.5 s"),
        ("const all = []; for (;;) all.push('x'.repeat(1e6) + all.length);", "memory"),
    ] {
        let form = shown(&w, "requestType/roleRemove", json!([]), script).await;
        let told = stands(&w, &form, json!({})).await.told;
        assert!(told.len() == 1 && told[0].contains(words), "{told:?}");
    }
});

db_test!(what_was_typed_is_kept_for_a_day, |db| async move {
    let w = world(db).await;
    let me = w.by(w.jonas);
    let typed = json!({"a": 1});
    forms::keep_typed(&w.engine, &me, "here", &typed).await.unwrap();
    forms::keep_typed(&w.engine, &me, "here", &json!({"a": 2})).await.unwrap();
    assert_eq!(forms::typed_at(&w.engine, &me, "here").await.unwrap(), Some(json!({"a": 2})));
    assert_eq!(forms::typed_at(&w.engine, &w.by(w.hana), "here").await.unwrap(), None);
    forms::forget_typed(&w.engine, &me, "here").await.unwrap();
    assert_eq!(forms::typed_at(&w.engine, &me, "here").await.unwrap(), None);
    forms::keep_typed(&w.engine, &me, "here", &typed).await.unwrap();
    w.clock.advance(chrono::Duration::days(1));
    assert_eq!(forms::typed_at(&w.engine, &w.by(w.jonas), "here").await.unwrap(), None, "a day later");
});
