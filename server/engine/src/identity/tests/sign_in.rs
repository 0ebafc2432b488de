use bailiwick_store::db_test;

use super::*;

db_test!(the_right_password_opens_a_session, |db| async move {
    let house = House::new(db).await;
    let begun = house.sign_in(PASSWORD).await.unwrap();
    let actor = house.by_session(&begun.token).await.unwrap();
    assert_eq!((actor.user_id(), actor.name()), (Some(house.ann), "Ann Example"));
});

db_test!(every_refusal_reads_alike, |db| async move {
    let house = House::new(db).await;
    let wrong = house.sign_in("wrong horse battery").await;
    assert!(matches!(wrong, Err(EngineError::NotAuthenticated)));
    let unknown = crate::identity::sign_in(&house.engine, &house.nobody(), "bob", PASSWORD, "test").await;
    assert!(matches!(unknown, Err(EngineError::NotAuthenticated)));
    house.disable().await;
    assert!(matches!(house.sign_in(PASSWORD).await, Err(EngineError::NotAuthenticated)));
});

db_test!(five_wrong_passwords_lock_for_a_minute_then_twice_as_long, |db| async move {
    let house = House::new(db).await;
    for _ in 0..5 {
        assert!(matches!(house.sign_in("wrong").await, Err(EngineError::NotAuthenticated)));
    }
    assert_eq!(wait(&house.sign_in(PASSWORD).await), Some(60), "even the right one waits");
    house.advance(TimeDelta::milliseconds(58_500));
    assert_eq!(wait(&house.sign_in(PASSWORD).await), Some(2));
    house.advance(TimeDelta::milliseconds(1_500));
    assert!(matches!(house.sign_in("wrong").await, Err(EngineError::NotAuthenticated)));
    assert_eq!(wait(&house.sign_in("wrong").await), Some(120));
    house.advance(TimeDelta::minutes(2));
    house.sign_in(PASSWORD).await.unwrap();
    for _ in 0..4 {
        assert!(matches!(house.sign_in("wrong").await, Err(EngineError::NotAuthenticated)));
    }
    house.sign_in(PASSWORD).await.expect("success forgets what was before");
});

db_test!(guesses_made_at_once_all_count, |db| async move {
    let house = Arc::new(House::new(db).await);
    let guesses = (0..12).map(|_| {
        let house = house.clone();
        tokio::spawn(async move { wait(&house.sign_in("wrong").await) })
    });
    let mut refused = 0;
    for guess in guesses.collect::<Vec<_>>() {
        refused += usize::from(guess.await.unwrap().is_some());
    }
    assert_eq!(refused, 7, "five were tried, the others were not");
});

db_test!(the_trail_tells_of_every_try, |db| async move {
    let house = House::new(db).await;
    for _ in 0..5 {
        house.sign_in("wrong").await.unwrap_err();
    }
    house.advance(TimeDelta::minutes(1));
    house.sign_in(PASSWORD).await.unwrap();
    let events = events(&house).await;
    assert_eq!(events.iter().filter(|event| *event == "sign-in-failed").count(), 5);
    assert_eq!(events[5..], ["locked", "sign-in"]);
});

db_test!(a_mail_address_is_as_good_as_the_name_when_only_one_has_it, |db| async move {
    let house = House::new(db).await;
    house.mail("Ann@Example.com").await;
    let by_mail = || async {
        crate::identity::sign_in(&house.engine, &house.nobody(), "ann@example.COM", PASSWORD, "test").await
    };
    assert_eq!(by_mail().await.unwrap().session.user, house.ann);
    house.double("bob", Status::Inactive).await;
    assert!(by_mail().await.is_ok(), "who has left does not count");
    house.double("cyd", Status::Active).await;
    assert!(matches!(by_mail().await, Err(EngineError::NotAuthenticated)), "nobody knows who is meant");
    house.sign_in(PASSWORD).await.expect("the name still does");
});
