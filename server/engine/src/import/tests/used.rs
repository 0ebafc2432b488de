//! When access was last used.

use bailiwick::grant::Use;
use bailiwick::view::AccessView;

use super::*;

async fn post(engine: &Engine) -> AccessView {
    let ann = id(engine, "ann").await;
    let held = access::held(engine, &admin(engine), ann, "Post", None, 0, 10).await.unwrap();
    assert_eq!(held.total, 1, "there is no second grant of the same");
    held.rows.into_iter().next().unwrap()
}

async fn load(engine: &Engine, last_used: &str) -> ImportReport {
    let text = format!("user,application,entitlement,lastUsed\nann,Ledger,POST,{last_used}\n");
    csv(engine, Kind::Grants, &text).await
}

fn moment(text: &str) -> chrono::DateTime<chrono::Utc> {
    text.parse().unwrap()
}

db_test!(what_was_used_is_kept_and_never_moved_back, |db| async move {
    let (engine, clock) = testing::engine(db);
    clock.advance(Duration::days(120));
    for (kind, text) in
        [(Kind::Users, USERS), (Kind::Applications, APPLICATIONS), (Kind::Entitlements, ENTITLEMENTS)]
    {
        csv(&engine, kind, text).await;
    }
    let new = "user,application,entitlement,start,lastUsed\nann,Ledger,POST,2026-01-01,2026-03-05\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, new).await), (1, 0, 0));
    let first = post(&engine).await.grant;
    let told = engine.context(bailiwick::authority::Actor::System, "test").now;
    assert_eq!(first.used, Some(Use { last: Some(moment("2026-03-05T00:00:00Z")), told }));
    clock.advance(Duration::days(1));
    for (said, expected) in [
        ("2026-04-01T12:30:00Z", (0, 1, 0)),
        ("2026-04-01T12:30:00Z", (0, 0, 1)),
        ("2026-02-01", (0, 0, 1)),
        ("never", (0, 0, 1)),
        ("", (0, 0, 1)),
    ] {
        assert_eq!(counts(&load(&engine, said).await), expected, "{said}");
        let grant = post(&engine).await.grant;
        assert_eq!(grant.id, first.id);
        let last = Some(moment("2026-04-01T12:30:00Z"));
        assert_eq!(grant.used, Some(Use { last, told: told + Duration::days(1) }), "{said}");
    }
    // Another end makes no other grant of it: what is known of it, and was decided about it, stays.
    let end = "user,application,entitlement,end\nann,Ledger,POST,2029-01-31\n";
    assert_eq!(counts(&csv(&engine, Kind::Grants, end).await), (0, 1, 0));
    let grant = post(&engine).await.grant;
    assert_eq!(grant.id, first.id);
    assert!(grant.end.is_some());
    assert_eq!(grant.used.unwrap().last, Some(moment("2026-04-01T12:30:00Z")));
});

db_test!(what_was_never_used_is_known_to_be_unused, |db| async move {
    let engine = all(db).await;
    assert_eq!(post(&engine).await.grant.used, None, "nobody said anything");
    assert_eq!(counts(&load(&engine, "").await), (0, 0, 1));
    assert_eq!(post(&engine).await.grant.used, None);
    assert_eq!(counts(&load(&engine, "Never").await), (0, 1, 0));
    let grant = post(&engine).await.grant;
    assert_eq!((grant.used.unwrap().last, grant.unused_days()), (None, Some(0)));
});

db_test!(what_cannot_be_a_use_is_refused, |db| async move {
    let engine = all(db).await;
    let future = load(&engine, "2200-01-01").await;
    assert_eq!(faults(&future), [(2, "lastUsed", "must not be in the future")]);
    let word = load(&engine, "often").await;
    let expected = "must be a date such as 2026-01-31 or 2026-01-31T17:00:00Z";
    assert_eq!(faults(&word), [(2, "lastUsed", expected)]);
    assert_eq!(post(&engine).await.grant.used, None);
});
