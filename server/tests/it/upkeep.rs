//! What is done every so often.

use bailiwick_engine::{notifications, upkeep};
use bailiwick_store::{db_test, mail::outbox};
use chrono::Duration;

use crate::support::world;

db_test!(old_notices_are_deleted_and_what_waits_stays, |db| async move {
    let w = world(db.clone()).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    let then = w.by(w.marta).now;
    assert_eq!(notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap().len(), 1);
    for (number, state) in ["waiting", "sent", "dead"].into_iter().enumerate() {
        let mail = outbox::Mail {
            id: bailiwick::id::MailId(uuid::Uuid::from_u128(number as u128)),
            to: vec!["marta@example.com".into()],
            cc: Vec::new(),
            bcc: Vec::new(),
            subject: "Please decide".into(),
            text: String::new(),
            html: None,
            created_at: then,
        };
        let mut tx = db.write().await.unwrap();
        outbox::insert(&mut tx, &mail, state, then).await.unwrap();
        match state {
            "sent" => outbox::sent(&mut tx, mail.id, then).await.unwrap(),
            "dead" => outbox::failed(&mut tx, mail.id, "no such address", None).await.unwrap(),
            _ => {}
        }
        tx.commit().await.unwrap();
    }
    assert_eq!(upkeep::clear_notices(&w.engine, then).await.unwrap(), 0, "they are not old yet");
    assert_eq!(upkeep::clear_notices(&w.engine, then + Duration::seconds(1)).await.unwrap(), 3);
    assert_eq!(notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap(), []);
    let mut tx = db.read().await.unwrap();
    let mut left = Vec::new();
    for state in ["waiting", "sent", "dead"] {
        left.push(outbox::count(&mut tx, state).await.unwrap());
    }
    assert_eq!(left, [1, 0, 0]);
});

db_test!(more_than_a_batch_goes_batch_by_batch, |db| async move {
    let w = world(db.clone()).await;
    w.ask(w.jonas, w.pay, w.jonas).await;
    let then = w.by(w.marta).now;
    let marta = notifications::mine(&w.engine, &w.by(w.marta)).await.unwrap().remove(0);
    let mut tx = db.write().await.unwrap();
    for number in 0..1_100_u128 {
        let told = bailiwick::notification::Notification {
            id: bailiwick::id::NotificationId(uuid::Uuid::from_u128(number)),
            ..marta.clone()
        };
        bailiwick_store::notifications::insert(&mut tx, &told, &number.to_string()).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(upkeep::clear_notices(&w.engine, then + Duration::seconds(1)).await.unwrap(), 1_101);
});
