//! The made-up company is the same each time, and makes sense.

use std::collections::{HashMap, HashSet};

use bailiwick::catalog::ItemKind;
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::CatalogSearch;
use bailiwick_store::bulk::Ended;
use bailiwick_store::{Db, bulk, db_test, items, past, roles, users};
use chrono::DateTime;

use super::access::Access;
use super::items::Catalog;
use super::people::Company;
use super::{DemoOptions, PASSWORD, fill};
use crate::requests::{Mode, NewLine, NewRequests, create};
use crate::{Context, Engine, EngineError, catalog, identity, jobs, testing};

const SMALL: DemoOptions = DemoOptions { people: 200, items: None, seed: 1 };

/// What a company of a size holds, as it goes to the database.
fn made(seed: u64, people: usize, extra: usize) -> (Company, Catalog, Access) {
    let company = Company::new(seed, people, DateTime::from_timestamp(1_790_000_000, 0).unwrap());
    let catalog = Catalog::new(extra);
    let mut access = Access::default();
    for person in 0..people {
        access.add(&company, &catalog, person);
    }
    access.add_orphans(&company, &catalog);
    super::machines::add(&mut access, &company, &catalog);
    (company, catalog, access)
}

fn active(grants: &[(Grant, Option<Ended>)]) -> impl Iterator<Item = &Grant> {
    grants.iter().map(|(grant, _)| grant).filter(|grant| grant.status == GrantStatus::Active)
}

#[test]
fn the_same_options_make_the_same_company_and_others_another() {
    let (first, second, other) = (made(5, 300, 900), made(5, 300, 900), made(6, 300, 900));
    for index in 0..300 {
        assert_eq!(first.0.user(index), second.0.user(index));
    }
    assert_eq!(first.2.grants, second.2.grants);
    assert_eq!(first.2.accounts, second.2.accounts);
    assert_ne!(first.2.grants, other.2.grants);
    for at in 0..900 {
        assert_eq!(first.1.extras.item(&first.0, at).item, second.1.extras.item(&second.0, at).item);
    }
}

#[test]
fn whoever_holds_a_role_holds_what_it_contains_and_nothing_else_through_it() {
    let (company, catalog, access) = made(2, 1_500, 0);
    let mut content: HashMap<ItemId, HashSet<ItemId>> = HashMap::new();
    for (role, right) in catalog.content(&company) {
        content.entry(role).or_default().insert(right);
    }
    let mut through: HashMap<(UserId, ItemId), HashSet<ItemId>> = HashMap::new();
    for grant in active(&access.grants) {
        if let Some(role) = grant.through {
            assert_eq!(grant.origin, Origin::Role);
            through.entry((grant.user, role)).or_default().insert(grant.item);
        }
    }
    let members: Vec<_> = active(&access.grants).filter(|grant| grant.kind == ItemKind::Role).collect();
    assert_eq!(members.len(), through.len());
    for member in members {
        assert_eq!(through[&(member.user, member.item)], content[&member.item]);
    }
}

#[test]
fn grants_and_accounts_hold_together() {
    let (company, _, access) = made(3, 2_000, 1_200);
    let accounts: HashMap<_, _> = access.accounts.iter().map(|account| (account.id, account)).collect();
    let now = company.today;
    let mut direct = HashSet::new();
    for (grant, ended) in &access.grants {
        assert!(grant.start <= now && grant.start >= company.today - chrono::Duration::days(5_600));
        assert_eq!(grant.status == GrantStatus::Ended, ended.is_some());
        match ended {
            Some(ended) => assert!(ended.at >= grant.start && ended.at <= now, "{grant:?} {ended:?}"),
            None => assert!(grant.end.is_none_or(|end| end > now)),
        }
        if let Some(account) = grant.account {
            assert_eq!(accounts[&account].user, Some(grant.user));
        }
        assert_eq!(grant.account.is_none(), grant.kind == ItemKind::Role);
        if grant.status == GrantStatus::Active {
            assert!(direct.insert((grant.user, grant.item, grant.through)), "{grant:?} is there twice");
        }
    }
    let names: HashSet<_> =
        access.accounts.iter().map(|account| (account.application, &account.name)).collect();
    assert_eq!(names.len(), access.accounts.len());
    let of_all: HashSet<Origin> = access.grants.iter().map(|(grant, _)| grant.origin).collect();
    assert_eq!(of_all.len(), Origin::ALL.len() - 1, "nested access comes of these");
    assert!(access.accounts.iter().any(|account| account.user.is_none()));
    assert!(access.grants.iter().any(|(_, ended)| ended.is_some()));
}

async fn seen_by(engine: &Engine, user_name: &str) -> Context {
    let mut tx = engine.read().await.unwrap();
    let user = users::by_user_name(&mut tx, user_name).await.unwrap().unwrap();
    testing::person(engine, user.id, &[])
}

async fn filled(db: Db) -> (Engine, super::DemoSummary) {
    let (engine, _) = testing::engine(db);
    let summary = fill(&engine, &SMALL).await.unwrap();
    (engine, summary)
}

