//! What time does.

use bailiwick::catalog::ItemKind;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{RequestId, UserId};
use bailiwick::request::{Action, Modifier, Outcome, RequestStatus};
use bailiwick_engine::requests::provision::{Terms, add};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create, mine};
use bailiwick_engine::testing::{World, system};
use bailiwick_store::db_test;
use chrono::Duration;
use serde_json::{Value, json};

use crate::support::world;

/// An administrator gives Jonas the right to pay for so many days.
async fn held_for(w: &World, days: i64) {
    let by = system(&w.engine);
    let terms = Terms { end: Some(by.now + Duration::days(days)), ..Terms::default() };
    add(&w.engine, &by, w.jonas, ItemKind::Entitlement, w.pay, &terms).await.unwrap();
    assert_eq!(w.holds(w.jonas).await, ["Post vendor payments"]);
}

/// Somebody asks that it be taken from him, in so many days where that is said.
async fn removal(w: &World, by: UserId, days: Option<i64>, context: Option<Value>) -> RequestId {
    let by = w.by(by);
    let end = days.map(|days| by.now + Duration::days(days));
    let lines = vec![NewLine { end, ..NewLine::new(w.jonas, w.pay, Modifier::Remove) }];
    let new = NewRequests { lines, context, ..NewRequests::default() };
    let submitted = create(&w.engine, &by, &new, Mode::Create).await.unwrap();
    assert_eq!(submitted.faults, []);
    w.work().await;
    submitted.requests[0].clone()
}

db_test!(a_start_date_is_awaited_and_an_end_date_ends_the_grant, |db| async move {
    let w = world(db).await;
    let now = w.by(w.jonas).now;
    let mut line = NewLine::new(w.jonas, w.pay, Modifier::Add);
    (line.start, line.end) = (Some(now + Duration::days(2)), Some(now + Duration::days(4)));
    let new = NewRequests { lines: vec![line], ..NewRequests::default() };
    let id = create(&w.engine, &w.by(w.jonas), &new, Mode::Create).await.unwrap().requests.remove(0);
    w.work().await;
    w.approve(w.marta, &id).await;
    w.approve(w.priya, &id).await;
    w.work().await;
    assert_eq!(w.read(&id).await.request.status, RequestStatus::Suspended);
    assert!(w.holds(w.jonas).await.is_empty());

    w.clock.advance(Duration::days(2));
    w.work().await;
    assert_eq!(w.read(&id).await.request.outcome, Some(Outcome::Provisioned));
    assert_eq!(w.holds(w.jonas).await, ["Post vendor payments"]);

    w.clock.advance(Duration::days(2));
    w.work().await;
    assert!(w.holds(w.jonas).await.is_empty());
});

db_test!(no_removal_that_somebody_asks_for_keeps_access_from_ending_on_its_day, |db| async move {
    let w = world(db).await;
    // One waits for consent, one was agreed to for next year, one for the very day.
    for days in [None, Some(300), Some(4)] {
        held_for(&w, 4).await;
        let asked = removal(&w, w.jonas, days, None).await;
        if days.is_some() {
            for who in [w.marta, w.priya] {
                w.approve(who, &asked).await;
            }
            assert_eq!(w.read(&asked).await.request.status, RequestStatus::Suspended);
        }
        w.clock.advance(Duration::days(4));
        w.work().await;
        assert!(w.holds(w.jonas).await.is_empty(), "{days:?}");
        let view = w.read(&asked).await;
        let is_called_off = days != Some(4);
        let outcome = if is_called_off { Outcome::Cancelled } else { Outcome::Provisioned };
        assert_eq!(view.request.outcome, Some(outcome), "{days:?}: {:?}", view.comments);
        let why = "The access has ended on its end date.";
        assert_eq!(view.comments.iter().any(|said| said.comment == why), is_called_off, "{days:?}");
    }
});

db_test!(a_day_that_administrators_moved_counts_until_they_take_that_back, |db| async move {
    let w = world(db).await;
    held_for(&w, 4).await;
    let moved = removal(&w, w.grace, Some(9), Some(json!({"type": "admin"}))).await;
    assert_eq!(w.read(&moved).await.request.status, RequestStatus::Suspended);
    w.clock.advance(Duration::days(5));
    w.work().await;
    assert_eq!(w.holds(w.jonas).await, ["Post vendor payments"]);
    w.act(w.grace, &moved, Action::Cancel { comment: "not so".into() }).await.unwrap();
    assert!(w.holds(w.jonas).await.is_empty(), "its own end has passed");
});

db_test!(a_decision_that_stays_out_is_a_rejection_after_seven_days, |db| async move {
    let w = world(db).await;
    let id = w.ask(w.jonas, w.pay, w.jonas).await;
    w.clock.advance(Duration::days(6));
    w.work().await;
    assert_eq!(w.read(&id).await.request.status, RequestStatus::InProgress);
    w.clock.advance(Duration::days(1));
    w.work().await;
    let view = w.read(&id).await;
    assert_eq!(view.request.outcome, Some(Outcome::Denied));
    assert_eq!(view.comments.last().unwrap().name, "SYSTEM");
});

db_test!(an_expiry_date_calls_the_request_off, |db| async move {
    let w = world(db).await;
    let expires = Some(w.by(w.jonas).now + Duration::hours(3));
    let lines = vec![NewLine::new(w.jonas, w.pay, Modifier::Add)];
    let new = NewRequests { lines, expires, ..NewRequests::default() };
    create(&w.engine, &w.by(w.jonas), &new, Mode::Create).await.unwrap();
    w.clock.advance(Duration::hours(3));
    w.work().await;
    let all = mine(&w.engine, &w.by(w.jonas), w.jonas, &Filter::All, &ListQuery::default()).await.unwrap();
    assert_eq!(all.rows[0].request.status, RequestStatus::Cancelled);
});

db_test!(dates_that_make_no_sense_are_refused, |db| async move {
    let w = world(db).await;
    let now = w.by(w.jonas).now;
    let mut line = NewLine::new(w.jonas, w.pay, Modifier::Add);
    (line.start, line.end) = (Some(now + Duration::days(4)), Some(now + Duration::days(2)));
    let new = NewRequests { lines: vec![line], ..NewRequests::default() };
    let submitted = create(&w.engine, &w.by(w.jonas), &new, Mode::Create).await.unwrap();
    assert_eq!(submitted.faults[0].fault.code(), "VALIDATION");
    assert!(submitted.requests.is_empty());
});
