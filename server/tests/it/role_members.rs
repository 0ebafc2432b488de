//! Roles that people have by rule: whoever meets the condition has them, and nobody else by it.

use bailiwick::authority::{Actor, Authority};
use bailiwick::cart::LineFault;
use bailiwick::catalog::{ItemKind, RoleStatus};
use bailiwick::certification::{Removal, Standing, Verdict};
use bailiwick::id::{ItemId, UserId};
use bailiwick::patch::Patch;
use bailiwick::request::Modifier;
use bailiwick::settings::ACCESS_REQUEST;
use bailiwick_engine::certifications::{ItemAction, ledger};
use bailiwick_engine::policies::create_rule;
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{EngineError, people, roles, settings};
use bailiwick_store::{db_test, users};
use chrono::Duration;
use serde_json::{Value, json};

use crate::certifications::{Review, carl, object};
use crate::support::world;

/// Everybody of this title.
pub fn titled(title: &str) -> Value {
    json!({"operator": "EQUALS", "operand": {"targetName": "user.title", "targetValue": title}})
}

/// The version in the catalog, with this condition.
pub async fn publish(w: &World, condition: Value) -> Result<ItemId, EngineError> {
    publish_as(w, "Accountant", &[w.pay], condition).await
}

/// A role in the catalog, with what it brings, to whom.
pub async fn publish_as(
    w: &World,
    name: &str,
    content: &[ItemId],
    condition: Value,
) -> Result<ItemId, EngineError> {
    let body = json!({"role": {
        "name": name, "entitlements": content, "membershipCondition": condition,
    }});
    let grace = w.by(w.grace);
    let id = roles::create(&w.engine, &grace, &object(&body)).await?.id;
    for (from, to) in [(RoleStatus::Draft, "pending"), (RoleStatus::Pending, "active")] {
        becomes(w, id, from, "/status", json!(to)).await?;
    }
    w.work().await;
    Ok(id)
}

async fn becomes(
    w: &World,
    id: ItemId,
    status: RoleStatus,
    field: &str,
    value: Value,
) -> Result<(), EngineError> {
    let patch = json!([{"operation": "replace", "field": field, "value": value}]);
    let patch = Patch::parse(&patch).unwrap();
    roles::patch(&w.engine, &w.by(w.grace), id, status, &patch).await.map(drop)
}

pub async fn call(w: &World, user: UserId, title: &str) {
    let patch = json!([{"operation": "replace", "field": "/title", "value": title}]);
    let patch = Patch::parse(&patch).unwrap();
    people::patch(&w.engine, &w.by(w.grace), user, &patch, None).await.unwrap();
}

async fn sorted(w: &World, user: UserId) -> Vec<String> {
    let mut held = w.holds(user).await;
    held.sort();
    held
}

const ALL: [&str; 2] = ["Accountant", "Post vendor payments"];

db_test!(whoever_meets_the_condition_has_the_role_for_as_long, |db| async move {
    let w = world(db).await;
    call(&w, w.jonas, "Accountant").await;
    call(&w, w.ida, "Accountant").await;
    let role = publish(&w, titled("Accountant")).await.unwrap();
    assert_eq!(sorted(&w, w.jonas).await, ALL);
    assert!(sorted(&w, w.ida).await.is_empty(), "she has left");
    let shown = roles::read(&w.engine, &w.by(w.grace), role, RoleStatus::Active).await.unwrap();
    assert_eq!(shown.object.document()["membershipCondition"], titled("Accountant"));

    add(&w.engine, &system(&w.engine), w.marta, ItemKind::Role, role, &Terms::default()).await.unwrap();
    call(&w, w.hana, "Accountant").await;
    assert_eq!(sorted(&w, w.hana).await, ALL, "in the same moment");
    call(&w, w.hana, "Controller").await;
    assert!(sorted(&w, w.hana).await.is_empty());
    assert_eq!(sorted(&w, w.marta).await, ALL, "she was given it");

    becomes(&w, role, RoleStatus::Active, "/role/membershipCondition", titled("Controller")).await.unwrap();
    w.work().await;
    assert_eq!(sorted(&w, w.hana).await, ALL);
    assert!(sorted(&w, w.jonas).await.is_empty());
    becomes(&w, role, RoleStatus::Active, "/role/membershipCondition", Value::Null).await.unwrap();
    w.work().await;
    assert!(sorted(&w, w.hana).await.is_empty());
    assert_eq!(sorted(&w, w.marta).await, ALL);
});

