//! Definitions that several people change.

use bailiwick::id::WorkflowId;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::{EngineError, workflows};
use bailiwick_store::db_test;
use serde_json::{Map, Value, json};

use crate::support::world;

fn named(name: &str) -> Map<String, Value> {
    json!({"id": "mine", "name": "mine", "displayName": name, "steps": []}).as_object().unwrap().clone()
}

db_test!(who_saw_another_draft_changes_and_publishes_nothing, |db| async move {
    let w = world(db).await;
    let ctx = w.by(w.grace);
    let none = workflows::save_over(&w.engine, &ctx, named("A"), Some(1)).await;
    assert!(matches!(none, Err(EngineError::Changed(_))), "{none:?}");
    let seen = Some(workflows::save(&w.engine, &ctx, named("A")).await.unwrap().revision);
    let (a, b) = tokio::join!(
        workflows::save_over(&w.engine, &ctx, named("B"), seen),
        workflows::save_over(&w.engine, &ctx, named("C"), seen),
    );
    assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
    assert!([a.err(), b.err()].into_iter().flatten().all(|error| matches!(error, EngineError::Changed(_))));
    let shipped = WorkflowId("BasicRoleGrant".into());
    let shipped = workflows::read(&w.engine, &ctx, &shipped, DefinitionStatus::Published).await.unwrap();
    let mut body = shipped.document();
    body.insert("id".into(), json!("mine"));
    let stale = workflows::publish_over(&w.engine, &ctx, body.clone(), seen).await;
    assert!(matches!(stale, Err(EngineError::Changed(_))), "{stale:?}");
    let now = seen.map(|seen| seen + 1);
    workflows::publish_over(&w.engine, &ctx, body, now).await.unwrap();
    let draft = workflows::read(&w.engine, &ctx, &WorkflowId("mine".into()), DefinitionStatus::Draft).await;
    assert!(matches!(draft, Err(EngineError::NotFound { .. })));
});
