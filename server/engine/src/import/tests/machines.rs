//! Accounts of machines, and what they may do.

use bailiwick::directory::{Account, AccountKind};
use bailiwick::grant::Origin;
use bailiwick_store::{accounts, bulk, db_test, items, testing};
use chrono::{DateTime, Utc};

use super::super::Kind;
use super::{admin, all, counts, csv, faults, id};
use crate::{Engine, access};

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

async fn rights(engine: &Engine) -> i64 {
    testing::count(engine.db(), "SELECT count(*) FROM account_entitlements").await
}

db_test!(what_an_account_may_do_its_person_holds_once_it_is_theirs, |db| async move {
    let engine = all(db).await;
    let more = "application,key,memberOf\nLedger,ADMIN,\nLedger,READ,ADMIN\n";
    assert_eq!(counts(&csv(&engine, Kind::Entitlements, more).await), (1, 1, 0));
    csv(&engine, Kind::Accounts, MACHINES).await;
    let file =
        "account,application,entitlement,start\nBATCH,Ledger,POST,2025-06-01\nBATCH,Ledger,READ,2025-07-01\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, file).await), (2, 0, 0));
    let cyds = "application,name,user,kind\nLedger,BATCH,cyd,personal\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, cyds).await), (0, 1, 0));

    let cyd = id(&engine, "cyd").await;
    let of_cyd = async || access::held(&engine, &admin(&engine), cyd, "", None, 0, 10).await.unwrap().rows;
    let day = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
    let told: Vec<_> = of_cyd()
        .await
        .into_iter()
        .map(|row| (row.item.native_key, row.grant.origin, Some(row.grant.start), row.account))
        .collect();
    let batch = Some("BATCH".to_owned());
    for one in [
        ("POST".to_owned(), Origin::Reconciliation, day("2025-06-01T00:00:00Z"), batch.clone()),
        ("READ".to_owned(), Origin::Reconciliation, day("2025-07-01T00:00:00Z"), batch.clone()),
        ("ADMIN".to_owned(), Origin::Nested, day("2025-07-01T00:00:00Z"), batch.clone()),
    ] {
        assert!(told.contains(&one), "{one:?} {told:?}");
    }
    assert_eq!((told.len(), rights(&engine).await), (3, 0));
    let began = "SELECT count(*) FROM audit_entries WHERE event = 'import-grants' AND object_name = 'cyd' \
                 AND changes LIKE '%\"grants\"%' AND changes LIKE '%Ledger: Post entries%'";
    assert_eq!(testing::count(engine.db(), began).await, 1);
    assert_eq!(counts(&csv(&engine, Kind::Accounts, cyds).await), (0, 0, 1));
    assert_eq!(of_cyd().await.len(), 3);
    let refused = csv(&engine, Kind::Grants, file).await;
    assert_eq!(faults(&refused).len(), 2, "they are named as a person's now");
});

db_test!(what_somebody_holds_already_stays_what_their_account_may_do, |db| async move {
    let engine = all(db).await;
    csv(&engine, Kind::Accounts, MACHINES).await;
    let file = "account,application,entitlement\nBATCH,Ledger,POST\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, file).await), (1, 0, 0));
    // Out of use, it does nothing.
    let inactive = "application,name,user,status\nLedger,BATCH,cyd,inactive\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, inactive).await), (0, 1, 0));
    let cyd = id(&engine, "cyd").await;
    let held = access::held(&engine, &admin(&engine), cyd, "", None, 0, 10).await.unwrap();
    assert_eq!((held.total, rights(&engine).await), (0, 1));
    // Ann posts by an account of hers already.
    let anns = "application,name,user,status\nLedger,BATCH,ann,active\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, anns).await), (0, 1, 0));
    let ann = id(&engine, "ann").await;
    let held = access::held(&engine, &admin(&engine), ann, "Post", None, 0, 10).await.unwrap();
    assert_eq!((held.total, held.rows[0].account.as_deref()), (1, Some("ANN1")));
    assert_eq!(rights(&engine).await, 1);
});

db_test!(who_has_left_is_given_nothing_of_what_their_account_may_do, |db| async move {
    let engine = all(db).await;
    csv(&engine, Kind::Accounts, MACHINES).await;
    let file = "account,application,entitlement\nBATCH,Ledger,POST\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, file).await), (1, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Users, "userName,status\ncyd,inactive\n").await), (0, 1, 0));
    let cyds = "application,name,user\nLedger,BATCH,cyd\n";
    assert_eq!(counts(&csv(&engine, Kind::Accounts, cyds).await), (0, 1, 0));
    let cyd = id(&engine, "cyd").await;
    let held = async || access::held(&engine, &admin(&engine), cyd, "", None, 0, 10).await.unwrap().total;
    assert_eq!((held().await, rights(&engine).await), (0, 1), "the account may do it still");

    // Cyd is here again: the next file of accounts makes it theirs.
    assert_eq!(counts(&csv(&engine, Kind::Users, "userName,status\ncyd,active\n").await), (0, 1, 0));
    assert_eq!(counts(&csv(&engine, Kind::Accounts, cyds).await), (0, 0, 1));
    assert_eq!((held().await, rights(&engine).await), (1, 0));
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
