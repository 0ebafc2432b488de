//! Files good and bad, on both databases.

mod described;
mod machines;
mod used;
mod ways;

use std::io::Cursor;
use std::path::PathBuf;
use std::time::Instant;

use bailiwick::authority::Authority;
use bailiwick::catalog::ItemKind;
use bailiwick::directory::Status;
use bailiwick::grant::Origin;
use bailiwick::id::UserId;
use bailiwick::view::{AuditQuery, CatalogSearch};
use bailiwick_store::{Db, accounts, bulk, db_test, items, jobs, users};
use chrono::Duration;
use uuid::Uuid;

use super::{Format, ImportJob, ImportReport, Kind, Mapping, role_mining, run};
use crate::{Context, Engine, EngineError, access, audit, catalog, glossary, testing};

const USERS: &str = "\u{feff}User Name,given_name,sn,mail,Organisation,manager\n\
    ann,Ann,Ng,ann@example.org,Claims,\n\
    bob,Bob,\"O’Neill, jr\",,Claims,ann\n\
    cyd,Cyd,Weiß,,Finance,bob\n";
const APPLICATIONS: &str = "name,risk,owners,tags\nLedger,high,ann,finance; sox\nTickets,,,\n";
const ENTITLEMENTS: &str = "application,key,name,description,risk,owners\n\
    Ledger,POST,Post entries,Write to the ledger,critical,bob;ann\n\
    ledger,READ,,,,\n";
const ACCOUNTS: &str = "application,name,user,status\nLedger,ANN1,ann,active\nLedger,svc,,inactive\n";
const GRANTS: &str =
    "user,application,entitlement,end\nann,Ledger,POST,2027-01-31\nann,Ledger,READ,\nBOB,Tickets,,\n";

async fn load_as(
    engine: &Engine,
    ctx: &Context,
    kind: Kind,
    format: Format,
    mapping: &[&str],
    text: impl Into<Vec<u8>>,
) -> Result<ImportReport, EngineError> {
    let mut columns = Mapping::default();
    for column in mapping {
        columns.add(column).unwrap();
    }
    let reader = Cursor::new(text.into());
    run(engine, ctx, ImportJob { kind, format, mapping: columns, name: "test".into(), rows: None, reader })
        .await
}

fn admin(engine: &Engine) -> Context {
    testing::person(engine, UserId(Uuid::from_u128(99)), &[Authority::AccessAdmin])
}

async fn csv(engine: &Engine, kind: Kind, text: &str) -> ImportReport {
    load_as(engine, &admin(engine), kind, Format::Csv, &[], text).await.unwrap()
}

fn counts(report: &ImportReport) -> (u64, u64, u64) {
    assert_eq!(report.faults, []);
    (report.added, report.changed, report.unchanged)
}

fn faults(report: &ImportReport) -> Vec<(u64, &str, &str)> {
    assert_eq!((report.added, report.changed, report.unchanged), (0, 0, 0));
    report
        .faults
        .iter()
        .map(|f| (f.line, f.field.as_deref().unwrap_or_default(), f.reason.as_str()))
        .collect()
}

async fn all(db: Db) -> Engine {
    let (engine, _) = testing::engine(db);
    assert_eq!(counts(&csv(&engine, Kind::Users, USERS).await), (3, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Applications, APPLICATIONS).await), (2, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Entitlements, ENTITLEMENTS).await), (2, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Accounts, ACCOUNTS).await), (2, 0, 0));
    assert_eq!(counts(&csv(&engine, Kind::Grants, GRANTS).await), (3, 0, 0));
    engine
}

async fn id(engine: &Engine, name: &str) -> UserId {
    let mut tx = engine.read().await.unwrap();
    users::by_user_name(&mut tx, name).await.unwrap().unwrap().id
}