db_test!(what_nobody_told_of_is_found_at_night, |db| async move {
    let w = world(db).await;
    publish(&w, titled("Accountant")).await.unwrap();
    let mut tx = w.engine.db().write().await.unwrap();
    let (mut jonas, revision) = users::whole(&mut tx, w.jonas).await.unwrap().unwrap();
    jonas.title = Some("Accountant".into());
    users::claim(&mut tx, w.jonas, revision).await.unwrap();
    users::update(&mut tx, &jonas, system(&w.engine).now).await.unwrap();
    tx.commit().await.unwrap();
    w.work().await;
    assert!(sorted(&w, w.jonas).await.is_empty());
    w.clock.advance(Duration::days(1));
    w.work().await;
    assert_eq!(sorted(&w, w.jonas).await, ALL);
});

db_test!(a_condition_says_what_is_wrong_with_it, |db| async move {
    let w = world(db).await;
    let of = |name: &str| json!({"operator": "EQUALS", "operand": {"targetName": name, "targetValue": "x"}});
    for (condition, words) in [
        (json!(7), "`role.membershipCondition` is wrong: "),
        (of("user.shoeSize"), "`role.membershipCondition` is wrong: "),
        (of("user.access.riskLevel"), "`role.membershipCondition` must not speak of what people hold"),
    ] {
        let told = publish(&w, condition).await.unwrap_err().to_string();
        assert!(told.starts_with(words), "{told}");
    }
});

db_test!(what_a_rule_gives_is_not_taken_away, |db| async move {
    let w = world(db).await;
    call(&w, w.jonas, "Accountant").await;
    let role = publish(&w, titled("Accountant")).await.unwrap();
    let asked = w.try_ask(w.jonas, role, w.jonas, Modifier::Remove).await.unwrap();
    assert_eq!(asked.faults.first().map(|line| &line.fault), Some(&LineFault::GivenByRule));
    let at_once = remove(&w.engine, &w.by(w.grace), w.jonas, ItemKind::Role, role, &Terms::default()).await;
    assert!(matches!(at_once, Err(EngineError::Conflict(_))), "{at_once:?}");
    assert_eq!(sorted(&w, w.jonas).await, ALL);
});

db_test!(what_a_rule_gave_can_be_taken_from_whoever_has_left, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    call(w, w.jonas, "Accountant").await;
    let role = publish(w, titled("Accountant")).await.unwrap();
    r.deactivate(w.jonas).await;
    w.work().await;
    let has_it = async || sorted(w, w.jonas).await.contains(&"Accountant".to_owned());
    assert!(has_it().await, "until somebody takes it away");
    remove(&w.engine, &w.by(w.grace), w.jonas, ItemKind::Role, role, &Terms::default()).await.unwrap();
    assert!(!has_it().await);
    w.clock.advance(Duration::days(1));
    w.work().await;
    assert!(!has_it().await, "no rule gives anything to who has left");
});

db_test!(nobody_breaks_a_policy_by_rule, |db| async move {
    let w = world(db).await;
    let mut tx = w.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, w.carl, Authority::PolicyAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let authorities = vec![Authority::PolicyAdmin];
    let carl = w.engine.context(Actor::Person { id: w.carl, name: "Carl".into(), authorities }, "test");
    let side = |item: ItemId| json!({"type": ["entitlementGrant"], "operator": "EQUALS", "operand": {"targetName": "entitlement.id", "targetValue": item}});
    let rule = json!({
        "name": "Pay and read", "policyRuleOwner": {"id": w.carl}, "violationOwner": {"id": w.marta},
        "violationOwnerType": "user", "active": true, "maxExceptionDuration": 30,
        "scanTypes": {"preventative": true, "detective": true},
        "decisionOptions": {"allow": true, "exception": true, "remediate": true},
        "ruleDefinition": [side(w.pay), side(w.read)],
    });
    create_rule(&w.engine, &carl, object(&rule)).await.unwrap();
    let forbids = json!({"preventRequestWithViolation": true});
    settings::set_one(&w.engine, &w.by(w.grace), ACCESS_REQUEST, forbids.as_object().unwrap()).await.unwrap();
    let terms = Terms::default();
    add(&w.engine, &system(&w.engine), w.jonas, ItemKind::Entitlement, w.read, &terms).await.unwrap();
    for user in [w.jonas, w.hana] {
        call(&w, user, "Accountant").await;
    }
    publish(&w, titled("Accountant")).await.unwrap();
    assert_eq!(sorted(&w, w.jonas).await, ["Display documents"]);
    assert_eq!(sorted(&w, w.hana).await, ALL, "others are none the worse");
});

