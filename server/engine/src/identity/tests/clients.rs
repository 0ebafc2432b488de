use bailiwick_store::db_test;

use super::*;
use crate::identity::{clients, create_client, disable_client, issue_token};

db_test!(a_client_gets_a_token_for_its_secret, |db| async move {
    let house = House::new(db).await;
    let admin = house.ann(&[Authority::OrgAdmin]);
    let made = create_client(&house.engine, &admin, "sync", &[Authority::Auditor]).await.unwrap();
    let issued = issue_token(&house.engine, &house.nobody(), &made.client.id, &made.secret).await.unwrap();
    assert!(issued.token.starts_with("bwa_"));
    assert_eq!(issued.expires_in, 3600);

    let actor = house.by_bearer(&issued.token).await.unwrap();
    assert_eq!((actor.name(), actor.reads_everything(), actor.is_access_admin()), ("sync", true, false));
    house.advance(TimeDelta::hours(1));
    assert!(house.by_bearer(&issued.token).await.is_none());
    issue_token(&house.engine, &house.nobody(), &made.client.id, &made.secret).await.unwrap();
});

db_test!(a_wrong_secret_and_an_unknown_client_read_alike, |db| async move {
    let house = House::new(db).await;
    let admin = house.ann(&[Authority::OrgAdmin]);
    let made = create_client(&house.engine, &admin, "sync", &[]).await.unwrap();
    for (id, secret) in [(made.client.id.as_str(), "bwc_wrong"), ("unknown", made.secret.as_str()), ("", "")]
    {
        let refused = issue_token(&house.engine, &house.nobody(), id, secret).await;
        assert!(matches!(refused, Err(EngineError::NotAuthenticated)));
    }
});

db_test!(disabling_a_client_ends_its_tokens_at_once, |db| async move {
    let house = House::new(db).await;
    let admin = house.ann(&[Authority::OrgAdmin]);
    let made = create_client(&house.engine, &admin, "sync", &[]).await.unwrap();
    let issued = issue_token(&house.engine, &house.nobody(), &made.client.id, &made.secret).await.unwrap();
    disable_client(&house.engine, &admin, &made.client.id).await.unwrap();
    disable_client(&house.engine, &admin, &made.client.id).await.expect("twice is no error");

    assert!(house.by_bearer(&issued.token).await.is_none());
    let refused = issue_token(&house.engine, &house.nobody(), &made.client.id, &made.secret).await;
    assert!(matches!(refused, Err(EngineError::NotAuthenticated)));
    assert_eq!(clients(&house.engine, &admin).await.unwrap()[0].status, Status::Inactive);
    assert_eq!(events(&house).await, ["create-client", "sign-in", "disable-client"]);
});

db_test!(only_the_organisation_administrator_has_to_do_with_clients, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[Authority::AccessAdmin]);
    let refused = create_client(&house.engine, &ctx, "sync", &[]).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
    assert!(matches!(clients(&house.engine, &ctx).await, Err(EngineError::Forbidden(_))));
    let refused = disable_client(&house.engine, &ctx, "x").await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
    let nobody = create_client(&house.engine, &house.nobody(), "sync", &[]).await;
    assert!(matches!(nobody, Err(EngineError::NotAuthenticated)));
});