db_test!(what_was_loaded_is_there_with_everything_said_about_it, |db| async move {
    let engine = all(db).await;
    let (ann, bob) = (id(&engine, "ann").await, id(&engine, "bob").await);
    let held = access::held(&engine, &admin(&engine), ann, "", None, 0, 10).await.unwrap();
    assert_eq!(held.total, 2);
    assert_eq!(held.user.organisation.as_deref(), Some("Claims"));
    let post = held.rows.iter().find(|row| row.item.native_key == "POST").unwrap();
    assert_eq!(post.grant.origin, Origin::Reconciliation);
    assert_eq!(post.account.as_deref(), Some("ANN1"));
    assert!(post.grant.end.is_some());
    assert_eq!(post.item.application_name.as_deref(), Some("Ledger"));
    let mut tx = engine.read().await.unwrap();
    assert_eq!(users::by_user_name(&mut tx, "cyd").await.unwrap().unwrap().manager, Some(bob));
    assert_eq!(users::by_user_name(&mut tx, "bob").await.unwrap().unwrap().sn, "O’Neill, jr");
    let owners: Vec<UserId> =
        items::owners(&mut tx, post.item.id).await.unwrap().iter().map(|user| user.id).collect();
    assert_eq!(owners, [bob, ann]);
    assert!(accounts::name_is_taken(&mut tx, post.item.application.unwrap(), "svc").await.unwrap());
    assert_eq!(jobs::count(&mut tx, "waiting").await.unwrap(), 1, "the grant will end");
    tx.commit().await.unwrap();
    let search = CatalogSearch { text: "post entr".into(), limit: 5, ..CatalogSearch::default() };
    let ctx = testing::person(&engine, ann, &[]);
    assert_eq!(catalog::search(&engine, &ctx, &search).await.unwrap().rows.len(), 1);
});

db_test!(loading_again_changes_nothing, |db| async move {
    let engine = all(db).await;
    for (kind, text, rows) in [
        (Kind::Users, USERS, 3),
        (Kind::Applications, APPLICATIONS, 2),
        (Kind::Entitlements, ENTITLEMENTS, 2),
        (Kind::Accounts, ACCOUNTS, 2),
        (Kind::Grants, GRANTS, 3),
    ] {
        assert_eq!(counts(&csv(&engine, kind, text).await), (0, 0, rows), "{kind}");
    }
});

db_test!(what_the_file_says_otherwise_is_changed_and_the_rest_stays, |db| async move {
    let engine = all(db).await;
    let report = csv(&engine, Kind::Users, "userName,title,status\nBOB,Handler,inactive\ncyd,,\n").await;
    assert_eq!(counts(&report), (0, 1, 1));
    let report = csv(&engine, Kind::Entitlements, "application,key,risk,tags\nLedger,READ,high,x;y\n").await;
    assert_eq!(counts(&report), (0, 1, 0));
    let report = csv(&engine, Kind::Accounts, "application,name,user\nLedger,svc,cyd\n").await;
    assert_eq!(counts(&report), (0, 1, 0));
    let report = csv(&engine, Kind::Grants, "user,application,entitlement,end\nann,Ledger,POST,\n").await;
    assert_eq!(counts(&report), (0, 1, 0));
    let mut tx = engine.read().await.unwrap();
    let bob = users::by_user_name(&mut tx, "bob").await.unwrap().unwrap();
    assert_eq!(
        (bob.title.as_deref(), bob.status, bob.given_name.as_str()),
        (Some("Handler"), Status::Inactive, "Bob")
    );
    tx.commit().await.unwrap();
    let ann = id(&engine, "ann").await;
    let held = access::held(&engine, &admin(&engine), ann, "post", None, 0, 10).await.unwrap();
    assert_eq!(held.rows.iter().map(|row| row.grant.end).collect::<Vec<_>>(), [None]);
    let page = audit::search(&engine, &admin(&engine), &AuditQuery { limit: 100, ..AuditQuery::default() })
        .await
        .unwrap();
    let events: Vec<&str> = page.rows.iter().map(|(_, record)| record.entry.event.as_str()).collect();
    for event in [
        "import",
        "update-user",
        "update-entitlement",
        "update-account",
        "import-grants",
        "create-organisation",
    ] {
        assert!(events.contains(&event), "{event}: {events:?}");
    }
});

