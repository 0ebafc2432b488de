//! Personal tokens over the wire.

use axum::body::Body;
use axum::http::{Request, header};
use bailiwick::authority::Authority;
use bailiwick_app::api::tokens::CreateToken;
use bailiwick_store::{db_test, users};
use leptos::server_fn::ServerFn;

use crate::support::{House, answer, column};

db_test!(tokens_are_listed_and_revoked_by_their_person_and_the_administrator, |db| async {
    let house = House::new(db).await;
    let of_ann = format!("/iga/governance/user/{}/tokens", house.user("ann"));
    let own = house.get("ann", &of_ann).await.is(200);
    assert_eq!(column(&own, "/name"), ["tests"]);
    assert!(own["result"][0]["lastUsedDate"].is_string());
    house.get("zoe", &of_ann).await.refused(403);

    let mut tx = house.engine.db().write().await.unwrap();
    users::add_authority(&mut tx, house.user("oli"), Authority::OrgAdmin).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(house.get("oli", &of_ann).await.is(200)["totalCount"], 1);
    let one = format!("{of_ann}/{}", own["result"][0]["id"].as_str().unwrap());
    house.call("dan", "DELETE", &one, "").await.refused(403);
    house.call("oli", "DELETE", &one, "").await.is(200);
    let gone = house.get("ann", &of_ann).await.is(401);
    assert_eq!(gone["message"], "the access token is invalid or has expired");
    house.call("oli", "DELETE", &one, "").await.refused(404);
});

db_test!(a_token_makes_no_token_in_the_portal, |db| async {
    let house = House::new(db).await;
    let request = Request::post(CreateToken::PATH)
        .header(header::AUTHORIZATION, format!("Bearer {}", house.token("ann")))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json");
    let made = answer(&house.router, request.body(Body::from("name=more&days=7")).unwrap()).await;
    assert_eq!(made.status, 403, "{}", made.body);
    let of_ann = format!("/iga/governance/user/{}/tokens", house.user("ann"));
    assert_eq!(house.get("ann", &of_ann).await.is(200)["totalCount"], 1);
});
