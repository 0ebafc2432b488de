//! Rows that live: they follow the access, the person's manager, and what becomes of what was removed.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick::id::ItemId;
use bailiwick::patch::Patch;
use bailiwick_engine::certifications::{ItemAction, dashboard};
use bailiwick_engine::people;
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::testing::system;
use bailiwick_store::certifications::items::{Aftermath, aftermath};
use bailiwick_store::{db_test, testing};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{Review, carl};

impl Review {
    async fn takes_away(&self, kind: ItemKind, item: ItemId) {
        let w = &self.w;
        remove(&w.engine, &system(&w.engine), w.jonas, kind, item, &Terms::default()).await.unwrap();
        w.work().await;
    }

    async fn aftermath(&self, row: &bailiwick_engine::certifications::LineItemView) -> Aftermath {
        let mut tx = self.w.engine.db().read().await.unwrap();
        let id = row.item.id;
        aftermath(&mut tx, id.campaign, &[id.number]).await.unwrap().remove(&id.number).unwrap_or_default()
    }
}

db_test!(access_that_goes_closes_its_row, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let only_jonas = json!({"targetFilter": {"type": ["entitlementGrant"],
        "user": {"operator": "EQUALS", "operand": {"targetName": "userName", "targetValue": "jonas"}}}});
    let id = r.running(only_jonas).await;
    r.takes_away(ItemKind::Entitlement, w.pay).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!((pay.item.status, pay.item.verdict), (LineItemStatus::Cancelled, None));
    assert!(pay.comments.iter().any(|said| said.action == "access-gone"), "{:?}", pay.comments);
    assert_eq!(r.decide(w.marta, id, &[&pay], Verdict::Certify).await.done, 0);
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    r.takes_away(ItemKind::Entitlement, w.read).await;
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff, "nothing is left to decide");
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(what_a_role_brought_closes_with_the_role, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let before = r.rows(id, w.marta).await;
    let through = before.iter().find(|row| row.item.through() == Some(w.analyst)).unwrap();
    remove(&w.engine, &system(&w.engine), w.hana, ItemKind::Role, w.analyst, &Terms::default())
        .await
        .unwrap();
    w.work().await;
    let row = r.row(id, through.item.user().unwrap(), through.item.item().unwrap()).await;
    assert_eq!(row.item.status, LineItemStatus::Cancelled);
});

db_test!(a_new_manager_is_asked_where_the_template_says_so, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let stays = r.running(json!({})).await;
    let follows = r
        .running(json!({"name": "Follows", "followManagerChange": true,
        "reassignNotification": "emailTemplate/certificationReassigned"}))
        .await;
    let pay = r.row(follows, w.jonas, w.pay).await;
    r.decide(w.marta, follows, &[&pay], Verdict::Certify).await;
    let manager = json!([{"operation": "replace", "field": "/manager", "value": format!("managed/alpha_user/{}", w.priya)}]);
    people::patch(&w.engine, &w.by(w.grace), w.jonas, &Patch::parse(&manager).unwrap(), None).await.unwrap();
    let moved = r.row(follows, w.jonas, w.pay).await;
    assert_eq!(
        (moved.item.reviewer, moved.item.verdict),
        (w.priya, None),
        "whoever is asked next decides anew"
    );
    assert!(moved.comments.iter().any(|said| said.action == "new-manager"));
    assert_eq!(r.row(stays, w.jonas, w.pay).await.item.reviewer, w.marta);
    assert_eq!(testing::count(r.w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(what_was_removed_is_looked_at_again, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    r.decide(w.marta, id, &[&pay, &read], Verdict::Revoke).await;
    r.act(w.marta, id, &[&pay, &read], ItemAction::SignOff).await;
    assert_eq!(r.row(id, w.jonas, w.pay).await.item.removal, Some(Removal::Complete));
    let first = r.aftermath(&pay).await;
    assert!(first.removed.is_some() && first.verified.is_none(), "{first:?}");
    // Somebody gives one of them back the same evening.
    w.clock.advance(Duration::minutes(5));
    add(&w.engine, &w.by(w.grace), w.jonas, ItemKind::Entitlement, w.read, &Terms::default()).await.unwrap();
    w.clock.advance(Duration::days(1));
    w.work().await;
    let (gone, back) = (r.aftermath(&pay).await, r.aftermath(&read).await);
    assert!(gone.verified.is_some() && gone.returned.is_none(), "{gone:?}");
    assert_eq!(back.verified, None);
    assert_eq!(back.returned.unwrap().by, Some(w.grace));
    let said = r.row(id, w.jonas, w.read).await.comments;
    assert_eq!(said.iter().filter(|said| said.action == "access-returned").count(), 1);
    let board = dashboard(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!((board.verified(), board.held_again), (1, 1));
});
