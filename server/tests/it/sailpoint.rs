//! Certifications as SailPoint has them, where they are large.

use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, CertificationId, UserId};
use bailiwick_engine::certifications::isc;
use bailiwick_store::{db_test, items};
use serde_json::json;

use crate::certifications::Review;

fn list() -> ListQuery {
    ListQuery { page_size: 100, ..ListQuery::default() }
}

impl Review {
    /// What a campaign asks of somebody.
    async fn certification(&self, who: UserId, id: CampaignId) -> CertificationId {
        let all = isc::certifications(&self.w.engine, &self.w.by(who), None, &list()).await.unwrap().0;
        all.into_iter().find(|one| one.campaign.campaign.id == id).unwrap().review.id
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
