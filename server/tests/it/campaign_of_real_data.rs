//! A whole campaign over real assignments: 10,021 people, 45,427 grants.

use std::collections::HashSet;
use std::io::Cursor;
use std::path::Path;

use bailiwick::certification::{CampaignStatus, LineItemStatus, Removal, Standing, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick_engine::certifications::{
    ItemAction, Selection, Wanted, act, all, create, dashboard, ledger, line_items, read, start,
};
use bailiwick_engine::import::role_mining;
use bailiwick_engine::testing::system;
use bailiwick_store::certifications::items::{Aftermath, aftermath};
use bailiwick_store::{db_test, grants, testing};
use chrono::Duration;
use serde_json::json;

use crate::certifications::{carl, object};
use crate::support::world;

const IN_FORCE: &str = "SELECT count(*) FROM grants WHERE status = 'active'";
/// One row in so many is revoked.
const REVOKED: usize = 1_500;

/// The file without what these people are not to have: sign-in name, permission.
fn without(text: &str, revoked: &HashSet<(String, String)>) -> String {
    let is_left = |line: &&str| {
        let mut words = line.split_whitespace();
        let user = format!("Customer-{}", words.next().unwrap_or_default());
        !revoked.contains(&(user, words.next().unwrap_or_default().to_owned()))
    };
    text.lines().filter(is_left).collect::<Vec<_>>().join("\n")
}

db_test!(every_grant_is_accounted_for_and_every_revoke_verified, |db| async move {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/role-mining/customer.txt");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: there are no assignments at {}", file.display());
        return;
    };
    let w = world(db).await;
    let report =
        role_mining(&w.engine, &system(&w.engine), "Customer", Cursor::new(text.clone())).await.unwrap();
    assert_eq!(report.faults, []);
    let template = create(
        &w.engine,
        &carl(&w),
        object(&json!({
            "name": "Everything", "certificationType": "identity", "ownerId": w.carl, "stageDuration": 14,
            "stages": [{"certifierType": "user", "certifierId": format!("managed/user/{}", w.priya)}],
            "allowBulkCertify": true, "allowPartialSignoff": true, "remediationRule": "BasicRevocation",
            "targetFilter": {"type": ["entitlementGrant"]},
        })),
    )
    .await
    .unwrap();
    let campaign = start(&w.engine, &carl(&w), template.id).await.unwrap().id;
    w.work().await;
    let made = read(&w.engine, &carl(&w), campaign).await.unwrap();
    assert_eq!(made.campaign.status, CampaignStatus::InProgress);

    // What was known is what is reviewed and what is left out, each with its reason.
    let (lines, _) = ledger(&w.engine, &carl(&w), campaign).await.unwrap();
    let known = testing::count(w.engine.db(), IN_FORCE).await;
    assert_eq!(lines.iter().map(|line| line.grants).sum::<i64>(), known);
    let reviewed =
        lines.iter().filter(|line| line.standing == Standing::Reviewed).map(|line| line.grants).sum::<i64>();
    assert_eq!((reviewed, made.campaign.items), (45_427, 45_427));

    let priya = w.by(w.priya);
    let everything = Selection::AllOf(w.priya);
    let certified =
        act(&w.engine, &priya, campaign, &everything, &ItemAction::Decide(Verdict::Certify), "").await;
    assert_eq!(certified.unwrap().done, 45_427);
    let (mut doubtful, mut revoked) = (HashSet::new(), HashSet::new());
    for page in 0..46 {
        let page = ListQuery::rows(page * 1_000, 1_000);
        let rows = line_items(&w.engine, &priya, campaign, &Wanted::default(), &page).await.unwrap();
        for row in rows.rows.iter().filter(|row| row.item.id.number % 1_500 == 7) {
            doubtful.insert(row.item.id);
            let (user, of) = (row.user.as_ref().unwrap(), row.of.as_ref().unwrap());
            revoked.insert((user.user_name.clone(), of.native_key.clone()));
        }
    }
    assert_eq!(doubtful.len(), 45_427_usize.div_ceil(REVOKED));
    let ids = Selection::Items(doubtful.iter().map(ToString::to_string).collect());
    act(&w.engine, &priya, campaign, &ids, &ItemAction::Decide(Verdict::Revoke), "not needed").await.unwrap();
    let signed = act(&w.engine, &priya, campaign, &everything, &ItemAction::SignOff, "").await.unwrap();
    assert_eq!((signed.done, signed.left.len()), (45_427, 0));
    w.work().await;
    assert_eq!(all(&w.engine, &carl(&w)).await.unwrap()[0].status, CampaignStatus::SignedOff);

    // Gone here; whether it is gone there, the next file tells.
    w.clock.advance(Duration::days(1));
    w.work().await;
    let board = dashboard(&w.engine, &carl(&w), campaign).await.unwrap();
    assert_eq!((board.verified(), board.awaits_file), (0, i64::try_from(doubtful.len()).unwrap()));
    let again = Cursor::new(without(&text, &revoked));
    let report = role_mining(&w.engine, &system(&w.engine), "Customer", again).await.unwrap();
    assert_eq!((report.faults, report.unchanged), (Vec::new(), 45_427 - doubtful.len() as u64));
    let board = dashboard(&w.engine, &carl(&w), campaign).await.unwrap();
    assert_eq!((board.verified(), board.awaits_file), (i64::try_from(doubtful.len()).unwrap(), 0));

    let numbers: Vec<i64> = doubtful.iter().map(|id| id.number).collect();
    let mut tx = w.engine.db().read().await.unwrap();
    let number = made.campaign.number;
    let after = aftermath(&mut tx, number, &numbers).await.unwrap();
    assert_eq!(after.len(), numbers.len());
    let is_seen_gone = |one: &Aftermath| one.file.as_deref() == Some("Customer") && one.returned.is_none();
    assert!(after.values().all(is_seen_gone), "{after:?}");
    for item in bailiwick_store::certifications::items::find(&mut tx, number, &numbers).await.unwrap() {
        assert_eq!((item.status, item.removal), (LineItemStatus::SignedOff, Some(Removal::Complete)));
        let held = item.held().unwrap();
        assert!(!grants::held(&mut tx, held.user, held.item).await.unwrap().is_any());
    }
    drop(tx);
    let left = testing::count(w.engine.db(), IN_FORCE).await;
    assert_eq!(left, known - i64::try_from(numbers.len()).unwrap());
    assert_eq!(testing::count(w.engine.db(), testing::MISCOUNTED).await, 0);
});
