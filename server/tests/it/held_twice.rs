//! Access that is held in more ways than one: what a revoke leaves is said before it and after it, and nothing that was
//! there all along comes back.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::{Removal, Revocability, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    CameBack, HeldNow, ItemAction, LineItemView, OtherWay, Wanted, dashboard, line_items, set_removal_status,
};
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::testing::system;
use bailiwick_store::{Db, db_test};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{Review, carl};
use crate::nesting::{PAY, READ, nest};

pub const BY_ROLE: &str = "with the role Accounts payable analyst";

impl Review {
    /// Jonas, who pays and reads, has the role that lets people do both.
    async fn twice(db: Db) -> Self {
        let r = Self::on(db).await;
        r.given_to(r.w.jonas, ItemKind::Role, r.w.analyst).await;
        r
    }

    /// Grace gives something; nothing else happens at that moment.
    pub async fn given_to(&self, user: UserId, kind: ItemKind, item: ItemId) {
        let w = &self.w;
        w.clock.advance(Duration::minutes(1));
        add(&w.engine, &w.by(w.grace), user, kind, item, &Terms::default()).await.unwrap();
        w.clock.advance(Duration::minutes(1));
        w.work().await;
    }

    /// The product takes something away; nothing else happens at that moment.
    pub async fn taken_from(&self, user: UserId, kind: ItemKind, item: ItemId) {
        let w = &self.w;
        w.clock.advance(Duration::minutes(1));
        remove(&w.engine, &system(&w.engine), user, kind, item, &Terms::default()).await.unwrap();
        w.clock.advance(Duration::minutes(1));
        w.work().await;
    }

    /// The row about what somebody holds in one way.
    pub async fn way(
        &self,
        id: CampaignId,
        user: UserId,
        item: ItemId,
        through: Option<ItemId>,
    ) -> LineItemView {
        let is = |row: &LineItemView| {
            (row.item.user(), row.item.item(), row.item.through()) == (Some(user), Some(item), through)
        };
        let all = ListQuery::rows(0, 100);
        let page = line_items(&self.w.engine, &carl(&self.w), id, &Wanted::default(), &all).await.unwrap();
        page.rows.into_iter().find(is).unwrap()
    }

    async fn revoke_signed(&self, id: CampaignId, row: &LineItemView) {
        self.decide(self.w.marta, id, &[row], Verdict::Revoke).await;
        self.act(self.w.marta, id, &[row], ItemAction::SignOff).await;
    }

    async fn days_later(&self, days: i64) {
        self.w.clock.advance(Duration::days(days));
        self.w.work().await;
    }

    /// How many removals are verified, and how many of the things are held now.
    async fn verification(&self, id: CampaignId) -> (i64, HeldNow) {
        let board = dashboard(&self.w.engine, &carl(&self.w), id).await.unwrap();
        (board.verified(), board.held_now)
    }
}

fn also_held(row: &LineItemView) -> Option<String> {
    OtherWay::all(&row.also_held)
}

fn said(row: &LineItemView, action: &str) -> Vec<String> {
    row.comments.iter().filter(|said| said.action == action).map(|said| said.comment.clone()).collect()
}

fn came_back(row: &LineItemView) -> Option<String> {
    row.after.as_ref().and_then(|after| after.came_back.as_ref()).map(CameBack::how)
}

const fn held(again: i64, still: i64) -> HeldNow {
    HeldNow { again, still }
}

