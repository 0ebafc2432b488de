//! Forms: made, changed, deleted, by whom; what they are shown for.

use crate::support::world;
use bailiwick::form::{Assignment, Form, FormTarget};
use bailiwick::id::FormId;
use bailiwick::patch::Patch;
use bailiwick::view::{AuditPage, AuditQuery};
use bailiwick_engine::testing::World;
use bailiwick_engine::{Engine, EngineError, audit, forms};
use bailiwick_store::db_test;
use serde_json::{Map, Value, json};

fn id(text: &str) -> FormId {
    FormId(text.into())
}

fn target(text: &str) -> FormTarget {
    text.parse().unwrap()
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn badge() -> Value {
    json!({
        "id": "theirs", "name": "Badge", "type": "request", "extra": {"kept": [1]}, "metadata": {"createdDate": "then"},
        "form": {"fields": [{"fields": [{"model": "custom.reason", "type": "string"}]}]},
    })
}

async fn create(w: &World, body: &Value) -> Result<Form, EngineError> {
    forms::create(&w.engine, &w.by(w.grace), map(body)).await
}

async fn put(w: &World, of: &str, body: &Value) -> Result<Form, EngineError> {
    forms::put(&w.engine, &w.by(w.grace), &id(of), map(body)).await
}

async fn patch(w: &World, of: &FormId, patch: Value) -> Result<Form, EngineError> {
    forms::patch(&w.engine, &w.by(w.grace), of, &Patch::parse(&patch).unwrap()).await
}

async fn assign(w: &World, to: &str, form: &FormId) -> Result<Assignment, EngineError> {
    forms::assign(&w.engine, &w.by(w.grace), &target(to), form).await
}

async fn unassign(w: &World, of: &str, form: Option<&FormId>) -> Result<Assignment, EngineError> {
    forms::unassign(&w.engine, &w.by(w.grace), &target(of), form).await
}

async fn trail(w: &World, object: &str) -> AuditPage {
    let query = AuditQuery { object_id: Some(object.into()), limit: 50, ..AuditQuery::default() };
    audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap()
}

fn events(page: &AuditPage) -> Vec<&str> {
    page.rows.iter().map(|row| row.1.entry.event.as_str()).collect()
}

fn code(refused: Result<impl Sized, EngineError>) -> String {
    match refused {
        Err(EngineError::Invalid { field, .. }) => field,
        Err(other) => other.code().into(),
        Ok(_) => "accepted".into(),
    }
}

db_test!(a_form_is_made_changed_and_deleted_and_all_of_it_recorded, |db| async move {
    let w = world(db).await;
    let made = create(&w, &badge()).await.unwrap();
    assert!(made.id.0.parse::<uuid::Uuid>().is_ok(), "the server's own");
    let read = forms::read(&w.engine, &w.by(w.jonas), &made.id).await.unwrap();
    assert_eq!(read, made, "everybody reads what they may be asked to fill in");
    assert_eq!(read.document()["extra"], json!({"kept": [1]}));

    w.clock.advance(chrono::Duration::hours(1));
    let mut next = Value::Object(read.document());
    next["name"] = json!("New badge");
    let replaced = put(&w, &made.id.0, &next).await.unwrap();
    assert_eq!((replaced.revision, replaced.definition.name.as_str()), (2, "New badge"));
    assert!(replaced.created_at == made.created_at && replaced.modified_at > made.modified_at);
    assert_eq!(put(&w, &made.id.0, &next).await.unwrap(), replaced, "what changes nothing is no change");
    let both = json!([
        {"operation": "add", "field": "/form/fields/0/fields/-", "value": {"model": "custom.date", "type": "date"}},
        {"operation": "remove", "field": "/extra"},
    ]);
    let patched = patch(&w, &made.id, both).await.unwrap();
    assert_eq!((patched.revision, patched.definition.design.fields().len()), (3, 2));
    for (half, fault) in [
        (
            json!({"operation": "replace", "field": "/form/fields/0/fields/0/model", "value": "a..b"}),
            "form.fields[0].fields[0].model",
        ),
        (json!({"operation": "remove", "field": "/form"}), "form"),
        (json!({"operation": "replace", "field": "id", "value": "else"}), "id"),
        (json!({"operation": "copy", "from": "/no", "field": "/x"}), "[1].from"),
    ] {
        let operations = json!([{"operation": "replace", "field": "/name", "value": "half"}, half]);
        assert_eq!(code(patch(&w, &made.id, operations).await), fault);
    }
    assert_eq!(code(put(&w, &made.id.0, &json!({"id": "else"})).await), "id");
    let now = forms::read(&w.engine, &w.by(w.jonas), &made.id).await.unwrap();
    assert_eq!(now, patched, "all or nothing");

    let gone = forms::delete(&w.engine, &w.by(w.grace), &made.id).await.unwrap();
    assert_eq!(gone, patched);
    assert_eq!(code(forms::read(&w.engine, &w.by(w.grace), &made.id).await), "not-found");
    assert_eq!(code(forms::delete(&w.engine, &w.by(w.grace), &made.id).await), "not-found", "a second time");
    let entries = trail(&w, &made.id.0).await;
    let expected =
        ["delete-request-form", "modify-request-form", "modify-request-form", "create-request-form"];
    assert_eq!(events(&entries), expected);
    let changes = &entries.rows[2].1.entry.changes;
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].field.as_str(), changes[0].before.as_deref(), changes[0].after.as_deref()),
        ("name", Some("\"Badge\""), Some("\"New badge\""))
    );
});

