use bailiwick_store::db_test;

use super::*;
use crate::identity::{NewAdmin, init_admin, invite, sign_in, use_link};

fn root() -> NewAdmin {
    NewAdmin {
        user_name: "root.admin".into(),
        given_name: "Rut".into(),
        sn: "Admin".into(),
        mail: Some("rut@example.org".into()),
    }
}

db_test!(the_first_administrator_sets_a_password_by_the_link, |db| async move {
    let house = House::new(db).await;
    let system = testing::system(&house.engine);
    let token = init_admin(&house.engine, &system, &root()).await.unwrap();
    use_link(&house.engine, &house.nobody(), &token, PASSWORD).await.unwrap();
    let begun = sign_in(&house.engine, &house.nobody(), "root.admin", PASSWORD, "test").await.unwrap();
    assert!(house.by_session(&begun.token).await.unwrap().has(&[Authority::CertAdmin]));

    for other in [root(), NewAdmin { user_name: "other".into(), ..root() }] {
        let refused = init_admin(&house.engine, &system, &other).await;
        assert!(matches!(refused, Err(EngineError::Conflict(_))), "there is one already");
    }
    assert_eq!(events(&house).await, ["create-user", "invite", "set-password", "sign-in"]);
});

db_test!(a_lost_link_is_made_again_and_the_first_is_void, |db| async move {
    let house = House::new(db).await;
    let system = testing::system(&house.engine);
    let lost = init_admin(&house.engine, &system, &root()).await.unwrap();
    let token = init_admin(&house.engine, &system, &root()).await.unwrap();
    let refused = use_link(&house.engine, &house.nobody(), &lost, PASSWORD).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))));
    use_link(&house.engine, &house.nobody(), &token, PASSWORD).await.unwrap();
});

db_test!(only_the_command_line_makes_the_first_administrator, |db| async move {
    let house = House::new(db).await;
    let refused = init_admin(&house.engine, &house.ann(&[Authority::OrgAdmin]), &root()).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
    let system = testing::system(&house.engine);
    let taken = NewAdmin { user_name: "ANN.example".into(), ..root() };
    assert!(matches!(init_admin(&house.engine, &system, &taken).await, Err(EngineError::Conflict(_))));
    let empty = NewAdmin { sn: " ".into(), ..root() };
    assert!(matches!(init_admin(&house.engine, &system, &empty).await, Err(EngineError::Invalid { .. })));
});

db_test!(of_two_who_use_a_link_at_once_one_succeeds, |db| async move {
    let house = House::new(db).await;
    let admin = house.ann(&[Authority::OrgAdmin]);
    for round in 0..5 {
        let token = invite(&house.engine, &admin, house.ann).await.unwrap();
        let nobody = house.nobody();
        let (one, two) = (format!("the first of {round}"), format!("the second of {round}"));
        let (first, second) = tokio::join!(
            use_link(&house.engine, &nobody, &token, &one),
            use_link(&house.engine, &nobody, &token, &two),
        );
        let winner = match (first, second) {
            (Ok(()), Err(EngineError::Conflict(_))) => one,
            (Err(EngineError::Conflict(_)), Ok(())) => two,
            other => panic!("one of two should succeed: {other:?}"),
        };
        house.sign_in(&winner).await.unwrap();
    }
});

db_test!(a_link_ends_after_a_day, |db| async move {
    let house = House::new(db).await;
    let token = invite(&house.engine, &house.ann(&[Authority::OrgAdmin]), house.ann).await.unwrap();
    house.advance(TimeDelta::hours(24));
    let refused = use_link(&house.engine, &house.nobody(), &token, PASSWORD).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))));
});

db_test!(a_password_that_will_not_do_leaves_the_link_as_it_is, |db| async move {
    let house = House::new(db).await;
    let token = invite(&house.engine, &house.ann(&[Authority::OrgAdmin]), house.ann).await.unwrap();
    let refused = use_link(&house.engine, &house.nobody(), &token, "too short").await;
    assert!(matches!(refused, Err(EngineError::Invalid { .. })));
    use_link(&house.engine, &house.nobody(), &token, "long enough for us").await.unwrap();
    assert!(house.sign_in(PASSWORD).await.is_err());
    house.sign_in("long enough for us").await.unwrap();
});

db_test!(disabled_people_are_not_invited_and_their_links_are_void, |db| async move {
    let house = House::new(db).await;
    let admin = house.ann(&[Authority::OrgAdmin]);
    let token = invite(&house.engine, &admin, house.ann).await.unwrap();
    house.disable().await;
    let refused = use_link(&house.engine, &house.nobody(), &token, PASSWORD).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))));
    assert!(matches!(invite(&house.engine, &admin, house.ann).await, Err(EngineError::NotFound { .. })));
    let auditor = house.ann(&[Authority::Auditor]);
    assert!(matches!(invite(&house.engine, &auditor, house.ann).await, Err(EngineError::Forbidden(_))));
});
