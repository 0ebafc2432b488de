//! Two engines over one database, each with an index of its own.

use std::time::{Duration as StdDuration, Instant};

use bailiwick::authority::Authority;
use bailiwick::grant::{Grant, GrantStatus, Origin};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_access_index::Change;
use bailiwick_store::testing::execute;
use bailiwick_store::{Db, bulk, db_test, grant_changes, grants, roles, users};
use chrono::Duration;

use super::{Difference, IndexState, compare, current, follower};
use crate::Engine;
use crate::testing::{World, engine, person, system};

/// What the index of an engine and the database say must be the same.
async fn same(engine: &Engine) {
    let found = compare(engine, &system(engine)).await.unwrap();
    assert_eq!((found.differing, found.pairs), (0, Vec::new()));
    assert_eq!(found.in_index, found.in_database);
}

async fn world(db: &Db) -> World {
    let (engine, clock) = engine(db.clone());
    World::on(engine, clock).await
}

fn grant(engine: &Engine, user: UserId, item: ItemId, role: Option<ItemId>) -> Grant {
    let kind = bailiwick::catalog::ItemKind::Entitlement;
    Grant {
        id: GrantId(engine.new_id()),
        user,
        kind,
        item,
        account: None,
        origin: Origin::Administrator,
        request: None,
        through: role,
        granted_by: None,
        status: GrantStatus::Active,
        start: system(engine).now,
        end: None,
        used: None,
    }
}

async fn held(engine: &Engine, user: UserId, item: ItemId) -> bool {
    let snapshot = current(engine).await.unwrap();
    let pair = snapshot.person(user.uuid()).zip(snapshot.item(item.uuid()));
    pair.is_some_and(|(person, item)| snapshot.is_held(person, item))
}

db_test!(every_node_follows_whatever_changes_grants, |db| async move {
    let world = world(&db).await;
    let (one, now) = (&world.engine, system(&world.engine).now);
    let (two, _) = engine(db.clone());
    for node in [one, &two] {
        same(node).await;
    }
    let give = async |user, item, role| {
        let mut tx = db.write().await.unwrap();
        grants::insert(&mut tx, &grant(one, user, item, role), now).await.unwrap();
        tx.commit().await.unwrap();
    };
    // Two grants of one pair: it is held until both have ended.
    give(world.hana, world.root, None).await;
    give(world.hana, world.root, Some(world.analyst)).await;
    give(world.carl, world.pay, Some(world.analyst)).await;
    give(world.carl, world.wiki, None).await;
    for node in [one, &two] {
        assert!(held(node, world.hana, world.root).await);
        same(node).await;
    }
    let mut tx = db.write().await.unwrap();
    grants::end(&mut tx, world.hana, world.root, "test", now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(held(&two, world.hana, world.root).await);
    let mut tx = db.write().await.unwrap();
    roles::take_out(&mut tx, world.analyst, world.root, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!held(&two, world.hana, world.root).await);
    let mut tx = db.write().await.unwrap();
    roles::end_all(&mut tx, world.analyst, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!held(&two, world.carl, world.pay).await);
    let mut tx = db.write().await.unwrap();
    users::delete(&mut tx, world.carl, None, now).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!held(&two, world.carl, world.wiki).await);
    for node in [one, &two] {
        same(node).await;
    }
});

db_test!(what_was_undone_never_shows, |db| async move {
    let world = world(&db).await;
    current(&world.engine).await.unwrap();
    let mut tx = db.write().await.unwrap();
    let now = system(&world.engine).now;
    grants::insert(&mut tx, &grant(&world.engine, world.ida, world.pay, None), now).await.unwrap();
    drop(tx);
    assert!(!held(&world.engine, world.ida, world.pay).await);
    same(&world.engine).await;
});

db_test!(a_large_load_makes_it_read_everything_anew, |db| async move {
    let world = world(&db).await;
    let (engine, now) = (&world.engine, system(&world.engine).now);
    let before = current(engine).await.unwrap();
    let load: Vec<_> = (0..=grant_changes::MOST as u128)
        .map(|n| (grant(engine, world.hana, ItemId(uuid::Uuid::from_u128(0x9000 + n)), None), None))
        .collect();
    let mut tx = db.write().await.unwrap();
    bulk::insert_grants(&mut tx, &load, now).await.unwrap();
    assert_eq!(grant_changes::beyond(&mut tx, 0, &[], 10_000).await.unwrap().last().unwrap().pair, None);
    tx.commit().await.unwrap();
    let after = current(engine).await.unwrap();
    assert_eq!(after.pairs(), before.pairs() + load.len() as u64);
    // Only once: what told of it is part of what was read.
    assert_eq!(current(engine).await.unwrap().version(), after.version());
    same(engine).await;
});

