use bailiwick_engine::identity::invite;
use bailiwick_store::db_test;

use super::*;

const NEW: &str = "another horse battery";

async fn link(server: &Server) -> String {
    let cookie = server.sign_in().await;
    let admin = server.ann(&[Authority::OrgAdmin], cookie.split_once('=').unwrap().1).await;
    invite(&server.engine, &admin, admin.actor.user_id().unwrap()).await.unwrap()
}

db_test!(a_link_sets_the_password_once, |db| async move {
    let server = Server::new(db).await;
    let token = link(&server).await;
    let fields = [("token", token.as_str()), ("password", NEW), ("repeat", NEW)];
    let answer = server.form("/welcome", &fields, None).await;
    assert_eq!(answer.header("location"), "/signin?notice=password-set");
    let answer = server.form("/signin", &[("userName", "ann"), ("password", NEW)], None).await;
    assert_eq!(answer.header("location"), "/");
    let answer = server.form("/welcome", &fields, None).await;
    assert_eq!(answer.header("location"), "/signin?error=link");
});

db_test!(the_page_is_told_what_was_wrong, |db| async move {
    let server = Server::new(db).await;
    let token = link(&server).await;
    let answer = server.form("/welcome", &[("token", &token), ("password", "short")], None).await;
    assert_eq!(answer.header("location"), format!("/welcome?token={token}&error=password"));
    let answer =
        server.form("/welcome", &[("token", &token), ("password", NEW), ("repeat", "other")], None).await;
    assert_eq!(answer.header("location"), format!("/welcome?token={token}&error=repeat"));
    let answer = server.form("/welcome", &[("token", &token), ("password", NEW)], None).await;
    assert_eq!(answer.header("location"), "/signin?notice=password-set", "the link was still good");
});
