//! Instances that run, counted in both databases.

#![expect(clippy::unwrap_used, reason = "for tests only")]

use bailiwick::id::WorkflowId;
use bailiwick_store::db_test;
use bailiwick_store::workflows::instances;

db_test!(nothing_runs_in_an_empty_database, |db| async move {
    let mut tx = db.read().await.unwrap();
    assert!(instances::running(&mut tx).await.unwrap().is_empty());
    assert!(instances::running_of(&mut tx, &WorkflowId("w".into()), 10).await.unwrap().is_empty());
});
