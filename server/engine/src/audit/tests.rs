//! The trail on both databases: sealed by several at once, tampered with, read by everybody.

use bailiwick::audit::ChainFault;
use bailiwick::authority::Authority;
use bailiwick::id::UserId;
use bailiwick::view::AuditQuery;
use bailiwick_store::{db_test, testing::execute};
use chrono::Duration;
use uuid::Uuid;

use super::{AuditFault, Event, chain, export, seal, search, verify, verify_export};
use crate::testing::{TestClock, engine, person, system};
use crate::{Context, Engine, EngineError};

const ANN: UserId = UserId(Uuid::from_u128(1));
const BEN: UserId = UserId(Uuid::from_u128(2));

/// One change, made by the context's actor.
async fn change(engine: &Engine, ctx: &Context, about: Option<UserId>, object: &str) {
    let mut event = Event::new("create-request", "request", object, "Ünïcode \u{202e}name\u{1f600}").change(
        "status",
        None::<&str>,
        Some("in-progress"),
    );
    if let Some(user) = about {
        event = event.about(user);
    }
    let mut tx = engine.write().await.unwrap();
    event.write(&mut tx, engine, ctx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn changes(engine: &Engine, clock: &TestClock, count: usize) {
    for n in 0..count {
        clock.advance(Duration::microseconds(1_001));
        change(engine, &system(engine), None, &n.to_string()).await;
    }
}

async fn exported(engine: &Engine) -> String {
    let mut file = Vec::new();
    export(engine, &mut file).await.unwrap();
    String::from_utf8(file).unwrap()
}

db_test!(an_untouched_chain_holds_in_the_database_and_in_an_export, |db| async {
    let (engine, clock) = engine(db);
    changes(&engine, &clock, 7).await;
    assert_eq!(seal(&engine).await.unwrap(), 7);
    changes(&engine, &clock, 2).await;
    let verified = verify(&engine).await.unwrap();
    assert_eq!((verified.sealed, verified.unsealed), (7, 2));
    assert_eq!(verify_export(exported(&engine).await.as_bytes()).unwrap(), verified);

    assert_eq!(seal(&engine).await.unwrap(), 2);
    assert_eq!(seal(&engine).await.unwrap(), 0);
    let state = chain(&engine, &person(&engine, ANN, &[])).await.unwrap();
    assert_eq!((state.sealed, state.unsealed), (9, 0));
});

db_test!(an_empty_chain_holds, |db| async {
    let (engine, _) = engine(db);
    assert_eq!(seal(&engine).await.unwrap(), 0);
    assert_eq!(verify(&engine).await.unwrap().sealed, 0);
    assert_eq!(verify_export(exported(&engine).await.as_bytes()).unwrap().sealed, 0);
});

db_test!(a_changed_row_is_found_in_the_database_and_in_an_export, |db| async {
    let (engine, clock) = engine(db.clone());
    changes(&engine, &clock, 5).await;
    seal(&engine).await.unwrap();
    execute(&db, "UPDATE audit_entries SET actor_name = 'Mallory' WHERE sequence = 3").await;
    let fault = verify(&engine).await.unwrap_err();
    assert!(matches!(fault, AuditFault::Chain(ChainFault::Changed { sequence: 3 })), "{fault}");
    let fault = verify_export(exported(&engine).await.as_bytes()).unwrap_err();
    assert!(matches!(fault, AuditFault::Chain(ChainFault::Changed { sequence: 3 })), "{fault}");
});

db_test!(a_removed_row_is_found_in_the_middle_and_at_the_end, |db| async {
    let (engine, clock) = engine(db.clone());
    changes(&engine, &clock, 5).await;
    seal(&engine).await.unwrap();
    execute(&db, "DELETE FROM audit_entries WHERE sequence = 5").await;
    let fault = verify(&engine).await.unwrap_err();
    assert!(matches!(fault, AuditFault::Head { expected: 5, found: 4 }), "{fault}");
    execute(&db, "DELETE FROM audit_entries WHERE sequence = 2").await;
    let fault = verify(&engine).await.unwrap_err();
    assert!(matches!(fault, AuditFault::Chain(ChainFault::Gap { expected: 2, found: 3 })), "{fault}");
    let fault = verify_export(exported(&engine).await.as_bytes()).unwrap_err();
    assert!(matches!(fault, AuditFault::Chain(ChainFault::Gap { expected: 2, found: 3 })), "{fault}");
});

db_test!(a_changed_head_is_found, |db| async {
    let (engine, clock) = engine(db.clone());
    changes(&engine, &clock, 2).await;
    seal(&engine).await.unwrap();
    execute(&db, "UPDATE audit_chain SET hash = 'another'").await;
    let fault = verify(&engine).await.unwrap_err();
    assert!(matches!(fault, AuditFault::HeadHash(2)), "{fault}");
});

db_test!(an_export_without_its_last_line_is_found, |db| async {
    let (engine, clock) = engine(db);
    changes(&engine, &clock, 3).await;
    seal(&engine).await.unwrap();
    let file = exported(&engine).await;
    let shorter: Vec<&str> = file.lines().take(3).collect();
    let fault = verify_export(shorter.join("\n").as_bytes()).unwrap_err();
    assert!(matches!(fault, AuditFault::Head { expected: 3, found: 2 }), "{fault}");
    let fault = verify_export(file.replace("}\n", "\n").as_bytes()).unwrap_err();
    assert!(matches!(fault, AuditFault::Line { line: 1, .. }), "{fault}");
});

db_test!(writers_and_two_sealers_at_once_never_break_the_chain, |db| async {
    let (engine, _) = engine(db);
    let writers = (0..4).map(|writer| {
        let engine = engine.clone();
        tokio::spawn(async move {
            for n in 0..25 {
                change(&engine, &system(&engine), None, &format!("{writer}-{n}")).await;
            }
            0
        })
    });
    let sealers = (0..2).map(|_| {
        let engine = engine.clone();
        tokio::spawn(async move {
            let mut sealed = 0;
            for _ in 0..30 {
                sealed += seal(&engine).await.unwrap();
                tokio::task::yield_now().await;
            }
            sealed
        })
    });
    let mut sealed = 0;
    for task in writers.chain(sealers).collect::<Vec<_>>() {
        sealed += task.await.unwrap();
    }
    sealed += seal(&engine).await.unwrap();
    assert_eq!(sealed, 100);
    let verified = verify(&engine).await.unwrap();
    assert_eq!((verified.sealed, verified.unsealed), (100, 0));
});

db_test!(a_writer_never_waits_for_a_sealer_nor_for_another_writer, |db| async {
    // The embedded database has one writer; what matters there is that nobody fails.
    if db.kind() == "sqlite" {
        return;
    }
    let (engine, _) = engine(db);
    let ctx = system(&engine);
    let mut early = engine.write().await.unwrap();
    Event::new("early", "request", "1", "Early").write(&mut early, &engine, &ctx).await.unwrap();
    change(&engine, &ctx, None, "late").await;
    assert_eq!(seal(&engine).await.unwrap(), 1);
    early.commit().await.unwrap();
    assert_eq!(seal(&engine).await.unwrap(), 1);
    let verified = verify(&engine).await.unwrap();
    assert_eq!((verified.sealed, verified.unsealed), (2, 0));
});

db_test!(an_employee_sees_only_what_is_about_them_or_done_by_them, |db| async {
    let (engine, _) = engine(db);
    let (ann, ben) = (person(&engine, ANN, &[]), person(&engine, BEN, &[]));
    change(&engine, &ann, Some(BEN), "by Ann about Ben").await;
    change(&engine, &ben, Some(BEN), "by Ben about Ben").await;
    change(&engine, &system(&engine), Some(ANN), "about Ann").await;
    change(&engine, &system(&engine), None, "about nobody").await;
    let seen = async |ctx: &Context| {
        let page = search(&engine, ctx, &AuditQuery { limit: 50, ..AuditQuery::default() }).await.unwrap();
        assert_eq!(page.total, i64::try_from(page.rows.len()).unwrap());
        page.rows.into_iter().map(|(_, record)| record.entry.object_id).collect::<Vec<_>>()
    };
    assert_eq!(seen(&ann).await, ["about Ann", "by Ann about Ben"]);
    assert_eq!(seen(&ben).await, ["by Ben about Ben", "by Ann about Ben"]);
    for authority in [Authority::Auditor, Authority::AccessAdmin, Authority::OrgAdmin] {
        assert_eq!(seen(&person(&engine, ANN, &[authority])).await.len(), 4);
    }
    // Asking for somebody else's entries does not widen what is seen.
    let about_ben = AuditQuery { user: Some(BEN), limit: 50, ..AuditQuery::default() };
    assert_eq!(search(&engine, &ann, &about_ben).await.unwrap().rows.len(), 1);
    let nobody = engine.context(bailiwick::authority::Actor::Anonymous, "test");
    assert!(matches!(search(&engine, &nobody, &about_ben).await, Err(EngineError::NotAuthenticated)));
    assert!(matches!(chain(&engine, &nobody).await, Err(EngineError::NotAuthenticated)));
});

db_test!(pages_are_turned_by_number_and_narrowed_by_every_field, |db| async {
    let (engine, clock) = engine(db);
    let auditor = person(&engine, ANN, &[Authority::Auditor]);
    let start = auditor.now;
    changes(&engine, &clock, 25).await;
    change(&engine, &person(&engine, BEN, &[]), Some(BEN), "Ben's").await;
    let mut query = AuditQuery { limit: 10, ..AuditQuery::default() };
    let mut seen = Vec::new();
    loop {
        let page = search(&engine, &auditor, &query).await.unwrap();
        assert_eq!(page.total, 26);
        seen.extend(page.rows.iter().map(|(number, _)| *number));
        query.before = page.next;
        if page.next.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 26);
    assert!(seen.is_sorted_by(|a, b| a > b));

    let found = async |query: AuditQuery| {
        search(&engine, &auditor, &AuditQuery { limit: 200, ..query }).await.unwrap().rows.len()
    };
    assert_eq!(found(AuditQuery { object_id: Some("7".into()), ..AuditQuery::default() }).await, 1);
    assert_eq!(found(AuditQuery { user: Some(BEN), ..AuditQuery::default() }).await, 1);
    assert_eq!(found(AuditQuery { actor: Some(BEN.to_string()), ..AuditQuery::default() }).await, 1);
    assert_eq!(found(AuditQuery { event: Some("grant".into()), ..AuditQuery::default() }).await, 0);
    // Times are kept to the microsecond, the end is not included.
    let (from, to) = (start + Duration::microseconds(1_001), start + Duration::microseconds(3_003));
    assert_eq!(found(AuditQuery { from: Some(from), to: Some(to), ..AuditQuery::default() }).await, 2);
    let reversed = AuditQuery { from: Some(to), to: Some(from), ..AuditQuery::default() };
    assert!(matches!(search(&engine, &auditor, &reversed).await, Err(EngineError::Invalid { .. })));
});
