//! What belongs to no face: health, numbers, refusals.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use bailiwick_store::db_test;
use bailiwick_store::testing::execute;
use tower::ServiceExt;

use super::*;
use crate::config::Config;

fn router(db: bailiwick_store::Db) -> Router {
    let (engine, _) = bailiwick_engine::testing::engine(db);
    app(&AppState::new(engine, Config { body_limit: 2_000, ..Config::default() }).unwrap())
}

async fn send(router: &Router, method: &str, path: &str, body: impl Into<Body>) -> Response {
    let request = Request::builder().method(method).uri(path).body(body.into()).unwrap();
    router.clone().oneshot(request).await.unwrap()
}

async fn get_text(router: &Router, path: &str) -> (StatusCode, String) {
    let response = send(router, "GET", path, Body::empty()).await;
    (response.status(), text(response).await)
}

async fn text(response: Response) -> String {
    String::from_utf8(to_bytes(response.into_body(), 1_000_000).await.unwrap().to_vec()).unwrap()
}

db_test!(a_server_with_its_database_lives_and_is_ready, |db| async {
    let router = router(db.clone());
    assert_eq!(get_text(&router, "/healthz").await, (StatusCode::OK, "ok".into()));
    assert_eq!(get_text(&router, "/readyz").await.0, StatusCode::OK);
});

db_test!(a_server_whose_schema_is_not_its_own_lives_but_is_not_ready, |db| async {
    let router = router(db.clone());
    execute(&db, "DELETE FROM _sqlx_migrations").await;
    let (status, text) = get_text(&router, "/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(text, r#"{"message":"the database is not ready"}"#);
    assert_eq!(get_text(&router, "/healthz").await.0, StatusCode::OK);
});

db_test!(a_server_whose_database_is_gone_lives_but_is_not_ready, |db| async {
    let router = router(db.clone());
    db.close().await;
    assert_eq!(get_text(&router, "/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get_text(&router, "/healthz").await.0, StatusCode::OK);
});

db_test!(requests_are_counted_by_route_and_the_trail_is_measured, |db| async {
    let router = router(db);
    get_text(&router, "/healthz").await;
    get_text(&router, "/pkg/person-0815.js").await;
    let (status, page) = get_text(&router, "/metrics").await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        page.contains(r#"http_request_duration_seconds_count{method="GET",route="/healthz",status="200"} 1"#)
    );
    assert!(page.contains("audit_entries_unsealed 0"));
    assert!(page.contains("jobs{state=\"dead\"} 0"));
    assert!(page.contains("http_requests_running 1"));
    assert!(!page.contains("0815"), "addresses are personal data");
});

db_test!(a_body_that_is_too_large_is_refused_by_its_length_and_by_its_bytes, |db| async {
    let router = router(db);
    let large = || Body::from(vec![b'a'; 3_000]);
    let request = Request::post("/signin").header(header::CONTENT_LENGTH, 3_000);
    let response = router.clone().oneshot(request.body(large()).unwrap()).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(text(response).await, r#"{"message":"the request body is larger than 2000 bytes"}"#);

    // Without a length it is read up to the limit.
    let form = "application/x-www-form-urlencoded";
    let request = Request::post("/signin").header(header::CONTENT_TYPE, form).body(large()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
});

db_test!(what_does_not_exist_is_said_so_in_json, |db| async {
    let router = router(db);
    for (method, path, expected) in [
        ("POST", "/api/app/api/gone", StatusCode::NOT_FOUND),
        ("DELETE", "/healthz", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let response = send(&router, method, path, Body::empty()).await;
        assert_eq!(response.status(), expected, "{method} {path}");
        assert!(response.headers().contains_key("x-request-id"));
        assert!(text(response).await.starts_with(r#"{"message":"#));
    }
});

db_test!(every_answer_carries_the_security_headers, |db| async {
    let router = router(db);
    for path in ["/healthz", "/", "/signin", "/nothing/here"] {
        let response = send(&router, "GET", path, Body::empty()).await;
        assert!(response.headers().contains_key("content-security-policy"), "{path}");
    }
});

db_test!(an_unknown_page_is_a_page_with_status_404, |db| async {
    let router = router(db);
    let response = send(&router, "GET", "/nothing/here", Body::empty()).await;
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
    assert!(text(response).await.contains("<html"));
});
