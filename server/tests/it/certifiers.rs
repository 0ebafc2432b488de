//! Who is asked, and about what: certifiers and filters beyond the usual.

use bailiwick::authority::Authority;
use bailiwick::catalog::ItemKind;
use bailiwick::certification::Verdict;
use bailiwick::directory::Organisation;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{OrganisationId, UserId};
use bailiwick_engine::certifications::{ItemAction, LineItemView, Wanted, line_items};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::testing::system;
use bailiwick_store::{db_test, testing, users};
use serde_json::json;
use uuid::Uuid;

use crate::certifications::{Review, carl};

/// Who is asked about whose what.
async fn asked(r: &Review, more: serde_json::Value) -> Vec<(UserId, UserId, bailiwick::id::ItemId)> {
    let mut more = more;
    more["name"] = json!(format!("Review {}", r.w.engine.new_id()));
    let id = r.running(more).await;
    let page =
        line_items(&r.w.engine, &carl(&r.w), id, &Wanted::default(), &ListQuery::rows(0, 100)).await.unwrap();
    let asked = |row: LineItemView| {
        let held = row.item.held().unwrap();
        (row.item.reviewer, held.user, held.item)
    };
    page.rows.into_iter().map(asked).collect()
}

db_test!(whoever_holds_a_role_shares_what_is_put_to_it, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    add(&w.engine, &system(&w.engine), w.grace, ItemKind::Role, w.analyst, &Terms::default()).await.unwrap();
    w.work().await;
    let role = json!({"certifierType": "role", "certifierId": format!("managed/role/{}", w.analyst)});
    let rows = asked(&r, json!({"stages": [role.clone()]})).await;
    assert!(!rows.is_empty());
    for (reviewer, user, _) in &rows {
        assert!([w.hana, w.grace].contains(reviewer) && reviewer != user, "{rows:?}");
    }
    assert!(rows.iter().any(|(reviewer, ..)| *reviewer == w.grace), "Hana's own goes to Grace: {rows:?}");
    // Nobody holds it: nobody is asked, unless somebody decides what nobody else can.
    testing::execute(w.engine.db(), "UPDATE grants SET status = 'ended' WHERE item_kind = 'role'").await;
    assert_eq!(asked(&r, json!({"stages": [role.clone()]})).await, []);
    let fallback = json!({"stages": [role], "defaultCertifierId": format!("managed/user/{}", w.priya)});
    assert!(asked(&r, fallback).await.iter().all(|(reviewer, ..)| *reviewer == w.priya));
});

db_test!(whoever_administers_the_organisation_or_one_above_is_asked, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let (house, finance) = (OrganisationId(Uuid::from_u128(0x51)), OrganisationId(Uuid::from_u128(0x52)));
    let mut tx = w.engine.db().write().await.unwrap();
    for (id, name, parent) in [(house, "House", None), (finance, "Finance", Some(house))] {
        let organisation = Organisation { id, name: name.into(), parent };
        users::insert_organisation(&mut tx, &organisation).await.unwrap();
    }
    for (who, of) in [(w.jonas, finance), (w.marta, house), (w.grace, house)] {
        let (mut user, _) = users::whole(&mut tx, who).await.unwrap().unwrap();
        user.organisation = Some(of);
        users::update(&mut tx, &user, system(&w.engine).now).await.unwrap();
    }
    users::add_authority(&mut tx, w.marta, Authority::OrgAdmin).await.unwrap();
    users::add_authority(&mut tx, w.grace, Authority::OrgAdmin).await.unwrap();
    tx.commit().await.unwrap();
    let rows = asked(&r, json!({"stages": [{"certifierType": "organizationAdmin"}]})).await;
    let of = |user: UserId| rows.iter().filter(|row| row.1 == user).map(|row| row.0).collect::<Vec<_>>();
    assert_eq!(of(w.jonas), [w.marta, w.marta], "of the organisation above his");
    assert_eq!(of(w.marta), [w.grace], "the next one for what is her own");
    assert_eq!(of(w.hana), [], "who is in no organisation has nobody");

    let below = json!({"targetFilter": {"type": ["entitlementGrant"], "memberOfOrg": [house]}});
    assert!(asked(&r, below.clone()).await.iter().all(|row| row.1 == w.marta));
    let mut with = below;
    with["includeChildOrganizations"] = json!(true);
    assert_eq!(asked(&r, with).await.iter().filter(|row| row.1 == w.jonas).count(), 2);
});