db_test!(what_a_role_holds_all_along_does_not_come_back, |db| async move {
    let r = Review::twice(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let directly = r.way(id, w.jonas, w.pay, None).await;
    assert_eq!(directly.revocability, Some(Revocability::Direct));
    assert_eq!(also_held(&directly).as_deref(), Some(BY_ROLE));
    let by_role = r.way(id, w.jonas, w.pay, Some(w.analyst)).await;
    assert_eq!(by_role.revocability, Some(Revocability::Role));
    assert_eq!(also_held(&by_role).as_deref(), Some("directly"));
    let of_hana = r.way(id, w.hana, w.pay, Some(w.analyst)).await;
    assert_eq!(also_held(&of_hana), None, "in one way only");

    r.revoke_signed(id, &directly).await;
    let gone = r.way(id, w.jonas, w.pay, None).await;
    assert_eq!(gone.item.removal, Some(Removal::Complete), "{:?}", gone.comments);
    assert_eq!(said(&gone, "still-held"), [format!("Still held {BY_ROLE}.")]);
    assert_eq!(also_held(&gone).as_deref(), Some(BY_ROLE));
    assert!(w.holds(w.jonas).await.contains(&"Post vendor payments".to_owned()));
    assert_eq!(r.verification(id).await, (0, held(0, 1)));
    let by_role = r.way(id, w.jonas, w.pay, Some(w.analyst)).await;
    assert_eq!(also_held(&by_role), None, "nothing is left beside it");

    r.days_later(1).await;
    let seen = r.way(id, w.jonas, w.pay, None).await;
    assert!(said(&seen, "access-returned").is_empty(), "it never went: {:?}", seen.comments);
    assert_eq!(came_back(&seen), None);
    assert_eq!(r.verification(id).await, (1, held(0, 1)), "what was revoked is gone");
    let rows = evidence(&w.engine, &carl(w), id, Part::Rows).await.unwrap();
    let rows = std::io::read_to_string(rows.file).unwrap();
    let line = rows.lines().find(|line| line.starts_with(&gone.item.id.to_string())).unwrap();
    assert!(line.ends_with(&format!(",admin,{BY_ROLE}")), "{line}");
    assert!(line.contains(",by the house's own record,"), "{line}");

    // The role goes, and somebody gives it anew.
    r.taken_from(w.jonas, ItemKind::Role, w.analyst).await;
    assert_eq!(r.verification(id).await, (1, held(0, 0)));
    r.given_to(w.jonas, ItemKind::Role, w.analyst).await;
    let back = r.way(id, w.jonas, w.pay, None).await;
    assert_eq!(came_back(&back), Some(format!("{BY_ROLE} by Grace Mbeki")));
    assert_eq!(also_held(&back), None, "by that it is held again, not still");
    assert_eq!(r.verification(id).await, (1, held(1, 0)));
});

db_test!(what_was_given_by_a_role_since_came_back, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let row = r.way(id, w.jonas, w.pay, None).await;
    assert_eq!(also_held(&row), None);
    r.revoke_signed(id, &row).await;
    r.given_to(w.jonas, ItemKind::Role, w.analyst).await;
    r.days_later(1).await;
    let back = r.way(id, w.jonas, w.pay, None).await;
    assert!(said(&back, "still-held").is_empty(), "{:?}", back.comments);
    assert_eq!(said(&back, "access-returned").len(), 1);
    assert_eq!(came_back(&back), Some(format!("{BY_ROLE} by Grace Mbeki")));
    assert_eq!(r.verification(id).await, (0, held(1, 0)));
});

db_test!(what_a_membership_holds_all_along_does_not_come_back, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    // Whoever pays, reads; and Jonas reads for himself, too.
    assert_eq!(nest(w, &[(PAY, READ)]).await.faults, []);
    w.clock.advance(Duration::minutes(1));
    let id = r.running(json!({})).await;
    let row = r.way(id, w.jonas, w.read, None).await;
    let by_pay = "by membership of Post vendor payments";
    assert_eq!(also_held(&row).as_deref(), Some(by_pay));
    assert_eq!(also_held(&r.way(id, w.jonas, w.read, Some(w.pay)).await).as_deref(), Some("directly"));
    r.revoke_signed(id, &row).await;
    r.days_later(1).await;
    let gone = r.way(id, w.jonas, w.read, None).await;
    assert_eq!(said(&gone, "still-held"), [format!("Still held {by_pay}.")]);
    assert_eq!(came_back(&gone), None);
    assert_eq!(r.verification(id).await, (1, held(0, 1)));
});

