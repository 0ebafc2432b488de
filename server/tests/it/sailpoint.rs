//! Certifications as SailPoint has them, where they are large, and where other faces go on with them.

use bailiwick::certification::isc::Decision;
use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, CertificationId, ItemId, UserId};
use bailiwick_engine::certifications::{ItemAction, LineItemView, Selection, Wanted, act, isc, line_items};
use bailiwick_store::{db_test, items, testing};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{Review, carl};

/// More than are signed in one transaction.
const MANY: usize = 2_050;

fn list() -> ListQuery {
    ListQuery { page_size: 100, ..ListQuery::default() }
}

impl Review {
    /// What a campaign asks of somebody.
    async fn certification(&self, who: UserId, id: CampaignId) -> CertificationId {
        let all = isc::certifications(&self.w.engine, &self.w.by(who), None, &list()).await.unwrap().0;
        all.into_iter().find(|one| one.campaign.campaign.id == id).unwrap().review.id
    }

    /// Marta decides that somebody's access is to go in so many days.
    async fn goes_in(&self, id: CampaignId, (user, item): (UserId, ItemId), days: i64) -> LineItemView {
        let w = &self.w;
        let row = self.row(id, user, item).await;
        let marta = w.by(w.marta);
        let decision = isc::NewDecision {
            id: row.item.id.to_string(),
            decision: Decision::Revoke,
            bulk: false,
            comment: "not needed then".into(),
            until: Some(marta.now + Duration::days(days)),
        };
        let review = self.certification(w.marta, id).await;
        isc::decide(&w.engine, &marta, review, &[decision]).await.unwrap();
        row
    }

    async fn removal(&self, row: &LineItemView) -> Option<Removal> {
        let (user, item) = (row.item.user().unwrap(), row.item.item().unwrap());
        self.row(row.campaign, user, item).await.item.removal
    }
}

db_test!(everything_that_a_role_brings_has_its_type_and_its_owner, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let more = r.more_entitlements(600).await;
    let mut tx = w.engine.db().write().await.unwrap();
    for id in &more {
        items::add_to_role(&mut tx, w.analyst, *id).await.unwrap();
        items::set_object_type(&mut tx, *id, "companyCode").await.unwrap();
    }
    tx.commit().await.unwrap();
    let roles = json!({"certificationType": "roleComposition", "targetFilter": {},
        "stages": [{"certifierType": "roleOwner"}]});
    let id = r.running(roles).await;
    let review = r.certification(w.marta, id).await;
    let filter = isc::ItemFilter::default();
    let facts = isc::items(&w.engine, &w.by(w.marta), review, &filter, &list()).await.unwrap().facts;
    assert_eq!(facts.contents[&w.analyst].len(), 602);
    for id in &more {
        assert_eq!(facts.types.get(id).map(String::as_str), Some("companyCode"));
        assert_eq!(facts.owners[id][0].id, w.priya, "who owns the application");
    }
});

db_test!(a_large_certification_is_signed_once_all_of_it_is_decided, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.more_entitlements(MANY).await;
    let definitions = json!({"certificationType": "entitlementComposition", "targetFilter": {},
        "stages": [{"certifierType": "user", "certifierId": w.marta}]});
    let id = r.running(definitions).await;
    let review = r.certification(w.marta, id).await;
    let marta = w.by(w.marta);
    let everything = Selection::AllOf(w.marta);
    act(&w.engine, &marta, id, &everything, &ItemAction::Decide(Verdict::Certify), "").await.unwrap();
    let page = line_items(&w.engine, &carl(w), id, &Wanted::default(), &ListQuery::rows(0, 1)).await.unwrap();
    let last = [&page.rows[0]];
    r.act(w.marta, id, &last, ItemAction::Reset).await;
    let refused = isc::sign_off(&w.engine, &marta, review).await.unwrap_err().to_string();
    assert_eq!(refused, "1 decisions of the certification are missing");
    let wanted = Wanted { status: Some(LineItemStatus::SignedOff), ..Wanted::default() };
    let signed =
        async || line_items(&w.engine, &carl(w), id, &wanted, &ListQuery::rows(0, 1)).await.unwrap().total;
    assert_eq!(signed().await, 0, "nothing is signed while something is missing");

    r.decide(w.marta, id, &last, Verdict::Certify).await;
    isc::sign_off(&w.engine, &marta, review).await.unwrap();
    assert_eq!(signed().await, page.total);
    assert_eq!(r.status(id).await, CampaignStatus::SignedOff);
    assert_eq!(isc::tasks_of(&w.engine, &marta, review).await.unwrap().len(), 1);
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
    isc::sign_off(&w.engine, &marta, review).await.unwrap_err();
});

db_test!(what_is_to_go_at_a_date_goes_then_whoever_signed, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    // Decided over SailPoint's face, signed in the portal.
    let here = r.running(json!({"name": "Signed here"})).await;
    let pay = r.goes_in(here, (w.jonas, w.pay), 20).await;
    let read = r.goes_in(here, (w.jonas, w.read), 40).await;
    assert_eq!(r.act(w.marta, here, &[&pay, &read], ItemAction::SignOff).await.done, 2);
    // Signed by nobody: the time of the campaign passes.
    let late = r.running(json!({"name": "Never signed", "expirationAction": "certify"})).await;
    let role = r.goes_in(late, (w.hana, w.analyst), 30).await;

    let began = w.by(w.marta).now;
    for (day, gone) in [(19, 0), (20, 1), (29, 1), (30, 2), (39, 2), (40, 3)] {
        w.clock.set(began + Duration::days(day));
        w.work().await;
        let mut complete = 0;
        for row in [&pay, &role, &read] {
            let removal = r.removal(row).await;
            complete += usize::from(removal == Some(Removal::Complete));
            assert!(matches!(removal, Some(Removal::Pending | Removal::Complete)), "day {day}: {removal:?}");
        }
        assert_eq!(complete, gone, "day {day}: each at its date, and not before");
    }
    assert!(w.holds(w.jonas).await.is_empty());
});
