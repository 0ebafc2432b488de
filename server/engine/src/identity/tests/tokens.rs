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
    assert_eq!(tokens(&house.engine, &ctx).await.unwrap()[0].used_at, Some(ctx.now));

    house.advance(TimeDelta::days(30));
    assert!(house.by_bearer(&made.secret).await.is_none());
    assert!(tokens(&house.engine, &house.ann(&[])).await.unwrap().is_empty());
});

db_test!(a_revoked_token_is_refused, |db| async move {
    let house = House::new(db).await;
    let ctx = house.ann(&[]);
    let made = create_token(&house.engine, &ctx, "ci", ctx.now + TimeDelta::days(1)).await.unwrap();
    revoke_token(&house.engine, &ctx, made.token.id).await.unwrap();
    assert!(house.by_bearer(&made.secret).await.is_none());
    let again = revoke_token(&house.engine, &ctx, made.token.id).await;
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
