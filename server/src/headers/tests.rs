use axum::body::{Body, to_bytes};
use axum::routing::get;
use axum::{Extension, response::IntoResponse};
use bailiwick_engine::testing;
use bailiwick_store::{Db, db_test};
use tower::ServiceExt;

use super::*;

async fn answer(db: Db, https: bool, path: &str) -> Response {
    let (engine, _) = testing::engine(db);
    let own = || async {
        ([(header::CACHE_CONTROL, "public"), (header::CONTENT_SECURITY_POLICY, "sandbox")], "")
            .into_response()
    };
    let routes =
        Router::new().route("/", get(|Extension(Nonce(nonce))| async { nonce })).route("/own", get(own));
    guard(routes, engine, https).oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()
}

db_test!(a_page_knows_the_nonce_of_its_policy, |db| async move {
    let answer = answer(db, false, "/").await;
    let headers = answer.headers().clone();
    let nonce = String::from_utf8(to_bytes(answer.into_body(), 100).await.unwrap().to_vec()).unwrap();
    assert_eq!(nonce.len(), 22, "16 bytes");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains(&format!("script-src 'nonce-{nonce}' 'strict-dynamic'")));
    assert!(!policy.contains("unsafe-inline"));
    assert_eq!(headers["referrer-policy"], "same-origin");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    assert!(!headers.contains_key("strict-transport-security"));
});

db_test!(what_a_route_says_itself_stays, |db| async move {
    let answer = answer(db, true, "/own").await;
    assert_eq!(answer.headers()["cache-control"], "public");
    assert_eq!(answer.headers()["content-security-policy"], "sandbox");
    assert!(answer.headers().contains_key("strict-transport-security"));
});
