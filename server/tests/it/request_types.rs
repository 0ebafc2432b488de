//! Types of requests: defined, changed, deleted, by whom; the built-in ones.

use crate::support::world;
use bailiwick::id::RequestTypeId;
use bailiwick::patch::Patch;
use bailiwick::request_type::{RequestType, Schemas};
use bailiwick::view::{AuditPage, AuditQuery};
use bailiwick_engine::testing::World;
use bailiwick_engine::{Engine, EngineError, audit, request_types};
use bailiwick_store::{db_test, testing};
use serde_json::{Map, Value, json};

fn id(text: &str) -> RequestTypeId {
    RequestTypeId(text.into())
}

fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn badge() -> Value {
    json!({
        "id": "badge", "displayName": "Order a badge", "custom": false, "_rev": 7, "extra": {"kept": [1]},
        "schemas": {"custom": [{"_meta": {"properties": {"reason": {"isRequired": true}}}, "properties": {"reason": {"type": "text"}}}]},
        "workflow": {"id": "orderBadge"}, "uniqueKeys": ["custom.reason"],
    })
}

async fn create(w: &World, body: &Value) -> Result<RequestType, EngineError> {
    request_types::create(&w.engine, &w.by(w.grace), map(body)).await
}

async fn patch(w: &World, of: &str, patch: Value, low_level: bool) -> Result<RequestType, EngineError> {
    let patch = Patch::parse(&patch).unwrap();
    request_types::patch(&w.engine, &w.by(w.grace), &id(of), &patch, low_level).await
}

async fn trail(w: &World, object: &str) -> AuditPage {
    let query = AuditQuery { object_id: Some(object.into()), limit: 50, ..AuditQuery::default() };
    audit::search(&w.engine, &w.by(w.otto), &query).await.unwrap()
}

fn code(refused: Result<impl Sized, EngineError>) -> String {
    match refused {
        Err(EngineError::Invalid { field, .. }) => field,
        Err(other) => other.code().into(),
        Ok(_) => "accepted".into(),
    }
}

db_test!(a_type_is_defined_changed_and_deleted_and_all_of_it_recorded, |db| async move {
    let w = world(db).await;
    let made = create(&w, &badge()).await.unwrap();
    assert_eq!((made.id.0.as_str(), made.is_custom, made.revision), ("badge", true, 1), "the server's own");
    let read = request_types::read(&w.engine, &w.by(w.jonas), &made.id).await.unwrap();
    assert_eq!(read, made, "everybody reads what can be asked for");
    let document = Value::Object(read.document(Schemas::Resolved));
    assert_eq!(document["extra"], json!({"kept": [1]}));
    assert_eq!(document["schemas"]["common"][0]["properties"]["priority"]["type"], "text");

    w.clock.advance(chrono::Duration::hours(1));
    let mut next = badge();
    next["displayName"] = json!("Order a new badge");
    let replaced = request_types::replace(&w.engine, &w.by(w.grace), &made.id, map(&next)).await.unwrap();
    assert_eq!((replaced.revision, replaced.name()), (2, "Order a new badge"));
    assert!(replaced.created_at == made.created_at && replaced.modified_at > made.modified_at);
    let both = json!([
        {"operation": "replace", "field": "/workflow/id", "value": "other"},
        {"operation": "add", "field": "/notModifiableProperties", "value": ["custom.reason"]},
    ]);
    let patched = patch(&w, "badge", both, false).await.unwrap();
    assert_eq!((patched.revision, patched.definition.workflow.as_deref()), (3, Some("other")));
    let half = json!([
        {"operation": "remove", "field": "/displayName"},
        {"operation": "replace", "field": "/uniqueKeys/0", "value": "custom.colour"},
    ]);
    assert_eq!(code(patch(&w, "badge", half, false).await), "uniqueKeys[0]");
    let renamed = json!([{"operation": "replace", "field": "id", "value": "else"}]);
    assert_eq!(code(patch(&w, "badge", renamed, false).await), "id");
    let missing = json!([{"operation": "copy", "from": "/no", "field": "/x"}]);
    assert_eq!(code(patch(&w, "badge", missing, false).await), "[0].from");
    let nothing = json!([{"operation": "remove", "field": "/no"}]);
    assert_eq!(
        patch(&w, "badge", nothing, false).await.unwrap().revision,
        3,
        "what changes nothing is no change"
    );
    let now = request_types::read(&w.engine, &w.by(w.jonas), &made.id).await.unwrap();
    assert_eq!(now, patched, "all or nothing");

    let gone = request_types::delete(&w.engine, &w.by(w.grace), &made.id).await.unwrap();
    assert_eq!(gone, patched);
    assert_eq!(code(request_types::read(&w.engine, &w.by(w.grace), &made.id).await), "not-found");
    let entries = trail(&w, "badge").await.rows;
    let events: Vec<&str> = entries.iter().map(|row| row.1.entry.event.as_str()).collect();
    let expected =
        ["delete-request-type", "modify-request-type", "modify-request-type", "create-request-type"];
    assert_eq!(events, expected);
    let changes = &entries[2].1.entry.changes;
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].field.as_str(), changes[0].before.as_deref(), changes[0].after.as_deref()),
        ("displayName", Some("\"Order a badge\""), Some("\"Order a new badge\""))
    );
});