db_test!(a_form_put_under_an_id_keeps_it, |db| async move {
    let w = world(db.clone()).await;
    let mut body = badge();
    body["id"] = json!("badge");
    let made = put(&w, "badge", &body).await.unwrap();
    assert_eq!((made.id.0.as_str(), made.revision), ("badge", 1));
    let other = json!({"name": "a first", "type": "request", "form": {}});
    put(&w, "other", &other).await.unwrap();
    let all = forms::all(&Engine::new(db), &w.by(w.jonas)).await.unwrap();
    let ids: Vec<&str> = all.iter().map(|form| form.id.0.as_str()).collect();
    assert_eq!(ids, ["other", "badge"], "by name, on every node");
    assert_eq!(code(put(&w, "a/b", &other).await), "id");
    for (body, field) in [
        (json!({"type": "request", "form": {}}), "name"),
        (json!({"name": "n", "form": {}}), "type"),
        (json!({"name": "n", "type": "request"}), "form"),
    ] {
        assert_eq!(code(put(&w, "new", &body).await), field);
        assert_eq!(code(create(&w, &body).await), field);
    }
    assert_eq!(forms::all(&w.engine, &w.by(w.jonas)).await.unwrap().len(), 2);
});

db_test!(only_administrators_change_forms_and_everybody_reads_them, |db| async move {
    let w = world(db).await;
    let form = create(&w, &badge()).await.unwrap().id;
    assign(&w, "requestType/badge", &form).await.unwrap();
    let target = target("requestType/badge");
    for who in [w.jonas, w.otto] {
        let (engine, ctx, body) = (&w.engine, w.by(who), map(&badge()));
        assert_eq!(code(forms::create(engine, &ctx, body.clone()).await), "forbidden");
        assert_eq!(code(forms::put(engine, &ctx, &form, body.clone()).await), "forbidden");
        assert_eq!(code(forms::put(engine, &ctx, &id("new"), body).await), "forbidden");
        assert_eq!(code(forms::patch(engine, &ctx, &form, &Patch::default()).await), "forbidden");
        assert_eq!(code(forms::delete(engine, &ctx, &form).await), "forbidden");
        assert_eq!(code(forms::assign(engine, &ctx, &target, &form).await), "forbidden");
        assert_eq!(code(forms::unassign(engine, &ctx, &target, None).await), "forbidden");
        assert_eq!(forms::all(engine, &ctx).await.unwrap().len(), 1);
        assert_eq!(forms::assignments(engine, &ctx).await.unwrap().len(), 1);
    }
    let nobody = w.engine.context(bailiwick::authority::Actor::Anonymous, "test");
    assert_eq!(code(forms::all(&w.engine, &nobody).await), "not-authenticated");
    assert_eq!(code(forms::read(&w.engine, &nobody, &form).await), "not-authenticated");
    assert_eq!(code(forms::assignments(&w.engine, &nobody).await), "not-authenticated");
    assert_eq!(code(patch(&w, &id("no"), json!([])).await), "not-found");
    assert_eq!(code(forms::delete(&w.engine, &w.by(w.grace), &id("no")).await), "not-found");
});