db_test!(an_employee_finds_what_the_owner_gives_and_asks_for_it, |db| async move {
    let (engine, summary) = filled(db).await;
    assert_eq!(summary.people, 200);
    let jonas = seen_by(&engine, "jonas.lindqvist").await;
    let priya = seen_by(&engine, "priya.raghunathan").await;
    let search = CatalogSearch { text: "post vendor pay".into(), limit: 5, ..CatalogSearch::default() };
    let found = catalog::search(&engine, &jonas, &search).await.unwrap();
    let item = &found.rows.first().unwrap().item;
    assert_eq!(item.native_key, "ZFI_AP_PAY_POST");
    let mut tx = engine.read().await.unwrap();
    let owners = items::owners(&mut tx, item.id).await.unwrap();
    assert_eq!(owners.first().map(|owner| Some(owner.id)), Some(priya.actor.user_id()));
    tx.commit().await.unwrap();
    let detail = catalog::item(&engine, &jonas, item.id, None).await.unwrap();
    assert_eq!(detail.glossary[0].label, "Data");
    assert!(["confidential", "strictly confidential"].contains(&detail.glossary[0].values[0].as_str()));
    let line = NewLine::new(jonas.person().unwrap(), item.id, bailiwick::request::Modifier::Add);
    let new =
        NewRequests { lines: vec![line], justification: "leave cover".into(), ..NewRequests::default() };
    let submitted = create(&engine, &jonas, &new, Mode::Create).await.unwrap();
    assert_eq!(submitted.faults, []);
});

db_test!(typing_errors_are_forgiven_in_what_was_loaded_in_bulk, |db| async move {
    let (engine, _) = filled(db).await;
    let jonas = seen_by(&engine, "jonas.lindqvist").await;
    let search = CatalogSearch { text: "paymnet run".into(), limit: 5, ..CatalogSearch::default() };
    let found = catalog::search(&engine, &jonas, &search).await.unwrap();
    assert!(found.rows.iter().any(|row| row.item.native_key == "PH_RUN_PREPARE"), "{:?}", found.rows);
});

db_test!(the_trail_knows_who_held_what_since_the_company_began, |db| async move {
    let (engine, _) = filled(db).await;
    let today = testing::system(&engine).now.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    let company = Company::new(SMALL.seed, 200, today);
    let (catalog, mut access) = (Catalog::new(0), Access::default());
    for person in 0..200 {
        access.add(&company, &catalog, person);
    }
    let everybody: Vec<UserId> = (0..200).map(|person| company.ids.user(person)).collect();
    let mut tx = engine.read().await.unwrap();
    for days in [1, 90, 700] {
        let at = today - chrono::Duration::days(days);
        let (nested, held): (Vec<_>, Vec<_>) = past::held(&mut tx, &everybody, at)
            .await
            .unwrap()
            .into_iter()
            .partition(|grant| grant.origin == Origin::Nested);
        for grant in &nested {
            let brings = |one: &Grant| one.user == grant.user && Some(one.item) == grant.through;
            assert!(held.iter().any(brings), "{grant:?} came by nothing, {days} days ago");
        }
        let held: HashSet<_> = held.into_iter().map(|grant| grant.id).collect();
        let was = |(grant, ended): &&(Grant, Option<Ended>)| {
            grant.start <= at && ended.as_ref().is_none_or(|ended| ended.at > at)
        };
        let expected: HashSet<_> = access.grants.iter().filter(was).map(|(grant, _)| grant.id).collect();
        assert!(expected.len() > 100, "{days}");
        assert_eq!(held, expected, "{days} days ago");
    }
});

/// Who has what role by rule.
async fn by_rule(engine: &Engine) -> Vec<(UserId, ItemId)> {
    let mut tx = engine.read().await.unwrap();
    let mut found = Vec::new();
    for (role, _) in roles::conditions(&mut tx).await.unwrap() {
        let held = roles::members(&mut tx, role).await.unwrap();
        found
            .extend(held.iter().filter(|grant| grant.origin == Origin::Rule).map(|grant| (grant.user, role)));
    }
    found.sort_unstable_by_key(|(user, role)| (user.uuid(), role.uuid()));
    found
}

db_test!(rules_give_what_people_have_by_rule, |db| async move {
    let (engine, clock) = testing::engine(db);
    fill(&engine, &SMALL).await.unwrap();
    let before = by_rule(&engine).await;
    assert!(before.len() > 300, "{}", before.len());
    clock.advance(chrono::Duration::days(1));
    while jobs::run_due(&engine).await.unwrap() {}
    assert_eq!(by_rule(&engine).await, before, "a night changes nothing");
});

db_test!(everybody_but_the_chief_executive_has_a_manager, |db| async move {
    let (engine, _) = filled(db).await;
    let mut tx = engine.read().await.unwrap();
    assert_eq!(users::count(&mut tx).await.unwrap(), 200);
    let managers = bulk::managers(&mut tx).await.unwrap();
    assert_eq!(managers.len(), 199);
    for start in managers.keys() {
        let mut steps = 0;
        let mut at = start;
        while let Some(above) = managers.get(at) {
            at = above;
            steps += 1;
            assert!(steps < 20, "a circle");
        }
    }
});

db_test!(the_cast_signs_in_with_the_password, |db| async move {
    let (engine, summary) = filled(db).await;
    for account in &summary.sign_ins {
        let ctx = engine.context(bailiwick::authority::Actor::Anonymous, "test");
        let signed_in = identity::sign_in(&engine, &ctx, &account.user_name, PASSWORD, "test").await;
        assert!(signed_in.is_ok(), "{}", account.user_name);
    }
});

db_test!(a_database_in_use_is_not_filled, |db| async move {
    let (engine, _) = filled(db).await;
    assert!(matches!(fill(&engine, &SMALL).await, Err(EngineError::Conflict(_))));
    let other = DemoOptions { people: 3, ..SMALL };
    assert!(matches!(fill(&engine, &other).await, Err(EngineError::Invalid { .. })));
});
