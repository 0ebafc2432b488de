//! Programs with credentials of their own.

use axum::body::Body;
use axum::http::{Request, header};
use bailiwick::authority::{Actor, Authority};
use bailiwick_engine::identity::create_client;
use bailiwick_store::db_test;
use serde_json::json;

use crate::support::{Answer, House, answer, column};

/// A client's access token, by OAuth 2.0 client credentials.
async fn token(house: &House, authorities: &[Authority]) -> String {
    let system = house.engine.context(Actor::System, "test");
    let new = create_client(&house.engine, &system, "Payroll", authorities).await.unwrap();
    let form =
        format!("grant_type=client_credentials&client_id={}&client_secret={}", new.client.id, new.secret);
    let request =
        Request::post("/oauth/token").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let issued = answer(&house.router, request.body(Body::from(form)).unwrap()).await.is(200);
    assert_eq!(issued["token_type"], "Bearer");
    issued["access_token"].as_str().unwrap().to_owned()
}

async fn call(house: &House, token: &str, method: &str, path: &str, body: String) -> Answer {
    let request =
        Request::builder().method(method).uri(path).header(header::AUTHORIZATION, format!("bearer {token}"));
    answer(&house.router, request.body(Body::from(body)).unwrap()).await
}

const CREATE: &str = "/iga/governance/requests?_action=create";

db_test!(a_trusted_program_asks_for_people_and_reads_everything, |db| async {
    let house = House::new(db).await;
    let token = token(&house, &[Authority::AccessAdmin]).await;
    let made = call(&house, &token, "POST", CREATE, house.new_request(&["ann"], &["post"]).to_string())
        .await
        .is(200);
    let id = made["result"][0].as_str().unwrap();
    let request =
        call(&house, &token, "GET", &format!("/iga/governance/requests/{id}"), String::new()).await.is(200);
    assert_eq!(request["requester"]["id"], "SYSTEM");
    assert_eq!(request["requester"]["userName"], "Payroll");
    let trail = call(&house, &token, "GET", &format!("/iga/governance/audit?objectId={id}"), String::new())
        .await
        .is(200);
    // Its workflow went on at once, and asked the manager.
    assert_eq!(column(&trail, "/displayName"), ["SYSTEM", "Payroll"]);
    let ann = house.user("ann");
    call(&house, &token, "GET", &format!("/iga/governance/user/{ann}/grants"), String::new()).await.is(200);
    let cart = json!({"requester": {"login": "payroll"}, "cartItems": [
        {"entityId": house.item("edit").to_string(), "entityType": "Entitlement", "beneficiaries": [{"login": "ben"}]},
    ]});
    let refused = call(&house, &token, "POST", "/idhub/api/cart", cart.to_string()).await.refused(403);
    assert_eq!(refused, "only a person can do this");
    call(&house, &token, "POST", "/idhub/api/requests", cart.to_string()).await.is(200);
});

db_test!(a_program_without_authority_asks_for_nobody, |db| async {
    let house = House::new(db).await;
    let token = token(&house, &[]).await;
    let refused =
        call(&house, &token, "POST", CREATE, house.new_request(&["ann"], &["post"]).to_string()).await;
    assert_eq!(refused.refused(403), "this client may not make requests");
    let all = call(&house, &token, "GET", "/iga/governance/requests", String::new()).await;
    assert_eq!(all.refused(403), "only a person can do this");
    call(&house, &token, "GET", "/iga/governance/catalog", String::new()).await.is(200);
    assert_eq!(call(&house, "bw_nothing", "GET", "/iga/governance/catalog", String::new()).await.status, 401);
});