db_test!(what_a_role_brought_is_gone_with_the_role_though_it_is_held_directly, |db| async move {
    let r = Review::twice(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let row = r.way(id, w.jonas, w.pay, Some(w.analyst)).await;
    r.revoke_signed(id, &row).await;
    let failed = r.way(id, w.jonas, w.pay, Some(w.analyst)).await;
    assert_eq!(failed.item.removal, Some(Removal::Failed), "the role would bring it again");
    assert_eq!(also_held(&failed).as_deref(), Some("directly"));
    let done = async || set_removal_status(&w.engine, &carl(w), row.item.id, Removal::Complete, "Done").await;
    let early = done().await;
    assert!(matches!(early, Err(EngineError::Conflict(ref why)) if why.contains("still held")), "{early:?}");

    r.taken_from(w.jonas, ItemKind::Role, w.analyst).await;
    done().await.unwrap();
    let gone = r.way(id, w.jonas, w.pay, Some(w.analyst)).await;
    assert_eq!(gone.item.removal, Some(Removal::Complete));
    assert_eq!(said(&gone, "removal-complete"), ["Done"], "as it was said");
    assert_eq!(said(&gone, "still-held"), ["Still held directly."]);
    r.days_later(1).await;
    assert_eq!(r.verification(id).await, (1, held(0, 1)));
});

db_test!(nobody_says_done_of_what_was_given_again, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({})).await;
    let row = r.way(id, w.hana, w.pay, Some(w.analyst)).await;
    r.revoke_signed(id, &row).await;
    let done = async || set_removal_status(&w.engine, &carl(w), row.item.id, Removal::Complete, "").await;
    for (kind, item) in [(ItemKind::Role, w.analyst), (ItemKind::Entitlement, w.pay)] {
        r.taken_from(w.hana, ItemKind::Role, w.analyst).await;
        r.given_to(w.hana, kind, item).await;
        let refused = done().await;
        assert!(
            matches!(refused, Err(EngineError::Conflict(ref why)) if why.contains("given again")),
            "{refused:?}"
        );
    }
    r.taken_from(w.hana, ItemKind::Entitlement, w.pay).await;
    done().await.unwrap();
});

/// What becomes of a revoke of what Jonas may pay, which goes before its turn comes, where he has the role since before
/// or since after.
async fn gone_before_its_turn(db: Db, role_before: bool) -> LineItemView {
    let r = if role_before { Review::twice(db).await } else { Review::on(db).await };
    let w = &r.w;
    let id = r.running(json!({"remediationDelay": 2})).await;
    let row = r.way(id, w.jonas, w.pay, None).await;
    r.revoke_signed(id, &row).await;
    assert_eq!(r.way(id, w.jonas, w.pay, None).await.item.removal, Some(Removal::Pending));
    r.taken_from(w.jonas, ItemKind::Entitlement, w.pay).await;
    if !role_before {
        r.given_to(w.jonas, ItemKind::Role, w.analyst).await;
    }
    r.days_later(3).await;
    r.way(id, w.jonas, w.pay, None).await
}

db_test!(what_went_before_its_turn_is_done_though_a_role_holds_it, |db| async move {
    let row = Box::pin(gone_before_its_turn(db, true)).await;
    assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);
    assert_eq!(said(&row, "removal-complete"), ["The access was gone already."]);
    assert_eq!(said(&row, "still-held"), [format!("Still held {BY_ROLE}.")]);
});

db_test!(what_went_before_its_turn_and_was_given_since_is_not_done, |db| async move {
    let row = Box::pin(gone_before_its_turn(db, false)).await;
    assert_eq!(row.item.removal, Some(Removal::Failed), "{:?}", row.comments);
    assert!(said(&row, "removal-failed")[0].contains("given again since"), "{:?}", row.comments);
});

db_test!(what_a_role_brought_is_done_where_the_role_went_before_its_turn, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let id = r.running(json!({"remediationDelay": 2})).await;
    let row = r.way(id, w.hana, w.pay, Some(w.analyst)).await;
    r.revoke_signed(id, &row).await;
    r.taken_from(w.hana, ItemKind::Role, w.analyst).await;
    r.days_later(3).await;
    let row = r.way(id, w.hana, w.pay, Some(w.analyst)).await;
    assert_eq!(row.item.removal, Some(Removal::Complete), "{:?}", row.comments);
});
