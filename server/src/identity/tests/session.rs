use bailiwick_store::db_test;
use chrono::TimeDelta;

use super::*;

db_test!(signing_in_sets_a_cookie_that_names_the_person, |db| async move {
    let server = Server::new(db).await;
    let answer = server
        .form("/signin", &[("userName", "Ann"), ("password", PASSWORD), ("next", "/cart?x=1")], None)
        .await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/cart?x=1"));
    assert!(answer.header("set-cookie").ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    assert_eq!(server.who("cookie", answer.cookie().unwrap()).await.body, "Ann Example");
    assert_eq!(server.send(Method::GET, "/who", &[]).await.body, "anonymous");
    assert_eq!(server.who("cookie", "bailiwick_session=made-up").await.body, "anonymous");
});

db_test!(the_form_is_told_what_was_wrong, |db| async move {
    let server = Server::new(db).await;
    let wrong = [("userName", "ann"), ("password", "wrong"), ("next", "/inbox")];
    let answer = server.form("/signin", &wrong, None).await;
    assert_eq!(answer.header("location"), "/signin?error=credentials&next=%2Finbox");
    assert!(answer.cookie().is_none());
    let answer = server.form("/signin", &[("userName", "ann")], None).await;
    assert_eq!(answer.header("location"), "/signin?error=required&next=%2F");
    for _ in 0..4 {
        server.form("/signin", &wrong, None).await;
    }
    let answer = server.form("/signin", &[("userName", "ann"), ("password", PASSWORD)], None).await;
    assert_eq!(answer.header("location"), "/signin?error=locked&next=%2F&seconds=60");
    server.clock.advance(TimeDelta::minutes(1));
    server.sign_in().await;
});

db_test!(next_leads_nowhere_else, |db| async move {
    let server = Server::new(db).await;
    for next in
        ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\u{1}b", "/\t/evil"]
    {
        let fields = [("userName", "ann"), ("password", PASSWORD), ("next", next)];
        assert_eq!(server.form("/signin", &fields, None).await.header("location"), "/", "{next}");
    }
});

db_test!(signing_in_again_ends_the_session_before, |db| async move {
    let server = Server::new(db).await;
    let before = server.sign_in().await;
    let fields = [("userName", "ann"), ("password", PASSWORD)];
    let after = server.form("/signin", &fields, Some(&before)).await;
    assert_ne!(after.cookie(), Some(before.as_str()));
    assert_eq!(server.who("cookie", &before).await.body, "anonymous");
    assert_eq!(server.who("cookie", after.cookie().unwrap()).await.body, "Ann Example");
});

db_test!(signing_out_ends_the_session_here_and_there, |db| async move {
    let server = Server::new(db).await;
    let cookie = server.sign_in().await;
    let answer = server.form("/signout", &[], Some(&cookie)).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/signin"));
    assert!(answer.header("set-cookie").starts_with("bailiwick_session=; "));
    assert_eq!(server.who("cookie", &cookie).await.body, "anonymous");
    assert_eq!(server.form("/signout", &[], Some(&cookie)).await.status, StatusCode::SEE_OTHER);
});

db_test!(other_sites_change_nothing, |db| async move {
    let server = Server::new(db).await;
    let cookie = server.sign_in().await;
    let from = |site: &'static str| {
        let headers = [("cookie", cookie.clone()), ("sec-fetch-site", site.to_owned())];
        let server = &server;
        async move {
            let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            server.send(Method::POST, "/change", &headers).await
        }
    };
    let refused = from("cross-site").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.json()["message"], "this request comes from another site");
    assert!(refused.header("location").is_empty(), "and is led nowhere");
    assert_eq!(from("same-origin").await.body, "Ann Example");
});

db_test!(a_large_form_is_refused, |db| async move {
    let server = Server::new(db).await;
    let password = "x".repeat(20_000);
    let answer = server.form("/signin", &[("userName", "ann"), ("password", &password)], None).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
});