db_test!(every_bad_row_is_told_and_nothing_is_loaded, |db| async move {
    let engine = all(db).await;
    let report = csv(
        &engine,
        Kind::Users,
        "userName,givenName,sn,manager,status\n\
         dan,Dan,D,nobody,\n\
         ,Eve,E,,\n\
         DAN,Dan,D,,\n\
         fay,,F,,gone\n\
         gus,G\0s,G,,\n\
         hal,Hal,H\n\
         ann,Ann,Ng,cyd,\n\
         ivy,Ivy,I,ivy,\n",
    )
    .await;
    assert_eq!(
        faults(&report),
        [(7, "", "has 3 values where the header has 5")],
        "faults of form come first, alone"
    );
    let report = csv(
        &engine,
        Kind::Users,
        "userName,givenName,sn,manager,status\n\
         dan,Dan,D,nobody,\n\
         ,Eve,E,,\n\
         DAN,Dan,D,,\n\
         fay,,F,,gone\n\
         gus,G\0s,G,,\n\
         ann,Ann,Ng,cyd,\n\
         ivy,Ivy,I,ivy,\n\
         kim,,K,,\n",
    )
    .await;
    assert_eq!(
        faults(&report),
        [
            (2, "manager", "`nobody` is not a known user name"),
            (3, "userName", "must not be empty"),
            (4, "userName", "is the same as on line 2"),
            (5, "status", "`gone` is not one of active, inactive"),
            (6, "givenName", "must not contain control characters"),
            (7, "manager", "leads back to the person themselves"),
            (8, "manager", "leads back to the person themselves"),
            (9, "givenName", "must not be empty for a new person"),
        ]
    );
    let report = csv(
        &engine,
        Kind::Grants,
        "user,application,entitlement,start,end\n\
         ann,Nothing,POST,,\n\
         ann,Ledger,NONE,,\n\
         zed,Ledger,POST,,\n\
         ann,Ledger,READ,tomorrow,\n\
         ann,Ledger,READ,2999-01-01,\n\
         ann,Ledger,POST,,2001-01-01T00:00:00Z\n\
         bob,Ledger,POST,,\n\
         Bob,ledger,POST,,\n",
    )
    .await;
    assert_eq!(
        faults(&report),
        [
            (2, "application", "`Nothing` is not a known application"),
            (3, "entitlement", "`NONE` is not an entitlement of `Ledger`"),
            (4, "user", "`zed` is not a known user name"),
            (5, "start", "must be a date such as 2026-01-31 or 2026-01-31T17:00:00Z"),
            (6, "start", "must not be in the future"),
            (7, "end", "must be in the future"),
            (9, "user", "is the same as on line 8, with the same access"),
        ]
    );
    let mut tx = engine.read().await.unwrap();
    assert_eq!(users::count(&mut tx).await.unwrap(), 3);
});

db_test!(a_header_that_does_not_fit_is_told, |db| async move {
    let (engine, _) = testing::engine(db);
    let report = csv(&engine, Kind::Entitlements, "application,colour,Key,key\nLedger,red,A,B\n").await;
    let told = faults(&report);
    assert_eq!(told.len(), 2, "{told:?}");
    assert_eq!(told[0].1, "colour");
    assert_eq!(told[1], (1, "key", "comes twice"));
    let report = csv(&engine, Kind::Accounts, "application\n").await;
    assert_eq!(faults(&report), [(1, "name", "the column is missing")]);
});

db_test!(columns_are_mapped_and_left_out, |db| async move {
    let (engine, _) = testing::engine(db);
    let ctx = admin(&engine);
    let mapping = ["Login=userName", "First=givenName", "Last=sn", "Shoe size=-"];
    let text = "Login,First,Last,Shoe size\nann,Ann,Ng,38\n";
    let report = load_as(&engine, &ctx, Kind::Users, Format::Csv, &mapping, text).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0));
    let wrong = load_as(&engine, &ctx, Kind::Users, Format::Csv, &["Login=login"], text).await;
    assert!(matches!(wrong, Err(EngineError::Invalid { .. })));
});