db_test!(a_target_has_one_form_at_most, |db| async move {
    let w = world(db).await;
    let a = create(&w, &badge()).await.unwrap().id;
    let b = put(&w, "b", &json!({"name": "B", "type": "request", "form": {}})).await.unwrap().id;
    let kind = "requestType/notDefinedYet";
    let first = assign(&w, kind, &a).await.unwrap();
    w.clock.advance(chrono::Duration::hours(1));
    assert_eq!(assign(&w, kind, &a).await.unwrap(), first, "a second click changes nothing");
    let second = assign(&w, kind, &b).await.unwrap();
    assert!(second.created_at == first.created_at && second.modified_at > first.modified_at);
    assert_eq!(code(assign(&w, kind, &id("no")).await), "not-found");
    assign(&w, "lcm/user/create", &b).await.unwrap();
    let all = forms::assignments(&w.engine, &w.by(w.jonas)).await.unwrap();
    assert_eq!(
        all.iter().map(|one| (one.target.as_str(), one.form.0.as_str())).collect::<Vec<_>>(),
        [("lcm/user/create", "b"), (kind, "b")]
    );
    assert_eq!(code(unassign(&w, kind, Some(&a)).await), "conflict");
    assert_eq!(unassign(&w, kind, Some(&b)).await.unwrap(), second);
    assert_eq!(code(unassign(&w, kind, Some(&b)).await), "not-found", "a second click");
    assert_eq!(code(unassign(&w, "requestType/other", None).await), "not-found");

    let entries = trail(&w, kind).await;
    assert_eq!(events(&entries), ["unassign-request-form", "assign-request-form", "assign-request-form"]);
    let change = &entries.rows[1].1.entry.changes[0];
    assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some(a.0.as_str()), Some("b")));
    // A form that goes is shown for nothing any more.
    assign(&w, kind, &b).await.unwrap();
    forms::delete(&w.engine, &w.by(w.grace), &b).await.unwrap();
    assert_eq!(forms::assignments(&w.engine, &w.by(w.jonas)).await.unwrap(), []);
    assert_eq!(events(&trail(&w, kind).await)[0], "unassign-request-form");
    assert_eq!(events(&trail(&w, "lcm/user/create").await)[0], "unassign-request-form");
});

db_test!(of_two_at_once_neither_is_lost, |db| async move {
    let w = world(db).await;
    let form = create(&w, &badge()).await.unwrap().id;
    let add = |name: &str| patch(&w, &form, json!([{"operation": "add", "field": name, "value": 1}]));
    let (a, b, c) = tokio::join!(add("a"), add("b"), add("c"));
    let last = [a, b, c].map(Result::unwrap).into_iter().max_by_key(|form| form.revision).unwrap();
    assert_eq!(last.revision, 4);
    assert!(["a", "b", "c"].iter().all(|name| last.definition.body().contains_key(*name)));

    // Two that are first with a new id, and with a new target: the other comes second.
    let named = |name: &str| json!({"name": name, "type": "request", "form": {}});
    let (one, two) = (named("one"), named("two"));
    let (one, two) = tokio::join!(put(&w, "new", &one), put(&w, "new", &two));
    let mut revisions = [one.unwrap().revision, two.unwrap().revision];
    revisions.sort_unstable();
    assert_eq!(revisions, [1, 2]);
    let (kind, new) = ("requestType/badge", id("new"));
    let (one, two) = tokio::join!(assign(&w, kind, &form), assign(&w, kind, &new));
    let given = [one.unwrap().form, two.unwrap().form];
    let held = forms::assignments(&w.engine, &w.by(w.jonas)).await.unwrap();
    assert!(held.len() == 1 && given.contains(&held[0].form));
    let told = trail(&w, kind).await.rows;
    assert_eq!(told.len(), 2);
    let after: Vec<_> = told.iter().map(|row| row.1.entry.changes[0].after.clone()).collect();
    let before: Vec<_> = told.iter().map(|row| row.1.entry.changes[0].before.clone()).collect();
    assert!(
        before.contains(&None) && before.iter().flatten().all(|form| after.contains(&Some(form.clone())))
    );

    // A form that goes while it is assigned is assigned to nothing in the end.
    for round in 0..5 {
        let body = named("brief");
        let brief = put(&w, &format!("brief{round}"), &body).await.unwrap().id;
        let (engine, ctx, kind) = (&w.engine, w.by(w.grace), "lcm/role/delete");
        let (assigned, deleted) = tokio::join!(assign(&w, kind, &brief), forms::delete(engine, &ctx, &brief));
        deleted.unwrap();
        assert!(matches!(code(assigned).as_str(), "accepted" | "not-found"));
        let left = forms::assignments(&w.engine, &w.by(w.jonas)).await.unwrap();
        assert!(left.iter().all(|one| one.target.as_str() != kind));
    }
});

db_test!(who_saw_another_form_changes_nothing, |db| async move {
    let w = world(db).await;
    let made = create(&w, &badge()).await.unwrap();
    let ctx = w.by(w.grace);
    let named = |name: &str| map(&json!({"name": name, "type": "request", "form": {"fields": []}}));
    let (a, b) = tokio::join!(
        forms::put_over(&w.engine, &ctx, &made.id, made.revision, named("A")),
        forms::put_over(&w.engine, &ctx, &made.id, made.revision, named("B")),
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!([a.err(), b.err()].into_iter().flatten().all(|error| matches!(error, EngineError::Changed(_))));
    let gone = forms::put_over(&w.engine, &ctx, &id("no"), 1, named("C")).await;
    assert!(matches!(gone, Err(EngineError::NotFound { .. })));
});
