//! Who sees what somebody holds.

use bailiwick_engine::{EngineError, access};
use bailiwick_store::db_test;

use crate::support::world;

db_test!(access_says_why_it_is_held_and_is_seen_by_few, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    w.approve(w.marta, &id).await;
    w.approve(w.priya, &id).await;
    w.work().await;
    let mine = access::held(&w.engine, &w.by(w.jonas), w.jonas, "vend", None, 0, 10).await.unwrap();
    let row = &mine.rows[0];
    assert_eq!(row.justification.as_deref(), Some("needed"));
    assert_eq!(row.granted_by.as_ref().map(|giver| giver.id), Some(w.priya));
    assert_eq!(row.account.as_deref(), Some("jonas"));
    assert_eq!(mine.counts.entitlements, 1);

    for may in [w.marta, w.grace, w.otto] {
        assert!(access::held(&w.engine, &w.by(may), w.jonas, "", None, 0, 10).await.is_ok());
    }
    for may_not in [w.hana, w.carl, w.priya] {
        let refused = access::held(&w.engine, &w.by(may_not), w.jonas, "", None, 0, 10).await;
        assert!(matches!(refused, Err(EngineError::NotFound { .. })));
    }
});
