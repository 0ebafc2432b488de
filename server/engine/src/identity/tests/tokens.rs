use bailiwick_store::db_test;

use super::*;
use crate::identity::{create_token, revoke_token, tokens};

db_test!(a_personal_token_acts_as_its_person_until_it_expires, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[]);
    let made = create_token(&house.engine, &ctx, " laptop ", ctx.now + TimeDelta::days(30)).await.unwrap();
    assert!(made.secret.starts_with("bwp_"));
    assert_eq!(made.token.name, "laptop");
    assert_eq!(house.by_bearer(&made.secret).await.unwrap().user_id(), Some(house.ann));
    assert_eq!(tokens(&house.engine, &ctx, house.ann).await.unwrap()[0].used_at, Some(ctx.now));

    house.advance(TimeDelta::days(30));
    assert!(house.by_bearer(&made.secret).await.is_none());
    assert!(tokens(&house.engine, &house.ann(&[]), house.ann).await.unwrap().is_empty());
});

db_test!(a_revoked_token_is_refused, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[]);
    let made = create_token(&house.engine, &ctx, "ci", ctx.now + TimeDelta::days(1)).await.unwrap();
    revoke_token(&house.engine, &ctx, house.ann, made.token.id).await.unwrap();
    assert!(house.by_bearer(&made.secret).await.is_none());
    let again = revoke_token(&house.engine, &ctx, house.ann, made.token.id).await;
    assert!(matches!(again, Err(EngineError::NotFound { .. })));
});

db_test!(a_token_of_a_disabled_person_is_refused, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[]);
    let made = create_token(&house.engine, &ctx, "ci", ctx.now + TimeDelta::days(1)).await.unwrap();
    house.disable().await;
    assert!(house.by_bearer(&made.secret).await.is_none());
});

db_test!(what_a_token_must_be, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[]);
    let day = TimeDelta::days(1);
    for (name, end, field) in [
        ("", ctx.now + day, "name"),
        ("a\0b", ctx.now + day, "name"),
        ("past", ctx.now, "expiresAt"),
        ("long", ctx.now + TimeDelta::days(367), "expiresAt"),
    ] {
        let refused = create_token(&house.engine, &ctx, name, end).await;
        assert!(matches!(refused, Err(EngineError::Invalid { field: f, .. }) if f == field), "{name}");
    }
    for number in 0..50 {
        create_token(&house.engine, &ctx, &number.to_string(), ctx.now + day).await.unwrap();
    }
    let refused = create_token(&house.engine, &ctx, "one more", ctx.now + day).await;
    assert!(matches!(refused, Err(EngineError::Conflict(_))));
});

db_test!(a_token_makes_no_further_tokens, |db| async move {
    let house = House::new(db).await;
    let ctx = Context { proof: crate::Proof::Token, ..house.ann(&[]) };
    let refused = create_token(&house.engine, &ctx, "ci", ctx.now + TimeDelta::days(1)).await;
    assert!(matches!(refused, Err(EngineError::Forbidden(_))));
    assert!(tokens(&house.engine, &ctx, house.ann).await.unwrap().is_empty());
});

db_test!(the_organisation_administrator_sees_and_revokes_the_tokens_of_others, |db| async move {
    let house = House::new(db).await;
    let ann = house.ann(&[]);
    let made = create_token(&house.engine, &ann, "ci", ann.now + TimeDelta::days(1)).await.unwrap();
    let other = |authority| testing::person(&house.engine, UserId(house.engine.new_id()), &[authority]);
    for (who, may) in
        [(Authority::AccessAdmin, false), (Authority::Auditor, false), (Authority::OrgAdmin, true)]
    {
        let ctx = other(who);
        assert_eq!(tokens(&house.engine, &ctx, house.ann).await.is_ok(), may, "{who}");
        assert_eq!(revoke_token(&house.engine, &ctx, house.ann, made.token.id).await.is_ok(), may, "{who}");
    }
    assert!(house.by_bearer(&made.secret).await.is_none());
    assert_eq!(events(&house).await.last().map(String::as_str), Some("revoke-token"));
    let nobody = tokens(&house.engine, &other(Authority::OrgAdmin), UserId(house.engine.new_id())).await;
    assert!(matches!(nobody, Err(EngineError::NotFound { .. })));
});
