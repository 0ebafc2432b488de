use bailiwick_engine::identity::{create_token, revoke_token};
use bailiwick_store::db_test;
use chrono::TimeDelta;

use super::*;

db_test!(a_personal_token_is_its_person, |db| async move {
    let server = Server::new(db).await;
    let cookie = server.sign_in().await;
    let ctx = server.ann(&[], cookie.split_once('=').unwrap().1).await;
    let made = create_token(&server.engine, &ctx, "test", ctx.now + TimeDelta::days(1)).await.unwrap();
    let header = format!("Bearer {}", made.secret);
    assert_eq!(server.who("authorization", &header).await.body, "Ann Example");
    let changed = server.send(Method::POST, "/change", &[("authorization", &header)]).await;
    assert_eq!(changed.body, "Ann Example", "no page can send it: nothing to defend against");

    revoke_token(&server.engine, &ctx, made.token.user, made.token.id).await.unwrap();
    assert_eq!(server.who("authorization", &header).await.status, StatusCode::UNAUTHORIZED);
});

db_test!(a_bad_token_is_refused_and_not_taken_for_nobody, |db| async move {
    let server = Server::new(db).await;
    let cookie = server.sign_in().await;
    for header in ["Bearer made-up", "bearer bwp_x", "Bearer ", "Bearer"] {
        let answer =
            server.send(Method::GET, "/who", &[("authorization", header), ("cookie", &cookie)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{header}");
        assert!(answer.header("www-authenticate").starts_with("Bearer "));
        assert_eq!(answer.json()["message"], "the access token is invalid or has expired");
        assert_eq!(answer.json()["error"], answer.json()["message"]);
    }
});
