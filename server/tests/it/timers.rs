//! What time does.

use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::request::{Modifier, Outcome, RequestStatus};
use bailiwick_engine::requests::{Mode, NewLine, NewRequests, create, mine};
use bailiwick_store::db_test;
use chrono::Duration;

use crate::support::world;

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