db_test!(only_administrators_define_types_and_each_id_is_there_once, |db| async move {
    let w = world(db).await;
    create(&w, &badge()).await.unwrap();
    for who in [w.jonas, w.otto] {
        let ctx = w.by(who);
        let (of, body) = (id("badge"), map(&badge()));
        assert_eq!(code(request_types::create(&w.engine, &ctx, body.clone()).await), "forbidden");
        assert_eq!(code(request_types::replace(&w.engine, &ctx, &of, body).await), "forbidden");
        assert_eq!(
            code(request_types::patch(&w.engine, &ctx, &of, &Patch::default(), true).await),
            "forbidden"
        );
        assert_eq!(code(request_types::delete(&w.engine, &ctx, &of).await), "forbidden");
        assert_eq!(request_types::all(&w.engine, &ctx).await.unwrap().len(), 18);
    }
    let nobody = w.engine.context(bailiwick::authority::Actor::Anonymous, "test");
    assert_eq!(code(request_types::all(&w.engine, &nobody).await), "not-authenticated");
    assert_eq!(code(create(&w, &badge()).await), "conflict");
    assert_eq!(code(create(&w, &json!({"id": "roleGrant"})).await), "conflict", "a built-in one has it");
    assert_eq!(code(create(&w, &json!({"id": 7})).await), "id");
    assert_eq!(code(create(&w, &json!({"id": "a/b"})).await), "id");
    let ids = [create(&w, &json!({})).await.unwrap().id, create(&w, &json!({"id": null})).await.unwrap().id];
    assert!(ids[0] != ids[1] && ids.iter().all(|id| id.0.parse::<uuid::Uuid>().is_ok()));
    for (method, result) in [
        ("replace", request_types::replace(&w.engine, &w.by(w.grace), &id("no"), Map::new()).await),
        ("delete", request_types::delete(&w.engine, &w.by(w.grace), &id("no")).await),
        ("patch", patch(&w, "no", json!([]), true).await),
    ] {
        assert_eq!(code(result), "not-found", "{method}");
    }
    // A type whose requests are under way stays.
    let kind = "UPDATE requests SET kind = 'badge'";
    let request = w.ask(w.jonas, w.pay, w.jonas).await;
    testing::execute(w.engine.db(), kind).await;
    assert_eq!(code(request_types::delete(&w.engine, &w.by(w.grace), &id("badge")).await), "conflict");
    w.act(w.jonas, &request, bailiwick::request::Action::Cancel { comment: String::new() }).await.unwrap();
    request_types::delete(&w.engine, &w.by(w.grace), &id("badge")).await.unwrap();
});

db_test!(built_in_types_are_there_and_only_tools_change_them, |db| async move {
    let w = world(db.clone()).await;
    let all = request_types::all(&w.engine, &w.by(w.jonas)).await.unwrap();
    assert_eq!(all.len(), 17);
    assert!(all.iter().all(|one| !one.is_custom) && all.is_sorted_by_key(|one| &one.id.0));
    let grant = id("createRole");
    let rename = json!([{"operation": "replace", "field": "/displayName", "value": "Propose a role"}]);
    assert_eq!(code(patch(&w, "createRole", rename.clone(), false).await), "conflict");
    let replaced = request_types::replace(&w.engine, &w.by(w.grace), &grant, Map::new()).await;
    assert_eq!(code(replaced), "conflict");
    assert_eq!(code(request_types::delete(&w.engine, &w.by(w.grace), &grant).await), "conflict");

    let changed = patch(&w, "createRole", rename, true).await.unwrap();
    assert_eq!((changed.revision, changed.is_custom, changed.name()), (2, false, "Propose a role"));
    let workflow = json!([{"operation": "replace", "field": "/workflow/id", "value": "ours"}]);
    let again = patch(&w, "createRole", workflow, true).await.unwrap();
    assert_eq!((again.revision, again.is_custom), (3, false));
    assert_eq!(code(request_types::delete(&w.engine, &w.by(w.grace), &grant).await), "conflict");
    // Another node knows it at once, and has nothing to write when it starts.
    let other = Engine::new(db);
    let read = request_types::read(&other, &w.by(w.jonas), &grant).await.unwrap();
    assert_eq!(read, again);
    assert_eq!(request_types::all(&other, &w.by(w.jonas)).await.unwrap().len(), 17);
    let hidden = json!([{"operation": "remove", "field": "/schemas/common/0"}]);
    let kept = patch(&w, "createRole", hidden, true).await.unwrap();
    assert_eq!(
        kept.document(Schemas::Named)["schemas"]["common"][0],
        "/requestSchema/iga/commonRequest",
        "every type has what every request has"
    );
});

db_test!(of_two_changes_at_once_neither_is_lost, |db| async move {
    let w = world(db).await;
    create(&w, &badge()).await.unwrap();
    for of in ["badge", "deleteUser"] {
        let add = |name: String| {
            let (w, of) = (&w, of);
            async move {
                patch(w, of, json!([{"operation": "add", "field": name, "value": 1}]), true).await.unwrap()
            }
        };
        let (a, b, c) = tokio::join!(add("a".into()), add("b".into()), add("c".into()));
        let last = [a, b, c].into_iter().max_by_key(|one| one.revision).unwrap();
        assert_eq!(last.revision, 4);
        let body = last.definition.body(Schemas::Named);
        assert!(["a", "b", "c"].iter().all(|name| body.contains_key(*name)), "{of}");
    }
});

db_test!(who_saw_another_type_changes_nothing, |db| async move {
    let w = world(db).await;
    let made = create(&w, &badge()).await.unwrap();
    let ctx = w.by(w.grace);
    let named = |name: &str| {
        let mut body = map(&badge());
        body.insert("displayName".into(), json!(name));
        body
    };
    let (a, b) = tokio::join!(
        request_types::replace_over(&w.engine, &ctx, &made.id, made.revision, named("A")),
        request_types::replace_over(&w.engine, &ctx, &made.id, made.revision, named("B")),
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!([a.err(), b.err()].into_iter().flatten().all(|error| matches!(error, EngineError::Changed(_))));
});
