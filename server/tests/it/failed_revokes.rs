//! Revokes that could not be carried out: who is told, and what may be said of them afterwards.

use bailiwick::certification::{Removal, Verdict};
use bailiwick_engine::certifications::{ItemAction, LineItemView};
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::json;

use crate::certifications::Review;

db_test!(the_owner_is_told_once_of_all_that_failed, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let rows = r.rows(id, w.marta).await;
    // What a role brings cannot be taken away by itself.
    let brought: Vec<&LineItemView> =
        rows.iter().filter(|row| row.item.through() == Some(w.analyst)).collect();
    assert!(brought.len() > 1);
    r.decide(w.marta, id, &brought, Verdict::Revoke).await;
    r.act(w.marta, id, &brought, ItemAction::SignOff).await;
    let failed = r.row(id, w.hana, brought[0].item.item().unwrap()).await;
    assert_eq!(failed.item.removal, Some(Removal::Failed), "{:?}", failed.comments);
    assert_eq!(r.told(w.carl, "certificationRemediationFailed").await.len(), 0, "not at every row");
    w.clock.advance(Duration::hours(1));
    w.work().await;
    let told = r.told(w.carl, "certificationRemediationFailed").await;
    assert_eq!(told.len(), 1);
    assert!(told[0].body.contains(&format!("failed: {}", brought.len())), "{}", told[0].body);
    r.pass(2).await;
    assert_eq!(r.told(w.carl, "certificationRemediationFailed").await.len(), 1);
});
