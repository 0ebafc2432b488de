//! Entitlements that are members of others: whoever holds the inner one holds the outer one, for as long as they do.

mod at_once;
mod stays;

use std::io::Cursor;

use bailiwick::cart::LineFault;
use bailiwick::catalog::{ItemBrief, ItemKind, RoleStatus};
use bailiwick::grant::Origin;
use bailiwick::id::{ItemId, UserId};
use bailiwick::request::Modifier;
use bailiwick_engine::import::{Format, ImportJob, ImportReport, Kind, Mapping, run};
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::testing::{World, system};
use bailiwick_engine::{EngineError, access, catalog, roles};
use bailiwick_store::{Db, db_test, roles as roles_store, testing};
use chrono::Duration;
use uuid::Uuid;

use crate::role_members::{call, publish, titled};
use crate::support::world;

pub const PAY: &str = "POST_VENDOR_PAYMENTS";
pub const READ: &str = "DISPLAY_DOCUMENTS";
pub const ROOT: &str = "SUPERUSER";

pub async fn load(w: &World, kind: Kind, text: String) -> ImportReport {
    let (format, name) = (Format::Csv, "nesting.csv".to_owned());
    let job =
        ImportJob { kind, format, mapping: Mapping::default(), name, rows: None, reader: Cursor::new(text) };
    run(&w.engine, &system(&w.engine), job).await.unwrap()
}

/// Loads which entitlements of SAP are members of which others.
pub async fn nest(w: &World, rows: &[(&str, &str)]) -> ImportReport {
    let rows: Vec<String> =
        rows.iter().map(|(inner, outer)| format!("SAP S/4HANA,{inner},{outer}\n")).collect();
    load(w, Kind::Entitlements, format!("application,key,memberOf\n{}", rows.concat())).await
}

async fn nested(w: &World, rows: &[(&str, &str)]) {
    let report = nest(w, rows).await;
    assert_eq!(report.faults, []);
}

async fn give(w: &World, user: UserId, kind: ItemKind, item: ItemId) {
    add(&w.engine, &system(&w.engine), user, kind, item, &Terms::default()).await.unwrap();
}

async fn take(w: &World, user: UserId, kind: ItemKind, item: ItemId) -> Result<(), EngineError> {
    remove(&w.engine, &system(&w.engine), user, kind, item, &Terms::default()).await
}

/// What somebody holds: what, in which way, through what.
async fn held(w: &World, user: UserId) -> Vec<(ItemId, Origin, Option<ItemId>)> {
    let held = access::held(&w.engine, &w.by(w.grace), user, "", None, 0, 100).await.unwrap();
    let mut held: Vec<_> =
        held.rows.iter().map(|row| (row.grant.item, row.grant.origin, row.grant.through)).collect();
    held.sort_unstable_by_key(|(item, origin, _)| (*item, origin.as_str()));
    held
}

fn is_in(item: ItemId, inner: ItemId) -> (ItemId, Origin, Option<ItemId>) {
    (item, Origin::Nested, Some(inner))
}

async fn chain(db: Db) -> World {
    let w = world(db).await;
    nested(&w, &[(PAY, READ), (READ, ROOT)]).await;
    w
}

db_test!(whoever_holds_the_inner_one_holds_the_outer_ones_as_long_as_they_do, |db| async move {
    let w = chain(db).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    let own = (w.pay, Origin::Administrator, None);
    assert_eq!(held(&w, w.jonas).await, [own, is_in(w.read, w.pay), is_in(w.root, w.pay)]);
    let view = access::held(&w.engine, &w.by(w.grace), w.jonas, "Super", None, 0, 10).await.unwrap();
    assert!(view.rows[0].account.is_some(), "by the account in the application");
    assert_eq!(view.rows[0].through.as_ref().unwrap().name, "Post vendor payments");
    take(&w, w.jonas, ItemKind::Entitlement, w.pay).await.unwrap();
    assert_eq!(held(&w, w.jonas).await, []);
});