db_test!(who_was_away_for_long_reads_everything_anew, |db| async move {
    let world = world(&db).await;
    current(&world.engine).await.unwrap();
    // Changed, and the note of it removed long since.
    let mut tx = db.write().await.unwrap();
    let now = system(&world.engine).now;
    grants::insert(&mut tx, &grant(&world.engine, world.ida, world.pay, None), now).await.unwrap();
    grant_changes::prune(&mut tx, now + Duration::days(9), 100).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!held(&world.engine, world.ida, world.pay).await);
    world.clock.advance(Duration::hours(13));
    assert!(held(&world.engine, world.ida, world.pay).await);
});

db_test!(comparing_finds_what_is_wrong, |db| async move {
    let world = world(&db).await;
    let engine = &world.engine;
    current(engine).await.unwrap();
    let made_up = Change { person: world.otto.uuid(), item: world.root.uuid(), held: true };
    engine.access_index().index().apply(&[made_up]).unwrap();
    execute(&db, "DELETE FROM grant_changes").await;
    let auditor = person(engine, world.otto, &[Authority::Auditor]);
    let found = compare(engine, &auditor).await.unwrap();
    assert_eq!(found.in_index, found.in_database + 1);
    assert_eq!(found.differing, 1);
    assert_eq!(found.pairs, [Difference { user: world.otto, item: world.root, held: false }]);
    assert!(compare(engine, &person(engine, world.jonas, &[])).await.is_err());
});

db_test!(a_change_reaches_other_nodes_in_the_same_second, |db| async move {
    let world = world(&db).await;
    let (other, _) = engine(db.clone());
    assert_eq!(other.access_index().state(), IndexState::Building { done: 0, of: 0 });
    assert!(other.access_index().snapshot().is_none());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let following = tokio::spawn(follower(other.clone(), async { drop(stopped.await) }));
    other.access_index().ready().await;
    let mut tx = db.write().await.unwrap();
    let now = system(&world.engine).now;
    grants::insert(&mut tx, &grant(&world.engine, world.ida, world.pay, None), now).await.unwrap();
    tx.commit().await.unwrap();
    let begun = Instant::now();
    loop {
        let snapshot = other.access_index().snapshot().unwrap();
        let pair = snapshot.person(world.ida.uuid()).zip(snapshot.item(world.pay.uuid()));
        if pair.is_some_and(|(person, item)| snapshot.is_held(person, item)) {
            break;
        }
        // Twenty times as long as it takes: the machine that tests may be busy.
        assert!(begun.elapsed() < StdDuration::from_secs(20));
        tokio::time::sleep(StdDuration::from_millis(5)).await;
    }
    assert_eq!(other.access_index().state(), IndexState::Ready);
    drop(stop);
    following.await.unwrap();
});

/// A lower number may be committed after a higher one was read, on PostgreSQL alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_committed_late_is_not_missed() {
    let Some(fresh) = bailiwick_store::testing::TestDb::postgres().await else { return };
    let db = fresh.db.clone();
    let world = world(&db).await;
    let now = system(&world.engine).now;
    // One node has built its index before, another builds it meanwhile.
    current(&world.engine).await.unwrap();
    let (late_node, _) = engine(db.clone());
    let mut late = db.write().await.unwrap();
    grants::insert(&mut late, &grant(&world.engine, world.ida, world.pay, None), now).await.unwrap();
    let mut early = db.write().await.unwrap();
    grants::insert(&mut early, &grant(&world.engine, world.ida, world.read, None), now).await.unwrap();
    early.commit().await.unwrap();
    for node in [&world.engine, &late_node] {
        assert!(held(node, world.ida, world.read).await);
        assert!(!held(node, world.ida, world.pay).await);
    }
    late.commit().await.unwrap();
    for node in [&world.engine, &late_node] {
        assert!(held(node, world.ida, world.pay).await);
        same(node).await;
    }
    fresh.close().await;
}
