//! The smallest fix of a person and of a rule, and what an approver is told of conflicts.

use bailiwick::policy::ViolationStatus;
use bailiwick_engine::violations::{Plan, Scope, carry_out, plan};

use super::*;

async fn give_role(a: &Apart, user: UserId) {
    let system = system(&a.w.engine);
    add(&a.w.engine, &system, user, ItemKind::Role, a.w.analyst, &Terms::default()).await.unwrap();
}

fn ids(plan: &Plan) -> (Vec<String>, Vec<String>) {
    let violations =
        plan.fixes.iter().flat_map(|fix| &fix.violations).map(|one| one.violation.id.to_string());
    let grants = plan.fixes.iter().flat_map(|fix| &fix.remove).map(|grant| composite_id(grant.id));
    (violations.collect(), grants.collect())
}

db_test!(what_a_role_brings_goes_with_the_role, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    give_role(&a, w.jonas).await;
    assert_eq!(a.scan().await, (1, 1));
    let found = plan(&w.engine, &w.by(w.marta), Scope::Person(w.jonas)).await.unwrap();
    assert_eq!((found.fixes.len(), found.beyond), (1, 0));
    let fix = &found.fixes[0];
    assert!(fix.is_exact);
    assert_eq!(fix.remove.iter().map(|grant| grant.item).collect::<Vec<_>>(), [w.analyst]);

    let (violations, grants) = ids(&found);
    let left = carry_out(&w.engine, &w.by(w.marta), &violations, &grants, "no need").await.unwrap();
    w.work().await;
    assert_eq!(left, []);
    let violation = a.latest().await.violation;
    assert_eq!(violation.status, ViolationStatus::Complete, "{violation:?}");
    assert_eq!(violation.remediation_status, Some(RemediationStatus::Complete));
    assert_eq!(w.holds(w.jonas).await, Vec::<String>::new());
});

db_test!(one_change_ends_everybodys_violations_of_a_rule, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    for user in [w.jonas, w.hana] {
        a.give(user, w.pay).await;
        a.give(user, w.read).await;
    }
    give_role(&a, w.hana).await;
    assert_eq!(a.scan().await, (2, 2));
    let scope = Scope::Rule(a.rule);
    let found = plan(&w.engine, &carl(w), scope).await.unwrap();
    let names: Vec<&str> = found.fixes.iter().map(|fix| fix.user.given_name.as_str()).collect();
    assert_eq!(names, ["Hana", "Jonas"]);
    // Hana keeps one of the two only when the role goes, and what she holds beside it.
    assert_eq!(found.fixes.iter().map(|fix| fix.remove.len()).collect::<Vec<_>>(), [2, 1]);

    let (violations, grants) = ids(&found);
    let (of_hana, of_jonas) = (&grants[..2], &grants[2..]);
    let too_little = [&of_hana[..1], of_jonas].concat();
    let left = carry_out(&w.engine, &carl(w), &violations, &too_little, "").await.unwrap();
    w.work().await;
    assert_eq!(
        left.iter().map(|one| (one.id.clone(), one.code)).collect::<Vec<_>>(),
        [(violations[0].clone(), "conflict")]
    );
    let found = plan(&w.engine, &carl(w), scope).await.unwrap();
    assert_eq!(found.fixes.iter().map(|fix| fix.user.id).collect::<Vec<_>>(), [w.hana], "Jonas is done");

    let (violations, grants) = ids(&found);
    assert_eq!(carry_out(&w.engine, &carl(w), &violations, &grants, "").await.unwrap(), []);
    w.work().await;
    assert_eq!(plan(&w.engine, &carl(w), scope).await.unwrap().fixes.len(), 0);
    assert_eq!(a.scan().await, (0, 0));
});

db_test!(one_grant_that_breaks_two_rules_goes_once_and_ends_both, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let mut other = object(&body(w));
    other.insert("name".into(), "Pay and administer".into());
    other.insert("ruleDefinition".into(), json!([side(w.pay), side(w.root)]));
    policies::create_rule(&w.engine, &carl(w), other).await.unwrap();
    for item in [w.pay, w.read, w.root] {
        a.give(w.jonas, item).await;
    }
    policies::begin_scan(&w.engine, &carl(w), Started::Everything, ScanMode::Detect, false).await.unwrap();
    w.work().await;
    let scope = Scope::Person(w.jonas);
    let found = plan(&w.engine, &carl(w), scope).await.unwrap();
    let (violations, grants) = ids(&found);
    assert_eq!((violations.len(), grants.len()), (2, 1), "what both rules have in common");
    assert_eq!(carry_out(&w.engine, &carl(w), &violations, &grants, "").await.unwrap(), []);
    w.work().await;
    assert_eq!(plan(&w.engine, &carl(w), scope).await.unwrap().fixes.len(), 0);
    for id in violations {
        let violation = a.read(id.parse().unwrap()).await.violation;
        assert_eq!(violation.remediation_status, Some(RemediationStatus::Complete));
    }
});

db_test!(a_plan_names_only_what_its_reader_may_know_of, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let id = a.violated().await;
    for by in [w.priya, w.jonas] {
        let found = plan(&w.engine, &w.by(by), Scope::Person(w.jonas)).await.unwrap();
        assert!(found.fixes.is_empty() && found.beyond == 0);
        let found = carry_out(&w.engine, &w.by(by), &[id.to_string()], &["0".into()], "").await.unwrap();
        assert_eq!(found[0].code, "not-found");
    }
    assert_eq!(plan(&w.engine, &w.by(w.otto), Scope::Rule(a.rule)).await.unwrap().fixes.len(), 1);
    let none = carry_out(&w.engine, &carl(w), &[id.to_string()], &[], "").await;
    assert!(matches!(none, Err(EngineError::Invalid { ref field, .. }) if field == "grantIds"), "{none:?}");
});

db_test!(an_approver_sees_which_rule_a_request_would_break, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.jonas, w.pay).await;
    let id = w.ask(w.jonas, w.read, w.jonas).await;
    let context = requests::context(&w.engine, &w.by(w.marta), &id).await.unwrap();
    let told: Vec<_> = context.conflicts.iter().map(|one| (one.rule.as_str(), one.with[0].id)).collect();
    assert_eq!(told, [("Pay and read", w.pay)]);

    // Whoever asks for somebody else is not told by it what that person holds.
    let other = w.ask(w.priya, w.read, w.hana).await;
    a.give(w.hana, w.pay).await;
    assert_eq!(requests::conflicts(&w.engine, &w.by(w.priya), &other).await.unwrap(), []);
    assert_eq!(requests::conflicts(&w.engine, &w.by(w.hana), &other).await.unwrap().len(), 1);

    a.take(w.jonas, w.pay).await;
    assert_eq!(requests::conflicts(&w.engine, &w.by(w.marta), &id).await.unwrap(), []);
});
