//! Rows that live: they follow the access, the person's manager, and what becomes of what was removed.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick::id::{ItemId, UserId};
use bailiwick::patch::Patch;
use bailiwick_engine::certifications::{CameBack, ItemAction, LineItemView, activate, dashboard};
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

impl Review {
    /// Grace gives Jonas another manager, or none.
    pub async fn managed_by(&self, user: UserId, manager: Option<UserId>) {
        let w = &self.w;
        let operation = match manager {
            Some(id) => {
                json!([{"operation": "replace", "field": "/manager", "value": format!("managed/alpha_user/{id}")}])
            }
            None => json!([{"operation": "remove", "field": "/manager"}]),
        };
        people::patch(&w.engine, &w.by(w.grace), user, &Patch::parse(&operation).unwrap(), None)
            .await
            .unwrap();
    }

    pub async fn deactivate(&self, user: UserId) {
        let w = &self.w;
        let leaves = json!([{"operation": "replace", "field": "/accountStatus", "value": "inactive"}]);
        people::patch(&w.engine, &w.by(w.grace), user, &Patch::parse(&leaves).unwrap(), None).await.unwrap();
    }

    pub fn noted(row: &LineItemView, action: &str) -> bool {
        row.comments.iter().any(|said| said.action == action)
    }
}

db_test!(a_staged_campaign_lives, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r
        .running(json!({"stagingEnabled": true, "followManagerChange": true,
            "reassignNotification": "emailTemplate/certificationReassigned"}))
        .await;
    r.takes_away(ItemKind::Entitlement, w.pay).await;
    r.managed_by(w.jonas, Some(w.priya)).await;
    let (pay, read) = (r.row(id, w.jonas, w.pay).await, r.row(id, w.jonas, w.read).await);
    assert_eq!(pay.item.status, LineItemStatus::Cancelled);
    assert!(Review::noted(&pay, "access-gone"), "{:?}", pay.comments);
    assert!(Review::noted(&read, "new-manager"), "{:?}", read.comments);
    assert_eq!(r.told(w.priya, "certificationReassigned").await, [], "nobody is asked yet");
    activate(&w.engine, &carl(w), id).await.unwrap();
    let mine = r.rows(id, w.priya).await;
    assert_eq!(mine.iter().map(|row| row.item.item()).collect::<Vec<_>>(), [Some(w.read)]);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(a_staged_campaign_of_which_nothing_is_left_ends_when_it_begins, |db| async move {
    let r = Review::on(db).await;
    let only_jonas = json!({"stagingEnabled": true, "targetFilter": {"type": ["entitlementGrant"],
        "user": {"operator": "EQUALS", "operand": {"targetName": "userName", "targetValue": "jonas"}}}});
    let id = r.running(only_jonas).await;
    r.takes_away(ItemKind::Entitlement, r.w.pay).await;
    r.takes_away(ItemKind::Entitlement, r.w.read).await;
    assert_eq!(r.status(id).await, CampaignStatus::Staging);
    activate(&r.w.engine, &carl(&r.w), id).await.unwrap();
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
});

db_test!(where_the_manager_is_missing_somebody_else_decides, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let default = format!("managed/user/{}", w.grace);
    let id = r.running(json!({"followManagerChange": true, "defaultCertifierId": default})).await;
    r.managed_by(w.jonas, None).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(pay.item.reviewer, w.grace);
    assert!(Review::noted(&pay, "default-certifier"), "{:?}", pay.comments);
    // Hana's manager leaves: nobody asks her any more.
    let of_hana = r.rows(id, w.marta).await;
    assert!(of_hana.len() > 1 && of_hana.iter().all(|row| row.item.user() == Some(w.hana)));
    r.deactivate(w.marta).await;
    let open = r.rows(id, w.grace).await;
    assert_eq!(open.iter().filter(|row| row.item.user() == Some(w.hana)).count(), of_hana.len());
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});

db_test!(where_nobody_can_decide_the_owner_is_told, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"followManagerChange": true})).await;
    r.managed_by(w.jonas, None).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert!(Review::noted(&pay, "no-certifier"), "{:?}", pay.comments);
    w.clock.advance(Duration::hours(1));
    w.work().await;
    let told = r.told(w.carl, "certificationWithoutCertifier").await;
    assert_eq!(told.len(), 1, "once, of both rows");
    assert!(told[0].body.contains("without a certifier: 2"), "{}", told[0].body);
    // Whoever comes to manage Jonas is asked.
    r.managed_by(w.jonas, Some(w.priya)).await;
    let pay = r.row(id, w.jonas, w.pay).await;
    assert_eq!(pay.item.reviewer, w.priya);
    w.clock.advance(Duration::hours(2));
    w.work().await;
    assert_eq!(r.told(w.carl, "certificationWithoutCertifier").await.len(), 1);
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
    assert_eq!((&gone.file, gone.is_read), (&None, false), "no file tells of it: the record does");
    assert_eq!(back.verified, None);
    assert_eq!(back.returned.unwrap().by, Some(w.grace));
    let row = r.row(id, w.jonas, w.read).await;
    let how = row.after.as_ref().and_then(|after| after.came_back.as_ref()).map(CameBack::how);
    assert_eq!(how.as_deref(), Some("by Grace Mbeki"));
    assert_eq!(r.row(id, w.jonas, w.pay).await.after.unwrap().came_back, None);
    let said = row.comments;
    assert_eq!(said.iter().filter(|said| said.action == "access-returned").count(), 1);
    let board = dashboard(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!((board.verified(), board.held_now.again), (1, 1));
});