db_test!(a_revoke_of_what_a_rule_gives_fails_and_says_why, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    call(w, w.jonas, "Accountant").await;
    let role = publish(w, titled("Accountant")).await.unwrap();
    let id = r.running(json!({})).await;
    let row = r.row(id, w.jonas, role).await;
    r.decide(w.marta, id, &[&row], Verdict::Revoke).await;
    r.act(w.marta, id, &[&row], ItemAction::SignOff).await;
    let row = r.row(id, w.jonas, role).await;
    assert_eq!(row.item.removal, Some(Removal::Failed));
    assert!(
        row.comments.iter().any(|said| said.comment.contains("the condition of the role")),
        "{:?}",
        row.comments
    );
    assert!(sorted(w, w.jonas).await.contains(&"Accountant".to_owned()));

    let id = r.running(json!({"name": "Without rules", "excludeConditionalAccess": true})).await;
    let (lines, _) = ledger(&w.engine, &carl(w), id).await.unwrap();
    let conditional = lines.iter().filter(|line| line.standing == Standing::Conditional);
    assert_eq!(conditional.map(|line| line.grants).sum::<i64>(), 1);
});

db_test!(what_a_rule_would_do_is_seen_before_it_counts, |db| async move {
    let w = world(db).await;
    call(&w, w.jonas, "Accountant").await;
    let role = publish(&w, titled("Accountant")).await.unwrap();
    let grace = w.by(w.grace);
    let filter = |title: &str| bailiwick::filter::target::parse(&titled(title)).unwrap();
    let (accountant, clerk) = (filter("Accountant"), filter("Clerk"));
    call(&w, w.marta, "Clerk").await;
    let ahead = roles::members_ahead(&w.engine, &grace, role, Some(&clerk)).await.unwrap();
    assert_eq!((ahead.meet, ahead.gain, ahead.lose), (1, 1, 1), "one gets it, one loses it");
    assert_eq!(ahead.first[0].id, w.marta);
    let as_it_is = roles::members_ahead(&w.engine, &grace, role, Some(&accountant)).await.unwrap();
    assert_eq!((as_it_is.meet, as_it_is.gain, as_it_is.lose), (1, 0, 0));
    let none = roles::members_ahead(&w.engine, &grace, role, None).await.unwrap();
    assert_eq!((none.meet, none.gain, none.lose), (0, 0, 1));
    assert!(sorted(&w, w.marta).await.iter().all(|name| name != "Accountant"), "looking changes nothing");
    let unknown = json!({"operator": "EQUALS", "operand": {"targetName": "user.shoe", "targetValue": "42"}});
    let unknown = bailiwick::filter::target::parse(&unknown).unwrap();
    let refused = roles::members_ahead(&w.engine, &grace, role, Some(&unknown)).await.unwrap_err();
    assert!(matches!(refused, EngineError::Invalid { .. }), "{refused}");
    // Who may not change the role does not search people by it either.
    for who in [w.marta, w.jonas] {
        let by = w.by(who);
        let refused = roles::members_ahead(&w.engine, &by, role, Some(&clerk)).await.unwrap_err();
        assert!(matches!(refused, EngineError::Forbidden(_)), "{refused}");
        let refused = roles::set_condition(&w.engine, &by, role, Some(&accountant), None).await.unwrap_err();
        assert!(matches!(refused, EngineError::Forbidden(_)), "{refused}");
    }
    roles::set_condition(&w.engine, &grace, role, Some(&accountant), Some(&clerk)).await.unwrap();
    w.work().await;
    assert!(sorted(&w, w.marta).await.contains(&"Accountant".to_owned()));
    assert!(!sorted(&w, w.jonas).await.contains(&"Accountant".to_owned()));
    let role_now = roles::read(&w.engine, &grace, role, RoleStatus::Active).await.unwrap();
    assert_eq!(
        (role_now.object.membership, role_now.object.entitlements),
        (Some(clerk.clone()), vec![w.pay])
    );
    // Whoever still has the page of before does not undo that unseen.
    let late = roles::set_condition(&w.engine, &grace, role, Some(&accountant), None).await.unwrap_err();
    assert!(matches!(late, EngineError::Changed(_)), "{late}");
    roles::set_condition(&w.engine, &grace, role, Some(&clerk), None).await.unwrap();
    w.work().await;
    assert!(!sorted(&w, w.marta).await.contains(&"Accountant".to_owned()));
});