db_test!(it_stays_until_the_last_way_of_holding_the_inner_one_ends, |db| async move {
    let w = world(db).await;
    nested(&w, &[(PAY, ROOT)]).await;
    give(&w, w.hana, ItemKind::Role, w.analyst).await;
    give(&w, w.hana, ItemKind::Entitlement, w.pay).await;
    let root = is_in(w.root, w.pay);
    let has_root = async |w: &World| held(w, w.hana).await.into_iter().filter(|one| *one == root).count();
    assert_eq!(has_root(&w).await, 1, "once, for both ways");
    take(&w, w.hana, ItemKind::Entitlement, w.pay).await.unwrap();
    assert_eq!(has_root(&w).await, 1, "the role brings the inner one still");
    take(&w, w.hana, ItemKind::Role, w.analyst).await.unwrap();
    assert_eq!(held(&w, w.hana).await, []);
});

db_test!(a_grant_that_ends_by_itself_takes_it_along, |db| async move {
    let w = chain(db).await;
    let end = Some(system(&w.engine).now + Duration::days(5));
    let terms = Terms { end, ..Terms::default() };
    let kind = ItemKind::Entitlement;
    add(&w.engine, &system(&w.engine), w.jonas, kind, w.pay, &terms).await.unwrap();
    assert_eq!(held(&w, w.jonas).await.len(), 3);
    w.clock.advance(Duration::days(6));
    w.work().await;
    assert_eq!(held(&w, w.jonas).await, []);
});

db_test!(what_is_loaded_later_follows_for_everybody_who_holds_something, |db| async move {
    let w = world(db).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    give(&w, w.hana, ItemKind::Role, w.analyst).await;
    let report = nest(&w, &[(PAY, ROOT)]).await;
    assert_eq!((report.added, report.changed, report.unchanged), (0, 1, 0));
    for user in [w.jonas, w.hana] {
        assert!(held(&w, user).await.contains(&is_in(w.root, w.pay)));
    }
    let report = nest(&w, &[(PAY, ROOT)]).await;
    assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 1), "the same again");
    let told = "SELECT count(*) FROM audit_entries WHERE event = 'update-nested-access'";
    assert_eq!(testing::count(w.engine.db(), told).await, 2, "each person's grants are in the trail");
    // Another outer one takes its place, and none at last.
    nested(&w, &[(PAY, READ)]).await;
    let of_jonas = held(&w, w.jonas).await;
    assert_eq!(of_jonas, [(w.pay, Origin::Administrator, None), is_in(w.read, w.pay)]);
    nested(&w, &[(PAY, "")]).await;
    assert_eq!(held(&w, w.jonas).await.len(), 1);
    assert_eq!(held(&w, w.hana).await.len(), 3, "the role and what it brings");
});

db_test!(a_role_that_is_given_other_content_brings_what_that_is_in, |db| async move {
    let w = world(db).await;
    nested(&w, &[(PAY, ROOT)]).await;
    give(&w, w.hana, ItemKind::Role, w.analyst).await;
    let mut tx = w.engine.db().write().await.unwrap();
    let now = system(&w.engine).now;
    let ended = roles_store::take_out(&mut tx, w.analyst, w.pay, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ended.len(), 2, "what the role brought, and what that was in");
    let left: Vec<ItemId> = held(&w, w.hana).await.into_iter().map(|(item, ..)| item).collect();
    assert_eq!(left, [w.read, w.analyst]);
});

