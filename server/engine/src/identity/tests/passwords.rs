use bailiwick_store::db_test;

use super::*;
use crate::identity::set_password;

const NEW: &str = "another horse battery";

db_test!(a_new_password_ends_the_other_sessions, |db| async move {
    let house = House::new(db).await;
    let (here, there) = (house.sign_in(PASSWORD).await.unwrap(), house.sign_in(PASSWORD).await.unwrap());
    set_password(&house.engine, &house.ann(&[]), Some(here.session.id), PASSWORD, NEW).await.unwrap();
    assert!(house.by_session(&here.token).await.is_some());
    assert!(house.by_session(&there.token).await.is_none());
    assert!(house.sign_in(PASSWORD).await.is_err());
    house.sign_in(NEW).await.unwrap();
});

db_test!(wrong_current_passwords_lock_too, |db| async move {
    let house = House::new(db).await;
    for _ in 0..5 {
        let refused = set_password(&house.engine, &house.ann(&[]), None, "wrong", NEW).await;
        assert!(matches!(refused, Err(EngineError::Invalid { field, .. }) if field == "current"));
    }
    let refused = set_password(&house.engine, &house.ann(&[]), None, PASSWORD, NEW).await;
    assert!(matches!(refused, Err(EngineError::TooMany { seconds: 60 })));
});

db_test!(a_new_password_must_be_fit_to_be_one, |db| async move {
    let house = House::new(db).await;
    for new in ["short", "Ann.Example ", "aaaaaaaaaaaa"] {
        let refused = set_password(&house.engine, &house.ann(&[]), None, PASSWORD, new).await;
        assert!(matches!(refused, Err(EngineError::Invalid { field, .. }) if field == "new"), "{new}");
    }
    house.sign_in(PASSWORD).await.unwrap();
});

db_test!(hashes_are_salted_argon2id, |db| async move {
    let house = House::new(db).await;
    let mut hashes = Vec::new();
    for _ in 0..2 {
        let turn = password::turn().await.unwrap();
        hashes.push(password::hash(turn, &house.engine, PASSWORD).await.unwrap());
    }
    assert_ne!(hashes[0], hashes[1]);
    assert!(hashes[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    let nobody = password::verify(password::turn().await.unwrap(), PASSWORD, None).await.unwrap();
    assert!(!nobody);
});
