use bailiwick::identity::{SESSION_IDLE, SESSION_LIFE};
use bailiwick_store::db_test;

use super::*;
use crate::identity::{revoke_session, sessions, sign_out};

db_test!(each_sign_in_has_a_token_of_its_own, |db| async move {
    let house = House::new(db).await;
    let (one, two) = (house.sign_in(PASSWORD).await.unwrap(), house.sign_in(PASSWORD).await.unwrap());
    assert_ne!(one.token, two.token);
    sign_out(&house.engine, &house.nobody(), &one.token).await.unwrap();
    sign_out(&house.engine, &house.nobody(), &one.token).await.expect("signing out twice is no error");
    assert!(house.by_session(&one.token).await.is_none());
    assert!(house.by_session(&two.token).await.is_some());
});

db_test!(an_idle_session_ends, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    house.advance(SESSION_IDLE - TimeDelta::seconds(1));
    assert!(house.by_session(&begun.token).await.is_some());
    house.advance(SESSION_IDLE - TimeDelta::seconds(1));
    assert!(house.by_session(&begun.token).await.is_some(), "it was used in between");
    house.advance(SESSION_IDLE);
    assert!(house.by_session(&begun.token).await.is_none());
});

db_test!(a_session_in_use_ends_after_a_week, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    let step = TimeDelta::hours(7);
    let mut age = step;
    while age < SESSION_LIFE {
        house.advance(step);
        assert!(house.by_session(&begun.token).await.is_some(), "after {age}");
        age += step;
    }
    house.advance(step);
    assert!(house.by_session(&begun.token).await.is_none());
});

db_test!(use_is_noted_once_a_minute, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    let seen = async || {
        house.by_session(&begun.token).await.unwrap();
        sessions(&house.engine, &house.ann(&[])).await.unwrap()[0].seen_at
    };
    house.advance(TimeDelta::seconds(59));
    assert_eq!(seen().await, begun.session.created_at);
    house.advance(TimeDelta::seconds(1));
    assert_eq!(seen().await, begun.session.created_at + TimeDelta::minutes(1));
});

db_test!(a_busy_database_keeps_nobody_out, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    house.advance(TimeDelta::minutes(2));
    let mut long = house.engine.write().await.unwrap();
    bailiwick_store::sessions::touch(&mut long, begun.session.id, house.nobody().now).await.unwrap();
    assert!(house.by_session(&begun.token).await.is_some());
    long.commit().await.unwrap();
});

db_test!(a_revoked_session_ends_and_strangers_cannot_revoke, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    let stranger = testing::person(&house.engine, UserId(house.engine.new_id()), &[]);
    let refused = revoke_session(&house.engine, &stranger, begun.session.id).await;
    assert!(matches!(refused, Err(EngineError::NotFound { .. })));
    assert!(house.by_session(&begun.token).await.is_some());

    revoke_session(&house.engine, &house.ann(&[]), begun.session.id).await.unwrap();
    assert!(house.by_session(&begun.token).await.is_none());
    assert!(sessions(&house.engine, &house.ann(&[])).await.unwrap().is_empty());
});

db_test!(disabling_a_person_ends_their_sessions_at_once, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    house.disable().await;
    assert!(house.by_session(&begun.token).await.is_none());
});

db_test!(authorities_count_from_the_next_call, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    assert!(!house.by_session(&begun.token).await.unwrap().is_access_admin());
    let mut tx = house.engine.write().await.unwrap();
    users::add_authority(&mut tx, house.ann, Authority::AccessAdmin).await.unwrap();
    tx.commit().await.unwrap();
    assert!(house.by_session(&begun.token).await.unwrap().is_access_admin());
});

db_test!(nobody_has_no_sessions_to_list, |db| async move {
    let house = House::new(db).await;
    let refused = sessions(&house.engine, &house.nobody()).await;
    assert!(matches!(refused, Err(EngineError::NotAuthenticated)));
    assert!(house.by_session("").await.is_none());
});