db_test!(a_circle_is_refused_with_its_way, |db| async move {
    let w = chain(db).await;
    let report = nest(&w, &[(ROOT, PAY)]).await;
    let fault = &report.faults[0];
    assert_eq!((fault.line, fault.field.as_deref()), (2, Some("memberOf")));
    for name in [PAY, READ, ROOT] {
        assert!(fault.reason.contains(name), "{}", fault.reason);
    }
    assert!(fault.reason.starts_with("makes it a member of itself: `"), "{}", fault.reason);
    let itself = nest(&w, &[(PAY, PAY)]).await;
    assert_eq!(itself.faults[0].reason, format!("makes it a member of itself: `{PAY}` > `{PAY}`"));
    let unknown = nest(&w, &[(PAY, "NOBODYS")]).await;
    let reason = "`NOBODYS` is not an entitlement of `SAP S/4HANA`, in this file or loaded before";
    assert_eq!(unknown.faults[0].reason, reason);
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    assert_eq!(held(&w, w.jonas).await.len(), 3, "nothing of it was kept");
});

db_test!(what_would_be_a_member_of_too_many_is_refused_as_a_whole, |db| async move {
    let w = world(db).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    // One is in forty others, each of which is in twenty-four of its own.
    let names =
        |prefix: &str, count: usize| -> Vec<String> { (1..=count).map(|n| format!("{prefix}{n}")).collect() };
    let row = |key: &str, outer: &[String]| format!("SAP S/4HANA,{key},{}\n", outer.join("; "));
    let mut rows = vec!["application,key,memberOf\n".to_owned(), row("G", &names("A", 40))];
    for middle in names("A", 40) {
        let outer = names(&format!("{middle}_"), 24);
        rows.extend(outer.iter().map(|key| row(key, &[])));
        rows.push(row(&middle, &outer));
    }
    let report = load(&w, Kind::Entitlements, rows.concat()).await;
    assert_eq!((report.faults.len(), report.added), (0, 1_001));
    let memberships =
        async || testing::count(w.engine.db(), "SELECT count(*) FROM entitlement_members").await;
    assert_eq!(memberships().await, 1_000);

    let report = nest(&w, &[(READ, ROOT), (PAY, "G")]).await;
    let words =
        format!("makes `{PAY}` a member of 1001 others, over all steps, of which there may be at most 1000");
    assert_eq!(report.faults[0].reason, words);
    assert_eq!((report.faults[0].line, report.faults.len()), (3, 1));
    assert_eq!((memberships().await, held(&w, w.jonas).await.len()), (1_000, 1), "nothing of it was kept");
    nested(&w, &[(PAY, "A1")]).await;
    assert_eq!(held(&w, w.jonas).await.len(), 26);
});

db_test!(files_of_entitlements_and_grants_make_it_at_once, |db| async move {
    let w = world(db).await;
    let text = "application,key,memberOf\nSAP S/4HANA,STAFF,\nSAP S/4HANA,CLERKS,STAFF\nSAP S/4HANA,CASHIERS,CLERKS; STAFF\n";
    let report = load(&w, Kind::Entitlements, text.into()).await;
    assert_eq!((report.faults.len(), report.added), (0, 3), "a file may speak of what is further down");
    let grants = "user,application,entitlement,start\njonas,SAP S/4HANA,CASHIERS,2025-01-01\nhana,SAP S/4HANA,CLERKS,2025-02-01\n";
    let report = load(&w, Kind::Grants, grants.into()).await;
    assert_eq!((report.faults.len(), report.added), (0, 2));
    let of = async |w: &World, user: UserId| {
        let held = access::held(&w.engine, &w.by(w.grace), user, "", None, 0, 100).await.unwrap();
        let row = |row: &bailiwick::view::AccessView| (row.item.native_key.clone(), row.grant.start);
        held.rows.iter().map(row).collect::<Vec<_>>()
    };
    let of_jonas = of(&w, w.jonas).await;
    let names: Vec<&str> = of_jonas.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["CASHIERS", "CLERKS", "STAFF"]);
    assert!(of_jonas.windows(2).all(|two| two[0].1 == two[1].1), "since the membership itself");
    assert_eq!(of(&w, w.hana).await.len(), 2);
    let ids: Vec<Uuid> = {
        let held = access::held(&w.engine, &w.by(w.grace), w.jonas, "", None, 0, 100).await.unwrap();
        held.rows.iter().map(|row| row.grant.id.uuid()).collect()
    };
    assert!(ids.iter().all(|id| id.get_version_num() == 7), "{ids:?}");
    assert_eq!(load(&w, Kind::Grants, grants.into()).await.unchanged, 2);
    assert_eq!(of(&w, w.jonas).await.len(), 3);
});

