//! Revokes that could not be carried out: who is told, and what may be said of them afterwards.

use bailiwick::certification::{Removal, Verdict};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, LineItemView, set_removal_status};
use bailiwick_store::certifications::items;
use bailiwick_store::{StoreError, db_test};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{Review, carl};

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

db_test!(nobody_says_of_what_is_gone_that_it_failed, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    let gone = r.row(id, w.jonas, w.pay).await;
    assert_eq!(gone.item.removal, Some(Removal::Complete));
    let says = async |removal, comment: &str| {
        set_removal_status(&w.engine, &carl(w), pay.item.id, removal, comment).await
    };
    for removal in [Removal::Failed, Removal::Pending] {
        let refused = says(removal, "It is held again.").await;
        assert!(
            matches!(refused, Err(EngineError::Conflict(ref why)) if why.contains("complete")),
            "{refused:?}"
        );
    }
    says(Removal::Complete, "").await.unwrap();
    let after = r.row(id, w.jonas, w.pay).await;
    assert_eq!(
        (after.item.removal, after.comments),
        (gone.item.removal, gone.comments),
        "said twice, done once"
    );
    w.clock.advance(Duration::seconds(1));
    says(Removal::Complete, "Seen with my own eyes.").await.unwrap();
    let said = r.row(id, w.jonas, w.pay).await.comments;
    assert_eq!(said.last().unwrap().comment, "Seen with my own eyes.");
    // Whoever read it before it was gone, and says so behind the one who took it away, looks again.
    let mut tx = w.engine.db().write().await.unwrap();
    let outdated = (Some(Removal::Pending), Removal::Failed);
    let late = items::set_removal(&mut tx, pay.item.id, outdated, None).await;
    assert!(matches!(late, Err(StoreError::Stale)), "{late:?}");
});
