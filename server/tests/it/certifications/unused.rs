//! Access that nobody uses: beside its row, among the rows, and in what is certified together.

use bailiwick::certification::{Guard, Reason, Verdict};
use bailiwick_engine::certifications::{Ask, Chosen, GroupBy, Window, Workspace, look, workspace};
use bailiwick_store::{Db, bulk, db_test};
use chrono::{DateTime, Duration, Utc};
use serde_json::json;

use super::{CampaignId, ItemId, Review, UserId, system};

impl Review {
    /// What an application tells today.
    async fn tell_use(&self, told: &[(UserId, ItemId, Option<DateTime<Utc>>)]) {
        let mut tx = self.w.engine.db().write().await.unwrap();
        bulk::tell_use(&mut tx, told, system(&self.w.engine).now).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn looked_at(&self, id: CampaignId, ask: &Ask) -> Workspace {
        let marta = self.w.by(self.w.marta);
        workspace(&self.w.engine, &marta, id, ask, Window::First, GroupBy::Person).await.unwrap()
    }
}

/// What was given 200 days ago: Jonas never paid, and reads; nobody says anything of Hana's.
async fn after_a_while(db: Db) -> (Review, CampaignId) {
    let r = Review::on(db).await;
    let (now, w) = (system(&r.w.engine).now + Duration::days(200), &r.w);
    w.clock.advance(Duration::days(200));
    r.tell_use(&[(w.jonas, w.pay, None), (w.jonas, w.read, Some(now - Duration::days(3)))]).await;
    let id = r.running(json!({})).await;
    (r, id)
}

db_test!(what_is_not_used_speaks_for_revoking_it, |db| async move {
    let (r, id) = after_a_while(db).await;
    let w = &r.w;
    let seen = r.looked_at(id, &Ask::default()).await;
    let of = |user: UserId, item: ItemId| {
        let row = |row: &&bailiwick_engine::certifications::ReviewRow| {
            row.view.item.user() == Some(user) && row.view.item.item() == Some(item)
        };
        seen.rows.iter().find(row).unwrap()
    };
    let pay = of(w.jonas, w.pay);
    assert_eq!(pay.view.grant.as_ref().unwrap().unused_days(), Some(200));
    assert_eq!(pay.recommendation.verdict, Some(Verdict::Revoke));
    assert_eq!(pay.recommendation.reasons, [Reason::Unused(200)]);
    let read = of(w.jonas, w.read);
    assert_eq!(read.insight.evidence.used_days_ago, Some(3));
    assert_ne!(read.recommendation.verdict, Some(Verdict::Revoke));
    assert_eq!(of(w.hana, w.pay).insight.evidence.unused_days, None, "nobody says");
});

db_test!(rows_of_what_is_not_used_are_found_and_not_certified_in_passing, |db| async move {
    let (r, id) = after_a_while(db).await;
    let w = &r.w;
    let unused = Ask { unused: true, ..Ask::default() };
    let found = r.looked_at(id, &unused).await;
    let items: Vec<_> = found.rows.iter().map(|row| row.view.item.item()).collect();
    assert_eq!((items, found.matching), (vec![Some(w.pay)], Some(1)));
    let looked = look(&w.engine, &w.by(w.marta), id, &Chosen::All(unused.clone())).await.unwrap();
    assert_eq!((looked.safe.len(), looked.left[&Guard::Unused].len()), (0, 1));
    // Once it was used, nothing is left to say.
    r.tell_use(&[(w.jonas, w.pay, Some(system(&w.engine).now))]).await;
    assert_eq!(r.looked_at(id, &unused).await.rows.len(), 0);
});

db_test!(ninety_days_are_ninety_days_in_the_list_and_beside_the_row, |db| async move {
    let r = Review::on(db).await;
    let (given, w) = (system(&r.w.engine).now, &r.w);
    w.clock.advance(Duration::days(90) - Duration::seconds(1));
    r.tell_use(&[(w.jonas, w.pay, None)]).await;
    let id = r.running(json!({})).await;
    let unused = Ask { unused: true, ..Ask::default() };
    assert_eq!(r.looked_at(id, &unused).await.rows.len(), 0);
    // Nobody has looked since: time alone makes nothing unused.
    w.clock.advance(Duration::seconds(1));
    assert_eq!(r.looked_at(id, &unused).await.rows.len(), 0);
    r.tell_use(&[(w.jonas, w.pay, None)]).await;
    let found = r.looked_at(id, &unused).await.rows;
    assert_eq!(found.len(), 1, "given {given}");
    assert_eq!(found[0].recommendation.reasons, [Reason::Unused(90)]);
});