db_test!(somebody_named_who_has_left_is_asked_nothing, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let named = |skips: bool| {
        json!({
            "stages": [{"certifierType": "user", "certifierId": format!("managed/user/{}", w.otto)}],
            "skipInactiveCertifiers": skips, "defaultCertifierId": format!("managed/user/{}", w.priya),
        })
    };
    let template = asked(&r, named(true)).await;
    assert!(template.iter().all(|(reviewer, ..)| *reviewer == w.otto));
    let mut body = crate::certifications::object(&r.body());
    body.extend(crate::certifications::object(&named(true)));
    body.insert("name".into(), json!("Otto reviews"));
    let made = bailiwick_engine::certifications::create(&w.engine, &carl(w), body).await.unwrap();
    testing::execute(w.engine.db(), "UPDATE users SET status = 'inactive' WHERE user_name = 'otto'").await;
    let id = bailiwick_engine::certifications::start(&w.engine, &carl(w), made.id).await.unwrap().id;
    w.work().await;
    let page =
        line_items(&w.engine, &carl(w), id, &Wanted::default(), &ListQuery::rows(0, 100)).await.unwrap();
    assert!(!page.rows.is_empty() && page.rows.iter().all(|row| row.item.reviewer == w.priya));
});

db_test!(accounts_and_what_was_decided_before_leave_out_the_rest, |db| async move {
    let r = Review::on(db).await;
    let w = &r.w;
    let by_account = |name: &str| {
        json!({"targetFilter": {"type": ["entitlementGrant"],
        "account": {"operator": "EQUALS", "operand": {"targetName": "displayName", "targetValue": name}}}})
    };
    let mut tx = w.engine.db().read().await.unwrap();
    let account = bailiwick_store::accounts::of_user(&mut tx, w.jonas, w.sap).await.unwrap().unwrap();
    let name = bailiwick_store::accounts::name(&mut tx, account).await.unwrap().unwrap();
    drop(tx);
    let rows = asked(&r, by_account(&name)).await;
    assert!(rows.len() == 2 && rows.iter().all(|row| row.1 == w.jonas), "{rows:?}");
    assert_eq!(asked(&r, by_account("nobody")).await, []);

    let first = r.running(json!({"name": "First"})).await;
    let (pay, read) = (r.row(first, w.jonas, w.pay).await, r.row(first, w.jonas, w.read).await);
    r.decide(w.marta, first, &[&pay], Verdict::Certify).await;
    r.decide(w.marta, first, &[&read], Verdict::Exception).await;
    r.act(w.marta, first, &[&pay, &read], ItemAction::SignOff).await;
    let decided = |operator: &str| {
        json!({"targetFilter": {"type": ["entitlementGrant"],
        "decision": {"operator": operator, "operand": {"targetName": "decision", "targetValue": "exception"}}}})
    };
    let again = asked(&r, decided("EQUALS")).await;
    assert_eq!(again.iter().map(|row| (row.1, row.2)).collect::<Vec<_>>(), [(w.jonas, w.read)]);
    let mut other = json!({"targetFilter": {"type": ["entitlementGrant"]}});
    other["targetFilter"]["decision"] =
        json!({"operator": "NOT", "operand": [decided("EQUALS")["targetFilter"]["decision"]]});
    let others = asked(&r, other).await;
    assert!(
        !others.iter().any(|row| row.2 == w.read && row.1 == w.jonas) && !others.is_empty(),
        "{others:?}"
    );
});
