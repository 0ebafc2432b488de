//! What comes of a membership stays the grant that it is, with what was decided about it, as long as what brings it is held.

use bailiwick::authority::{Actor, Authority};
use bailiwick::catalog::ItemKind;
use bailiwick::directory::Status;
use bailiwick::grant::{Grant, GrantStatus};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick::settings::ACCESS_REQUEST;
use bailiwick_engine::import::Kind;
use bailiwick_engine::policies::create_rule;
use bailiwick_engine::settings;
use bailiwick_engine::testing::{World, system};
use bailiwick_store::{db_test, grants, items, testing, users};
use chrono::{Duration, SecondsFormat};
use serde_json::{Value, json};

use super::{PAY, READ, ROOT, chain, give, held, load, nested};
use crate::role_members::{call, publish_as, titled};
use crate::support::world;

async fn all(w: &World, user: UserId) -> Vec<Grant> {
    let mut tx = w.engine.db().read().await.unwrap();
    let mut all = grants::of_users(&mut tx, &[user]).await.unwrap();
    all.sort_unstable_by_key(|grant| grant.id);
    all
}

async fn ids(w: &World, user: UserId) -> Vec<GrantId> {
    all(w, user).await.into_iter().map(|grant| grant.id).collect()
}

/// The grant of an item in force that somebody has, in whichever way.
async fn the(w: &World, user: UserId, item: ItemId) -> Grant {
    let mut all = all(w, user).await;
    all.retain(|grant| grant.item == item);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// A file says until when Jonas pays.
async fn pays_until(w: &World, end: &str) {
    let file = format!("user,application,entitlement,end\njonas,SAP S/4HANA,{PAY},{end}\n");
    let report = load(w, Kind::Grants, file).await;
    assert_eq!(report.faults, []);
    assert_eq!(report.added + report.changed, 1);
}

db_test!(a_file_that_moves_an_end_leaves_the_grant_and_what_it_brings_as_they_are, |db| async move {
    let w = chain(db).await;
    pays_until(&w, "2999-01-01").await;
    let before = ids(&w, w.jonas).await;
    assert_eq!(before.len(), 3);
    pays_until(&w, "2999-06-01").await;
    pays_until(&w, "").await;
    assert_eq!(the(&w, w.jonas, w.pay).await.end, None);
    let now = system(&w.engine).now;
    pays_until(&w, &(now + Duration::days(5)).to_rfc3339_opts(SecondsFormat::Secs, true)).await;
    assert_eq!(ids(&w, w.jonas).await, before);
    let began =
        "SELECT count(*) FROM audit_entries WHERE event = 'import-grants' AND changes LIKE '%\"grants\"%'";
    assert_eq!(testing::count(w.engine.db(), began).await, 1, "they began once, and nothing ended");
    assert_eq!(testing::count(w.engine.db(), "SELECT count(*) FROM grants WHERE status = 'ended'").await, 0);
    // The last end counts, though others were planned before it.
    w.clock.advance(Duration::days(6));
    w.work().await;
    assert_eq!(held(&w, w.jonas).await, []);
});

db_test!(an_end_that_is_moved_away_does_not_come, |db| async move {
    let w = chain(db).await;
    let day = async |days: i64| {
        let at = system(&w.engine).now + Duration::days(days);
        pays_until(&w, &at.to_rfc3339_opts(SecondsFormat::Secs, true)).await;
    };
    day(5).await;
    day(10).await;
    w.clock.advance(Duration::days(6));
    w.work().await;
    assert_eq!(held(&w, w.jonas).await.len(), 3);
    w.clock.advance(Duration::days(5));
    w.work().await;
    assert_eq!(held(&w, w.jonas).await, []);
});

/// Accountants pay, and so do controllers.
async fn two_roles(w: &World, of_controllers: &[ItemId]) {
    call(w, w.jonas, "Accountant").await;
    publish_as(w, "Accountant", &[w.pay], titled("Accountant")).await.unwrap();
    publish_as(w, "Controller", of_controllers, titled("Controller")).await.unwrap();
}

db_test!(whoever_moves_to_a_role_that_brings_the_same_keeps_what_that_is_in, |db| async move {
    let w = world(db).await;
    nested(&w, &[(PAY, ROOT)]).await;
    two_roles(&w, &[w.pay, w.read]).await;
    let (paid, root) = (the(&w, w.jonas, w.pay).await, the(&w, w.jonas, w.root).await);
    call(&w, w.jonas, "Controller").await;
    assert_eq!(the(&w, w.jonas, w.root).await.id, root.id);
    let pays = the(&w, w.jonas, w.pay).await;
    assert!(pays.id != paid.id && pays.through != paid.through, "another role brings it");
    assert_eq!(the(&w, w.jonas, w.read).await.through, pays.through);
    let ended = "SELECT count(*) FROM grants WHERE status = 'ended' AND origin = 'nested'";
    assert_eq!(testing::count(w.engine.db(), ended).await, 0);
    call(&w, w.jonas, "Clerk").await;
    assert_eq!(held(&w, w.jonas).await, []);
});

fn side(item: ItemId) -> Value {
    json!({"type": ["entitlementGrant"], "operator": "EQUALS",
        "operand": {"targetName": "entitlement.id", "targetValue": item}})
}

db_test!(whoever_may_not_have_the_new_role_loses_what_the_old_one_brought, |db| async move {
    let w = world(db).await;
    nested(&w, &[(PAY, ROOT)]).await;
    let mut tx = w.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let authorities = vec![Authority::PolicyAdmin];
    let carl = w.engine.context(Actor::Person { id: w.carl, name: "Carl".into(), authorities }, "test");
    let rule = json!({
        "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
        "violationOwnerType": "user", "active": true, "maxExceptionDuration": 30,
        "scanTypes": {"preventative": true, "detective": true},
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "ruleDefinition": [side(w.pay), side(w.read)],
    });
    create_rule(&w.engine, &carl, rule.as_object().cloned().unwrap()).await.unwrap();
    let forbids = json!({"preventRequestWithViolation": true});
    settings::set_one(&w.engine, &w.by(w.grace), ACCESS_REQUEST, forbids.as_object().unwrap()).await.unwrap();
    two_roles(&w, &[w.pay, w.read]).await;
    let root = the(&w, w.jonas, w.root).await;
    call(&w, w.jonas, "Controller").await;
    assert_eq!(held(&w, w.jonas).await, []);
    let mut tx = w.engine.db().read().await.unwrap();
    let ended = grants::find(&mut tx, root.id).await.unwrap().unwrap();
    assert_eq!(ended.status, GrantStatus::Ended);
    let told = "SELECT count(*) FROM audit_entries WHERE event = 'update-nested-access'";
    assert_eq!(testing::count(w.engine.db(), told).await, 1, "the trail says so");
});

db_test!(what_is_out_of_use_is_held_until_it_is_taken_away_and_so_is_what_it_brings, |db| async move {
    let w = chain(db).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    give(&w, w.hana, ItemKind::Role, w.analyst).await;
    let before = (ids(&w, w.jonas).await, ids(&w, w.hana).await);
    for status in ["inactive", "active"] {
        let file =
            format!("application,key,status\nSAP S/4HANA,{PAY},{status}\nSAP S/4HANA,{READ},{status}\n");
        let report = load(&w, Kind::Entitlements, file).await;
        assert_eq!((report.faults.len(), report.changed), (0, 2));
        w.work().await;
        // What roles bring is no other than what memberships bring: nobody took it away.
        assert_eq!((ids(&w, w.jonas).await, ids(&w, w.hana).await), before, "{status}");
        let mut tx = w.engine.db().read().await.unwrap();
        let is_active = items::brief(&mut tx, w.read).await.unwrap().unwrap().status == Status::Active;
        assert_eq!(is_active, status == "active");
    }
});
