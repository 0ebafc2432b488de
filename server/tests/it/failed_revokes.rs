//! Revokes that could not be carried out: who is told, and what may be said of them afterwards.

use bailiwick::certification::{Removal, Verdict};
use bailiwick::request::Modifier;
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{ItemAction, LineItemView, set_removal_status};
use bailiwick_store::certifications::items;
use bailiwick_store::testing::execute;
use bailiwick_store::{StoreError, db_test, grants};
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

db_test!(what_is_out_of_use_is_taken_from_whoever_holds_it_still, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    // A group is given up, and later the whole application; nobody loses anything by that.
    execute(w.engine.db(), "UPDATE items SET status = 'inactive' WHERE name = 'Post vendor payments'").await;
    let pay = r.row(id, w.jonas, w.pay).await;
    r.decide(w.marta, id, &[&pay], Verdict::Revoke).await;
    r.act(w.marta, id, &[&pay], ItemAction::SignOff).await;
    let gone = r.row(id, w.jonas, w.pay).await;
    assert_eq!(gone.item.removal, Some(Removal::Complete), "{:?}", gone.comments);
    let held = async |item| grants::held(&mut w.engine.db().read().await.unwrap(), w.jonas, item).await;
    assert!(!held(w.pay).await.unwrap().is_any());

    execute(w.engine.db(), "UPDATE items SET status = 'inactive' WHERE name = 'SAP S/4HANA'").await;
    execute(w.engine.db(), "UPDATE items SET status = 'inactive' WHERE name = 'Display documents'").await;
    let asked = w.try_ask(w.jonas, w.read, w.jonas, Modifier::Remove).await.unwrap();
    assert_eq!(asked.faults, [], "people give up what is out of use, too");
    for who in [w.marta, w.priya] {
        w.approve(who, &asked.requests[0]).await;
    }
    assert!(!held(w.read).await.unwrap().is_any());
    let refused = w.try_ask(w.jonas, w.read, w.jonas, Modifier::Add).await.unwrap();
    assert_eq!(refused.faults[0].fault.code(), "NOT_FOUND", "and get nothing of it");
});