db_test!(json_lines_are_read_and_their_faults_told, |db| async move {
    let (engine, _) = testing::engine(db);
    let ctx = admin(&engine);
    let good = "{\"userName\":\"ann\",\"givenName\":\"Ann\",\"sn\":\"Ng\",\"mail\":null}\n\n{\"userName\":\"bob\",\"givenName\":\"שלום\",\"sn\":\"👩🏽‍💻\"}\n";
    let report = load_as(&engine, &ctx, Kind::Users, Format::JsonLines, &[], good).await.unwrap();
    assert_eq!(counts(&report), (2, 0, 0));
    let item = "{\"name\":\"Ledger\",\"requestable\":false,\"owners\":[\"ann\",\"bob\"]}";
    let report = load_as(&engine, &ctx, Kind::Applications, Format::JsonLines, &[], item).await.unwrap();
    assert_eq!(counts(&report), (1, 0, 0));
    let bad =
        "{\"userName\":\"x\"\n[1]\n{\"userName\":{},\"givenName\":\"a\",\"sn\":\"b\"}\n{\"shoe\":1}\n\u{0}\n";
    let report = load_as(&engine, &ctx, Kind::Users, Format::JsonLines, &[], bad).await.unwrap();
    let lines: Vec<u64> = faults(&report).iter().map(|fault| fault.0).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
});

db_test!(faults_beyond_a_thousand_are_counted, |db| async move {
    let (engine, _) = testing::engine(db);
    let text = format!("userName\n{}", ",\n".repeat(1_500));
    let report = csv(&engine, Kind::Users, &text).await;
    assert_eq!((report.faults.len(), report.more_faults, report.read), (1_000, 500, 1_500));
});

db_test!(only_access_administrators_import, |db| async move {
    let (engine, _) = testing::engine(db);
    for authorities in [&[][..], &[Authority::Auditor]] {
        let ctx = testing::person(&engine, UserId(Uuid::from_u128(1)), authorities);
        let refused = load_as(&engine, &ctx, Kind::Users, Format::Csv, &[], USERS).await;
        assert!(matches!(refused, Err(EngineError::Forbidden(_))));
        assert!(matches!(
            role_mining(&engine, &ctx, "x", Cursor::new("1 1 1")).await,
            Err(EngineError::Forbidden(_))
        ));
    }
});

db_test!(a_line_of_a_matrix_is_a_pair_and_perhaps_a_1, |db| async move {
    let (engine, _) = testing::engine(db);
    let ctx = admin(&engine);
    let report =
        role_mining(&engine, &ctx, "Bad", Cursor::new("1 1 1\n1\n1 2 0\n1 1 1 1\n\n2 2\n")).await.unwrap();
    assert_eq!(faults(&report).iter().map(|fault| fault.0).collect::<Vec<_>>(), [2, 3, 4]);
    let report = role_mining(&engine, &ctx, "Twice", Cursor::new("1 1 1\n1 1 1\n")).await.unwrap();
    assert_eq!(faults(&report), [(2, "user", "is the same as on line 1, with the same access")]);
});

/// Real assignments, when the shared folder is there: file, people, permissions, grants.
const REAL: [(&str, i64, usize, u64); 4] = [
    ("domino", 79, 231, 730),
    ("apj", 2_044, 1_164, 6_841),
    ("customer", 10_021, 277, 45_427),
    ("americas_small", 3_477, 1_587, 105_205),
];

db_test!(real_assignments_are_loaded_as_they_are, |db| async move {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/role-mining");
    if !folder.is_dir() {
        eprintln!("skipped: `{}` does not exist", folder.display());
        return;
    }
    let (engine, clock) = testing::engine(db);
    let mut people = 0;
    for (name, users_in_file, permissions, grants) in REAL {
        let began = Instant::now();
        let file = std::fs::File::open(folder.join(format!("{name}.txt"))).unwrap();
        let report = role_mining(&engine, &admin(&engine), name, file).await.unwrap();
        eprintln!("{name}: {} grants in {:.1} s", report.added, began.elapsed().as_secs_f64());
        assert_eq!(report.read, grants);
        assert_eq!(counts(&report), (grants, 0, 0));
        clock.advance(Duration::minutes(1));
        let mut tx = engine.read().await.unwrap();
        people += users_in_file;
        assert_eq!(users::count(&mut tx).await.unwrap(), people);
        let application = items::by_key(&mut tx, ItemKind::Application, None, name).await.unwrap().unwrap();
        let keys: Vec<String> = (1..=2_000).map(|key| key.to_string()).collect();
        assert_eq!(bulk::entitlements(&mut tx, application, &keys).await.unwrap().len(), permissions);
    }
    let file = std::fs::File::open(folder.join("domino.txt")).unwrap();
    let again = role_mining(&engine, &admin(&engine), "domino", file).await.unwrap();
    assert_eq!(counts(&again), (0, 0, 730));
});
