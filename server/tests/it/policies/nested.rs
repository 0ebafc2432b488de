//! Rules that somebody breaks by being a member of something.

use crate::nesting::{PAY, ROOT, nest};
use bailiwick_engine::violations::{Scope, carry_out, plan};
use bailiwick_store::nesting;

use super::*;

db_test!(a_conflict_through_a_membership_is_found_and_ended_by_what_brings_it, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    assert_eq!(nest(w, &[(ROOT, PAY)]).await.faults, []);
    a.give(w.jonas, w.read).await;
    assert_eq!(a.scan().await, (0, 0));
    // Before it is given, it is known what comes along.
    let ahead = policies::scan_user(&w.engine, &carl(w), w.jonas, &[w.root], &Filter::All).await.unwrap();
    assert_eq!(ahead.rules.len(), 1);
    a.give(w.jonas, w.root).await;
    assert_eq!(a.scan().await, (1, 1));
    let found = plan(&w.engine, &w.by(w.marta), Scope::Person(w.jonas)).await.unwrap();
    let remove = &found.fixes[0].remove;
    assert_eq!(remove.len(), 1);
    assert!([w.root, w.read].contains(&remove[0].item), "what can be taken away by itself");

    // What brings it goes, and with that what it is in.
    let view = a.latest().await;
    let root = view.roles.iter().find(|grant| grant.item == w.root).unwrap();
    let ids = [view.violation.id.to_string()];
    let left = carry_out(&w.engine, &carl(w), &ids, &[composite_id(root.id)], "no need").await.unwrap();
    w.work().await;
    assert_eq!(left, []);
    assert_eq!(a.latest().await.violation.status, ViolationStatus::Complete);
    assert_eq!(w.holds(w.jonas).await, ["Display documents"]);
});

db_test!(what_loading_memberships_does_is_found_by_the_next_scan, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.give(w.jonas, w.read).await;
    a.give(w.jonas, w.root).await;
    assert_eq!(a.scan().await, (0, 0));
    assert_eq!(nest(w, &[(ROOT, PAY)]).await.faults, []);
    assert_eq!(a.scan().await, (1, 1));
    assert_eq!(nest(w, &[(ROOT, "")]).await.faults, []);
    assert_eq!(a.scan().await, (0, 0));
});

db_test!(what_a_membership_makes_a_conflict_is_refused_while_that_is_loaded, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    a.prevent().await;
    a.give(w.jonas, w.read).await;
    // Whoever is root pays: written, and not yet lasting.
    let mut loading = w.engine.db().write().await.unwrap();
    let pairs = [(w.root, w.pay)];
    nesting::replace(&mut loading, w.sap, &pairs, &pairs).await.unwrap();
    let (system, terms) = (system(&w.engine), Terms::default());
    let give = add(&w.engine, &system, w.jonas, ItemKind::Entitlement, w.root, &terms);
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        loading.commit().await.unwrap();
    };
    let (given, ()) = tokio::join!(give, commit);
    assert!(
        matches!(given, Err(EngineError::Conflict(ref why)) if why.contains("Pay and read")),
        "{given:?}"
    );
    assert_eq!(w.holds(w.jonas).await, ["Display documents"]);
    assert_eq!(a.scan().await, (0, 0));
});

db_test!(what_is_brought_in_two_ways_goes_with_both_only, |db| async move {
    let a = Apart::on(db).await;
    let w = &a.w;
    let mut rule = object(&body(w));
    rule.extend(object(&json!({"name": "Read and root", "ruleDefinition": [side(w.read), side(w.root)]})));
    let second = policies::create_rule(&w.engine, &carl(w), rule).await.unwrap().rule.id;
    assert_eq!(nest(w, &[(PAY, ROOT)]).await.faults, []);
    let system = system(&w.engine);
    for (kind, item) in [(ItemKind::Role, w.analyst), (ItemKind::Entitlement, w.pay)] {
        add(&w.engine, &system, w.hana, kind, item, &Terms::default()).await.unwrap();
    }
    let a = Apart { rule: second, ..a };
    assert_eq!(a.scan().await, (1, 1));
    let (w, view) = (&a.w, a.latest().await);
    let gone = |item: ItemId| {
        let grant = view.roles.iter().find(|grant| grant.item == item && grant.through.is_none());
        composite_id(grant.unwrap().id)
    };
    let ids = [view.violation.id.to_string()];
    let one = carry_out(&w.engine, &carl(w), &ids, &[gone(w.pay)], "").await.unwrap();
    assert_eq!(one[0].code, "conflict", "the role brings it still");
    assert_eq!(carry_out(&w.engine, &carl(w), &ids, &[gone(w.analyst)], "").await.unwrap(), []);
    w.work().await;
    assert_eq!(
        a.latest().await.violation.status,
        ViolationStatus::Complete,
        "what it was in conflict with is gone"
    );
    assert_eq!(w.holds(w.hana).await, ["Post vendor payments", "Superuser"]);
});
