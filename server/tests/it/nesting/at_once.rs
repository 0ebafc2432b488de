//! Grants, roles and memberships that change at the same instant: what somebody holds by membership is right afterwards.

use bailiwick::catalog::ItemKind;
use bailiwick::grant::Grant;
use bailiwick::id::GrantId;
use bailiwick_engine::testing::{World, system};
use bailiwick_store::{Db, Tx, db_test, grants, roles};

use super::{PAY, READ, ROOT, give, held, is_in, nested};
use crate::support::world;

/// Two changes at the same instant: the second begins while the first is not committed.
async fn at_once<F: AsyncFnOnce(&mut Tx), G: AsyncFnOnce(&mut Tx)>(w: &World, first: F, second: G) {
    let mut one = w.engine.db().write().await.unwrap();
    first(&mut one).await;
    let other = async {
        let mut two = w.engine.db().write().await.unwrap();
        second(&mut two).await;
        two.commit().await.unwrap();
    };
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        one.commit().await.unwrap();
    };
    tokio::join!(other, commit);
}

/// Hana pays by her role; whoever pays is a superuser.
async fn payer(db: Db) -> (World, Grant) {
    let w = world(db).await;
    nested(&w, &[(PAY, ROOT)]).await;
    give(&w, w.jonas, ItemKind::Entitlement, w.pay).await;
    let mut tx = w.engine.db().read().await.unwrap();
    let own = grants::direct(&mut tx, &[w.jonas], &[w.pay]).await.unwrap().remove(0);
    drop(tx);
    give(&w, w.hana, ItemKind::Role, w.analyst).await;
    let own = Grant { id: GrantId(w.engine.new_id()), user: w.hana, account: None, ..own };
    (w, own)
}

async fn is_root(w: &World) -> usize {
    held(w, w.hana).await.into_iter().filter(|one| *one == is_in(w.root, w.pay)).count()
}

db_test!(who_is_given_something_while_a_role_loses_it_keeps_what_that_is_in, |db| async move {
    let (w, own) = payer(db).await;
    let now = system(&w.engine).now;
    let give = async |tx: &mut Tx| _ = grants::insert(tx, &own, now).await.unwrap();
    let take_out = async |tx: &mut Tx| _ = roles::take_out(tx, w.analyst, w.pay, now).await.unwrap();
    at_once(&w, give, take_out).await;
    assert_eq!(is_root(&w).await, 1);
});

db_test!(a_role_that_loses_something_leaves_it_to_who_is_given_it_meanwhile, |db| async move {
    let (w, own) = payer(db).await;
    let now = system(&w.engine).now;
    let give = async |tx: &mut Tx| _ = grants::insert(tx, &own, now).await.unwrap();
    let take_out = async |tx: &mut Tx| _ = roles::take_out(tx, w.analyst, w.pay, now).await.unwrap();
    at_once(&w, take_out, give).await;
    assert_eq!(is_root(&w).await, 1);
});

db_test!(two_ways_that_end_at_once_leave_nothing_behind, |db| async move {
    let (w, own) = payer(db).await;
    let now = system(&w.engine).now;
    let mut tx = w.engine.db().write().await.unwrap();
    grants::insert(&mut tx, &own, now).await.unwrap();
    tx.commit().await.unwrap();
    let end = async |tx: &mut Tx| _ = grants::end(tx, w.hana, w.pay, "test", now).await.unwrap();
    let delete = async |tx: &mut Tx| _ = roles::end_all(tx, w.analyst, now).await.unwrap();
    at_once(&w, end, delete).await;
    assert_eq!(held(&w, w.hana).await, []);
});

db_test!(who_is_given_something_while_its_memberships_change_has_what_it_is_in, |db| async move {
    let (w, own) = payer(db).await;
    let own = Grant { user: w.marta, ..own };
    let now = system(&w.engine).now;
    let give = async |tx: &mut Tx| _ = grants::insert(tx, &own, now).await.unwrap();
    let mut one = w.engine.db().write().await.unwrap();
    give(&mut one).await;
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        one.commit().await.unwrap();
    };
    tokio::join!(nested(&w, &[(PAY, READ)]), commit);
    let all = held(&w, w.marta).await;
    assert!(all.contains(&is_in(w.read, w.pay)) && !all.contains(&is_in(w.root, w.pay)), "{all:?}");
});
