//! A campaign that is deleted is gone at once, also while its line items still go.

use bailiwick::filter::list::ListQuery;
use bailiwick::id::CampaignId;
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::evidence::{Part, evidence};
use bailiwick_engine::certifications::{
    CampaignsWanted, Wanted, all, campaigns, cancel, dashboard, delete_campaign, isc, line_items, my_reviews,
    one_item, read, sees_campaigns,
};
use bailiwick_engine::testing::World;
use bailiwick_store::{db_test, testing};
use serde_json::json;

use crate::certifications::{Review, carl};

/// More than go in one transaction.
const MANY: usize = 2_050;

const ROWS: &str = "SELECT count(*) FROM line_items";

/// How many campaigns are listed anywhere, and what a campaign's pages say.
async fn listed(w: &World) -> [usize; 5] {
    let (carl, marta) = (carl(w), w.by(w.marta));
    let list = ListQuery { page_size: 100, ..ListQuery::default() };
    [
        all(&w.engine, &carl).await.unwrap().len(),
        campaigns(&w.engine, &carl, &CampaignsWanted::default(), 100).await.unwrap().rows.len(),
        my_reviews(&w.engine, &marta).await.unwrap().len(),
        isc::all(&w.engine, &carl, &list).await.unwrap().0.len(),
        isc::certifications(&w.engine, &carl, None, &list).await.unwrap().0.len(),
    ]
}

fn is_missing<T>(answer: &Result<T, EngineError>) -> bool {
    matches!(answer, Err(EngineError::NotFound { .. }))
}

async fn has_no_page(w: &World, id: CampaignId) {
    let carl = &carl(w);
    assert!(is_missing(&read(&w.engine, carl, id).await));
    assert!(is_missing(&line_items(&w.engine, carl, id, &Wanted::default(), &ListQuery::rows(0, 1)).await));
    assert!(is_missing(&dashboard(&w.engine, carl, id).await));
    assert!(is_missing(&evidence(&w.engine, carl, id, Part::Rows).await));
    assert!(is_missing(&isc::read(&w.engine, carl, id).await));
    assert!(is_missing(&delete_campaign(&w.engine, carl, id).await), "nobody deletes it twice");
}

db_test!(a_large_campaign_is_gone_at_once_while_its_line_items_go, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    r.more_entitlements(MANY).await;
    let definitions = json!({"certificationType": "entitlementComposition", "targetFilter": {},
        "stages": [{"certifierType": "user", "certifierId": w.marta}]});
    let id = r.running(definitions).await;
    let page = line_items(&w.engine, &carl(w), id, &Wanted::default(), &ListQuery::rows(0, 1)).await.unwrap();
    assert!(page.total > i64::try_from(MANY).unwrap());
    cancel(&w.engine, &carl(w), id).await.unwrap();
    w.work().await;
    assert_eq!(listed(w).await, [1; 5]);

    delete_campaign(&w.engine, &carl(w), id).await.unwrap();
    assert_eq!(testing::count(w.engine.db(), ROWS).await, page.total, "they go in the background");
    assert_eq!(listed(w).await, [0; 5]);
    assert!(!sees_campaigns(&w.engine, &w.by(w.carl)).await.unwrap(), "its owner has no list any more");
    has_no_page(w, id).await;
    assert!(is_missing(&one_item(&w.engine, &carl(w), id, page.rows[0].item.id).await));

    w.work().await;
    assert_eq!(testing::count(w.engine.db(), ROWS).await, 0);
    assert_eq!(testing::count(w.engine.db(), "SELECT count(*) FROM campaigns").await, 0);
    assert_eq!(testing::count(w.engine.db(), "SELECT count(*) FROM jobs WHERE state = 'dead'").await, 0);
});
