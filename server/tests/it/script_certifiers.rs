//! Certifiers whom scripts name.

use bailiwick::certification::{CampaignStatus, Standing, Verdict};
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{ItemId, UserId};
use bailiwick_engine::EngineError;
use bailiwick_engine::certifications::{
    ItemAction, Wanted, act, create, forecast, ledger, line_items, messages, outlook, replace,
};
use bailiwick_store::db_test;
use serde_json::{Value, json};

use crate::certifications::{Review, carl, object, publisher};

fn scripted(source: &str) -> Value {
    json!({"certifierType": "custom", "certifierScript": source})
}

/// Who is asked about whose what.
async fn asked(r: &Review, id: bailiwick::id::CampaignId) -> Vec<(UserId, UserId, ItemId)> {
    let page =
        line_items(&r.w.engine, &carl(&r.w), id, &Wanted::default(), &ListQuery::rows(0, 100)).await.unwrap();
    let one = |item: bailiwick::certification::LineItem| Some((item.reviewer, item.user()?, item.item()?));
    page.rows.into_iter().filter_map(|row| one(row.item)).collect()
}

db_test!(a_script_names_who_certifies_each_row, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    // What pays is for whoever owns it, the rest for the manager; roles go to whoever holds the analyst's.
    let source = format!(
        "function who() {{\n  if (item.type == 'role') return 'managed/role/{}';\n  \
         return item.name.indexOf('payments') > 0 ? ['managed/user/' + item.owner[0].id] : user.manager && user.manager.id;\n}}\nwho()",
        w.analyst
    );
    let id = r.running(json!({"stages": [scripted(&source)]})).await;
    assert_eq!(r.status(id).await, CampaignStatus::InProgress);
    let rows = asked(&r, id).await;
    let of =
        |user: UserId, item: ItemId| rows.iter().find(|row| (row.1, row.2) == (user, item)).map(|row| row.0);
    assert_eq!(of(w.jonas, w.pay), Some(w.priya), "the owner");
    assert_eq!(of(w.jonas, w.read), Some(w.marta), "his manager");
    assert_eq!(of(w.hana, w.analyst), None, "nobody else holds the role, and she does not certify her own");
    let told = messages(&w.engine, &carl(w), id).await.unwrap();
    assert!(
        told[0].starts_with("the script of stage 1 named nobody for ")
            && told[0].ends_with("they are left out"),
        "{told:?}"
    );
    let (lines, _) = ledger(&w.engine, &carl(w), id).await.unwrap();
    let left: i64 =
        lines.iter().filter(|line| line.standing == Standing::NoCertifier).map(|line| line.grants).sum();
    assert!(left > 0 && told[0].contains(&format!("for {left} grants")), "{told:?} {lines:?}");
});

db_test!(where_a_script_fails_somebody_else_is_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let fallback = json!(format!("managed/user/{}", w.priya));
    let source =
        "if (user.userName == 'jonas') { throw new Error('no idea') }\n'managed/user/' + user.managerId";
    let id = r.running(json!({"stages": [scripted(source)], "defaultCertifierId": fallback})).await;
    let rows = asked(&r, id).await;
    let of = |whose: UserId| rows.iter().filter(|row| row.1 == whose).map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(of(w.jonas), [w.priya, w.priya], "where it fails: {rows:?}");
    assert!(of(w.hana).iter().all(|reviewer| *reviewer == w.marta) && !of(w.hana).is_empty(), "{rows:?}");
    let told = messages(&w.engine, &carl(w), id).await.unwrap();
    assert!(
        told.iter().any(|one| one.contains("failed for 2 grants: the default certifier is asked")
            && one.contains("no idea")),
        "{told:?}"
    );
    assert_eq!(
        messages(&w.engine, &w.by(w.marta), id).await.unwrap(),
        Vec::<String>::new(),
        "reviewers are told nothing of it"
    );

    // What is no name is a fault, too; what never ends does not hold the campaign up.
    for (name, source) in [("A word", "'somebody'"), ("Endless", "while (true) {}")] {
        let id = r
            .running(json!({"name": name, "stages": [scripted(source)], "defaultCertifierId": fallback}))
            .await;
        assert_eq!(r.status(id).await, CampaignStatus::InProgress, "{name}");
        assert!(asked(&r, id).await.iter().all(|(reviewer, ..)| *reviewer == w.priya), "{name}");
        assert_eq!(messages(&w.engine, &carl(w), id).await.unwrap().len(), 1, "{name}");
    }
});