db_test!(what_a_membership_brings_is_not_taken_away_by_itself_and_may_be_asked_for, |db| async move {
    let w = chain(db).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    let refused = w.try_ask(w.jonas, w.read, w.jonas, Modifier::Remove).await.unwrap();
    let by = "membership of Post vendor payments".to_owned();
    assert_eq!(refused.faults[0].fault, LineFault::Brought { by });
    let words = "it comes with membership of Post vendor payments, and goes with that alone";
    assert_eq!(refused.faults[0].fault.to_string(), words);
    match take(&w, w.jonas, ItemKind::Entitlement, w.read).await {
        Err(EngineError::Conflict(reason)) => assert_eq!(reason, words),
        other => unreachable!("{other:?}"),
    }
    // For its own sake it can be asked for, and stays when the membership ends.
    let request = w.ask(w.jonas, w.read, w.jonas).await;
    w.approve(w.marta, &request).await;
    let done = w.approve(w.priya, &request).await;
    assert_eq!(done.request.outcome, Some(bailiwick::request::Outcome::Provisioned), "{done:?}");
    take(&w, w.jonas, ItemKind::Entitlement, w.pay).await.unwrap();
    let left = held(&w, w.jonas).await;
    assert_eq!(left, [(w.read, Origin::Request, None), is_in(w.root, w.read)]);
});

db_test!(the_catalog_names_around_an_entitlement_only_what_its_reader_may_know_of, |db| async move {
    let w = world(db).await;
    // Nobody can ask for ROOT; Priya owns it.
    nested(&w, &[(PAY, "DISPLAY_DOCUMENTS; SUPERUSER"), (ROOT, READ)]).await;
    let around = async |who: UserId, item: ItemId| {
        let detail = catalog::item(&w.engine, &w.by(who), item, None).await.unwrap();
        let ids = |items: &[ItemBrief]| items.iter().map(|item| item.id).collect::<Vec<_>>();
        (ids(&detail.member_of), ids(&detail.members))
    };
    for who in [w.priya, w.grace, w.otto] {
        assert_eq!(around(who, w.pay).await, (vec![w.read, w.root], vec![]));
        assert_eq!(around(who, w.read).await, (vec![], vec![w.pay, w.root]));
    }
    assert_eq!(around(w.jonas, w.pay).await, (vec![w.read], vec![]));
    assert_eq!(around(w.jonas, w.read).await, (vec![], vec![w.pay]));
    // Whoever holds it knows of it.
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    assert_eq!(around(w.jonas, w.pay).await, (vec![w.read, w.root], vec![]));
    assert_eq!(around(w.hana, w.pay).await, (vec![w.read], vec![]));
});

db_test!(what_a_role_by_rule_brings_is_in_others_for_as_long, |db| async move {
    let w = chain(db).await;
    call(&w, w.jonas, "Accountant").await;
    let role = publish(&w, titled("Accountant")).await.unwrap();
    let all = held(&w, w.jonas).await;
    for one in [(w.pay, Origin::Role, Some(role)), is_in(w.read, w.pay), is_in(w.root, w.pay)] {
        assert!(all.contains(&one), "{all:?}");
    }
    call(&w, w.jonas, "Controller").await;
    assert_eq!(held(&w, w.jonas).await, []);
    call(&w, w.jonas, "Accountant").await;
    assert_eq!(held(&w, w.jonas).await.len(), 4);
    // The role goes for all.
    let grace = w.by(w.grace);
    roles::delete(&w.engine, &grace, role, RoleStatus::Active).await.unwrap();
    assert_eq!(held(&w, w.jonas).await, []);
});
