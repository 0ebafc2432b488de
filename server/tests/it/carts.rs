//! The cart: filled, checked, sent.

use bailiwick::cart::LineFault;
use bailiwick::request::Priority;
use bailiwick_engine::{EngineError, carts};
use bailiwick_store::db_test;

use crate::support::world;

db_test!(two_items_for_two_people_and_the_duplicate_shows_at_once, |db| async move {
    let w = world(db).await;
    let open = w.ask(w.jonas, w.pay, w.jonas).await;
    let me = w.by(w.jonas);
    let cart = carts::add(&w.engine, &me, &[w.pay, w.read], &[w.jonas, w.hana], None, None).await.unwrap();
    assert_eq!(cart.lines.len(), 4);
    let faults: Vec<_> = cart.lines.iter().filter_map(|line| line.fault.clone()).collect();
    assert_eq!(faults, [LineFault::Duplicate { request: open }]);
    let ready = cart.lines.iter().find(|line| line.fault.is_none()).unwrap();
    assert_eq!(ready.approvers.len(), 2);

    carts::describe(&w.engine, &me, "quarter end", Priority::High).await.unwrap();
    let submitted = carts::submit(&w.engine, &me).await.unwrap();
    assert_eq!((submitted.requests.len(), submitted.faults.len()), (3, 1));
    let cart = carts::read(&w.engine, &me).await.unwrap();
    assert_eq!(cart.lines.len(), 1, "what was not sent stays");
    assert_eq!(cart.justification, "quarter end", "and so does what was written");
    assert_eq!(w.read(&submitted.requests[0]).await.request.justification, "quarter end");
});

db_test!(the_second_click_sends_nothing_twice, |db| async move {
    let w = world(db).await;
    let me = w.by(w.jonas);
    carts::add(&w.engine, &me, &[w.pay], &[w.jonas], None, None).await.unwrap();
    let (a, b) = tokio::join!(carts::submit(&w.engine, &me), carts::submit(&w.engine, &me));
    let sent: usize = [a, b].iter().flatten().map(|submitted| submitted.requests.len()).sum();
    assert_eq!(sent, 1);
    assert_eq!(carts::count(&w.engine, &me).await.unwrap(), 0);
});

db_test!(a_cart_is_bounded_and_its_owners_own, |db| async move {
    let w = world(db).await;
    let me = w.by(w.jonas);
    let many = vec![w.jonas; 1_001];
    let refused = carts::add(&w.engine, &me, &[w.pay], &many, None, None).await;
    assert!(matches!(refused, Err(EngineError::Invalid { .. })));
    let cart = carts::add(&w.engine, &me, &[w.pay], &[w.jonas], None, None).await.unwrap();
    let line = cart.lines[0].line.id;
    let hana = carts::set_dates(&w.engine, &w.by(w.hana), line, None, None).await;
    assert!(matches!(hana, Err(EngineError::NotFound { .. })), "another's line does not exist");
    carts::remove(&w.engine, &w.by(w.hana), line).await.unwrap();
    assert_eq!(carts::count(&w.engine, &me).await.unwrap(), 1);
});
