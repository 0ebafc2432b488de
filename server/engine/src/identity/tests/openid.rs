use bailiwick_store::db_test;

use super::*;
use crate::identity::{NewSession, Vouched, sign_in_vouched, unlink};

const ISSUER: &str = "https://login.example.org";

fn vouched(subject: &str, user_name: Option<&str>) -> Vouched {
    Vouched { issuer: ISSUER.into(), subject: subject.into(), user_name: user_name.map(str::to_owned) }
}

impl House {
    async fn vouch(&self, vouched: &Vouched) -> Result<NewSession, EngineError> {
        sign_in_vouched(&self.engine, &self.nobody(), vouched, "test").await
    }
}

db_test!(the_first_time_the_name_finds_the_person_then_the_subject_does, |db| async move {
    let house = House::new(db).await;
    let begun = house.vouch(&vouched("4711", Some("ANN.example"))).await.unwrap();
    assert_eq!(house.by_session(&begun.token).await.unwrap().name(), "Ann Example");

    house.vouch(&vouched("4711", Some("ann.married"))).await.expect("a new name is still Ann");
    house.vouch(&vouched("4711", None)).await.expect("no name is still Ann");
    assert_eq!(events(&house).await, ["link-identity", "sign-in", "sign-in", "sign-in"]);
});

db_test!(whoever_gets_the_name_of_another_later_does_not_get_in, |db| async move {
    let house = House::new(db).await;
    house.vouch(&vouched("4711", Some("ann.example"))).await.unwrap();
    let heir = house.vouch(&vouched("4712", Some("ann.example"))).await;
    assert!(matches!(heir, Err(EngineError::NotAuthenticated)));
    let elsewhere =
        Vouched { issuer: "https://other.example".into(), ..vouched("4712", Some("ann.example")) };
    house.vouch(&elsewhere).await.expect("another provider has its own subjects");
    assert_eq!(
        events(&house).await,
        ["link-identity", "sign-in", "sign-in-failed", "link-identity", "sign-in"]
    );
});

db_test!(strangers_do_not_get_in_and_are_not_linked, |db| async move {
    let house = House::new(db).await;
    for stranger in [vouched("1", Some("bob")), vouched("1", None), vouched("1", Some(""))] {
        assert!(matches!(house.vouch(&stranger).await, Err(EngineError::NotAuthenticated)));
    }
    house.vouch(&vouched("1", Some("ann.example"))).await.expect("nothing stuck");
});

db_test!(disabled_people_do_not_get_in_and_are_not_linked, |db| async move {
    let house = House::new(db).await;
    house.disable().await;
    let refused = house.vouch(&vouched("4711", Some("ann.example"))).await;
    assert!(matches!(refused, Err(EngineError::NotAuthenticated)));
    assert_eq!(events(&house).await, ["sign-in-failed"]);
});

db_test!(of_two_first_times_at_once_one_links, |db| async move {
    let house = House::new(db).await;
    let (one, two) = (vouched("1", Some("ann.example")), vouched("2", Some("ann.example")));
    let (first, second) = tokio::join!(house.vouch(&one), house.vouch(&two));
    assert!(first.is_ok() != second.is_ok(), "one of two is Ann");
});

db_test!(an_administrator_can_unlink, |db| async move {
    let house = House::new(db).await;
    house.vouch(&vouched("4711", Some("ann.example"))).await.unwrap();
    let admin = house.ann(&[Authority::OrgAdmin]);
    let refused = unlink(&house.engine, &house.ann(&[Authority::AccessAdmin]), "ann.example").await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
    unlink(&house.engine, &admin, "ann.example").await.unwrap();
    for nothing in ["ann.example", "nobody"] {
        let refused = unlink(&house.engine, &admin, nothing).await;
        assert!(matches!(refused, Err(EngineError::NotFound { .. })));
    }
    house.vouch(&vouched("4712", Some("ann.example"))).await.expect("the new provider's Ann");
});