db_test!(a_script_may_name_who_certifies_next, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let stages = json!([{"certifierType": "manager"}, scripted(&format!("'managed/user/{}'", w.grace))]);
    let id = r.running(json!({"stages": stages})).await;
    let rows = r.rows(id, w.marta).await;
    let one = rows
        .iter()
        .find(|row| (row.item.user(), row.item.item()) == (Some(w.jonas), Some(w.pay)))
        .unwrap()
        .item
        .id;
    let only = bailiwick_engine::certifications::Selection::Items(vec![one.to_string()]);
    let marta = w.by(w.marta);
    act(&w.engine, &marta, id, &only, &ItemAction::Decide(Verdict::Certify), "").await.unwrap();
    act(&w.engine, &marta, id, &only, &ItemAction::SignOff, "").await.unwrap();
    let next: Vec<ItemId> = r.rows(id, w.grace).await.iter().filter_map(|row| row.item.item()).collect();
    assert_eq!(next, [w.pay]);
});

db_test!(a_script_that_does_not_parse_is_not_kept, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let mut body = object(&r.body());
    body.insert("stages".into(), json!([scripted("user.manager ? (")]));
    let refused = create(&w.engine, &publisher(w), body.clone()).await.unwrap_err();
    let EngineError::InvalidAll(faults) = refused else { unreachable!("{refused}") };
    assert!(faults[0].starts_with("`stages[0].certifierScript` does not parse"), "{faults:?}");
    body.insert("stages".into(), json!([scripted("user.managerId")]));
    // It reads with the product's own authority: naming it is for who may publish workflows.
    let refused = create(&w.engine, &carl(w), body.clone()).await.unwrap_err();
    assert!(matches!(refused, EngineError::Forbidden(_)), "{refused}");
    let template = create(&w.engine, &publisher(w), body.clone()).await.unwrap();
    body.insert("description".into(), json!("What was named before may stay"));
    replace(&w.engine, &carl(w), template.id, body.clone(), None).await.unwrap();
    body.insert("stages".into(), json!([scripted("user.managerId || null")]));
    let refused = replace(&w.engine, &carl(w), template.id, body, None).await.unwrap_err();
    assert!(matches!(refused, EngineError::Forbidden(_)), "{refused}");
    let ahead = outlook(&w.engine, &carl(w), template.id).await.unwrap();
    assert!(ahead.by_script && ahead.standing(Standing::Reviewed) > 0, "rows are counted, whoever is named");
    assert_eq!(forecast(&w.engine, &carl(w), template.id).await.unwrap().reviewers, Vec::new());
});

db_test!(a_script_names_who_certifies_definitions_and_records, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    for (kind, source, expected) in [
        ("entitlementComposition", "item.owner.length ? item.owner[0].id : null", vec![w.priya]),
        ("identityProfile", "user.userName == 'jonas' ? user.manager.id : null", vec![w.marta]),
    ] {
        let more = json!({
            "name": kind, "certificationType": kind, "stages": [scripted(source)], "targetFilter": {},
            "remediationRule": null,
        });
        let id = r.running(more).await;
        let page =
            line_items(&w.engine, &carl(w), id, &Wanted::default(), &ListQuery::rows(0, 100)).await.unwrap();
        let mut reviewers: Vec<UserId> = page.rows.iter().map(|row| row.item.reviewer).collect();
        reviewers.dedup();
        assert_eq!(reviewers, expected, "{kind}");
        assert!(messages(&w.engine, &carl(w), id).await.unwrap()[0].contains("named nobody for"), "{kind}");
    }
});
