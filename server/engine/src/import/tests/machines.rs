//! Accounts of machines, and what they may do.

use bailiwick::directory::{Account, AccountKind};
use bailiwick_store::{accounts, bulk, db_test, items};
use chrono::{DateTime, Utc};

use super::super::Kind;
use super::{all, counts, csv, faults, id};
use crate::Engine;

const MACHINES: &str =
    "application,name,kind,owner,lastUsed\nLedger,BATCH,machine,bob,2025-01-31T04:00:00Z\n";

async fn account(engine: &Engine, name: &str) -> Account {
    let mut tx = engine.read().await.unwrap();
    let all = bulk::applications(&mut tx).await.unwrap();
    let ledger = all.iter().find(|one| one.name == "Ledger").unwrap().id;
    bulk::accounts(&mut tx, ledger, &[name.to_owned()]).await.unwrap().remove(name).unwrap()
}

db_test!(a_machines_account_has_an_owner_a_last_use_and_what_it_may_do, |db| async move {
    let engine = all(db).await;
    assert_eq!(counts(&csv(&engine, Kind::Accounts, MACHINES).await), (1, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Accounts, MACHINES).await), (0, 0, 1));
    let made = account(&engine, "BATCH").await;
    assert_eq!(
        (made.kind, made.user, made.owner),
        (AccountKind::Machine, None, Some(id(&engine, "bob").await))
    );
    assert_eq!(made.last_used, Some("2025-01-31T04:00:00Z".parse().unwrap()));
    assert_eq!(account(&engine, "ANN1").await.kind, AccountKind::Personal, "unless the file says otherwise");

    let rights = "account,application,entitlement,start\nBATCH,Ledger,POST,2025-06-01\nBATCH,Ledger,READ,\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, rights).await), (2, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Grants, rights).await), (0, 0, 2));
    let mut tx = engine.read().await.unwrap();
    let may = accounts::entitlements(&mut tx, &[made.id]).await.unwrap().remove(&made.id).unwrap();
    let ids: Vec<_> = may.iter().map(|(item, _)| *item).collect();
    let mut keys: Vec<String> =
        items::briefs(&mut tx, &ids).await.unwrap().into_iter().map(|item| item.native_key).collect();
    keys.sort();
    assert_eq!(keys, ["POST", "READ"]);
    assert!(may.iter().any(|(_, since)| *since == "2025-06-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap()));
    tx.commit().await.unwrap();

    let text = "application,name,owner,lastUsed\nLedger,BATCH,,\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, text).await), (0, 1, 0));
    let left = account(&engine, "BATCH").await;
    assert_eq!((left.owner, left.last_used, left.kind), (None, None, AccountKind::Machine));
});

db_test!(who_holds_something_is_a_person_or_an_account_that_nobody_holds, |db| async move {
    let engine = all(db).await;
    let report = csv(
        &engine,
        Kind::Grants,
        "user,account,application,entitlement,end\n\
         ann,svc,Ledger,POST,\n\
         ,,Ledger,POST,\n\
         ,ANN1,Ledger,POST,\n\
         ,nothing,Ledger,POST,\n\
         ,svc,Ledger,,\n\
         ,svc,Ledger,READ,2999-01-01\n\
         ,svc,Ledger,NONE,\n\
         ,svc,Ledger,POST,\n\
         ,svc,ledger,POST,\n",
    )
    .await;
    let mut told = faults(&report);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (2, "account", "must not be given with `user`: one of them holds it"),
            (3, "user", "must not be empty, unless `account` is given"),
            (4, "account", "`ANN1` is a person's account: name them as `user`"),
            (5, "account", "`nothing` is not an account of `Ledger`"),
            (6, "entitlement", "must not be empty, where `account` is given"),
            (7, "end", "must be empty for an account: what it may do has no end"),
            (8, "entitlement", "`NONE` is not an entitlement of `Ledger`"),
            (10, "account", "is the same as on line 9, with the same entitlement"),
        ]
    );
    let text = "application,name,kind,owner,lastUsed\n\
                Ledger,A,robot,,\nLedger,B,,nobody,\nLedger,C,,,2999-01-01\n";
    let report = csv(&engine, Kind::Accounts, text).await;
    let mut told = faults(&report);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (2, "kind", "`robot` is not one of personal, machine"),
            (3, "owner", "`nobody` is not a known user name"),
            (4, "lastUsed", "must not be in the future"),
        ]
    );
});
