use bailiwick_engine::identity::{NewClient, create_client, disable_client};
use bailiwick_store::db_test;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;

use super::*;

const FORM: &str = "application/x-www-form-urlencoded";

async fn client(server: &Server) -> NewClient {
    let cookie = server.sign_in().await;
    let admin = server.ann(&[Authority::OrgAdmin], cookie.split_once('=').unwrap().1).await;
    create_client(&server.engine, &admin, "sync", &[Authority::Auditor]).await.unwrap()
}

async fn ask(server: &Server, path: &str, kind: &str, basic: Option<&str>, body: String) -> Answer {
    let mut request = Request::post(path).header("content-type", kind);
    if let Some(basic) = basic {
        request = request.header("authorization", format!("Basic {}", STANDARD.encode(basic)));
    }
    server.call(request.body(body.into()).unwrap()).await
}

db_test!(a_client_gets_a_token_in_every_way_clients_ask, |db| async move {
    let server = Server::new(db).await;
    let NewClient { secret, client } = client(&server).await;
    let id = &client.id;
    let grant = "grant_type=client_credentials";
    let own = format!("client_id={id}&client_secret={secret}");
    let part = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let multipart =
        [part("grant_type", "client_credentials"), part("client_id", id), part("client_secret", &secret)]
            .concat()
            + "--b--\r\n";
    let basic = format!("{}:{secret}", id.replace('-', "%2D"));
    for answer in [
        ask(&server, "/oauth/token", FORM, None, format!("{grant}&{own}")).await,
        ask(&server, "/oauth/token", FORM, Some(&basic), grant.to_owned()).await,
        ask(&server, "/oauth/token", "multipart/form-data; boundary=b", None, multipart).await,
        ask(&server, &format!("/oauth/token?{grant}&{own}"), FORM, None, String::new()).await,
    ] {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.header("cache-control"), "no-store");
        let body = answer.json();
        assert_eq!((&body["token_type"], &body["expires_in"]), (&"Bearer".into(), &3600.into()));
        let header = format!("Bearer {}", body["access_token"].as_str().unwrap());
        assert_eq!(server.who("authorization", &header).await.body, "sync");
    }
});

db_test!(a_token_ends_with_its_hour_and_with_its_client, |db| async move {
    let server = Server::new(db).await;
    let NewClient { secret, client } = client(&server).await;
    let body = format!("grant_type=client_credentials&client_id={}&client_secret={secret}", client.id);
    let token = async || {
        let answer = ask(&server, "/oauth/token", FORM, None, body.clone()).await;
        format!("Bearer {}", answer.json()["access_token"].as_str().unwrap())
    };
    let header = token().await;
    server.clock.advance(TimeDelta::hours(1));
    assert_eq!(server.who("authorization", &header).await.status, StatusCode::UNAUTHORIZED);

    let header = token().await;
    disable_client(&server.engine, &testing::system(&server.engine), &client.id).await.unwrap();
    assert_eq!(server.who("authorization", &header).await.status, StatusCode::UNAUTHORIZED);
    let refused = ask(&server, "/oauth/token", FORM, None, body.clone()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
});

db_test!(errors_are_those_of_the_standard, |db| async move {
    let server = Server::new(db).await;
    let NewClient { secret, client } = client(&server).await;
    let id = &client.id;
    let own = format!("client_id={id}&client_secret={secret}");
    let basic = format!("{id}:{secret}");
    let wrong = format!("{id}:wrong");
    let (bad, unauthorized) = (StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED);
    for (basic, body, status, error) in [
        (None, own.clone(), bad, "invalid_request"),
        (None, format!("grant_type=password&{own}"), bad, "unsupported_grant_type"),
        (None, format!("grant_type=client_credentials&client_id={id}"), unauthorized, "invalid_client"),
        (None, format!("grant_type=client_credentials&{own}&client_id={id}"), bad, "invalid_request"),
        (Some(&basic), format!("grant_type=client_credentials&{own}"), bad, "invalid_request"),
        (Some(&wrong), "grant_type=client_credentials".to_owned(), unauthorized, "invalid_client"),
        (None, "x".repeat(20_000), StatusCode::PAYLOAD_TOO_LARGE, "invalid_request"),
    ] {
        let answer = ask(&server, "/oauth/token", FORM, basic.map(String::as_str), body.clone()).await;
        assert_eq!(
            (answer.status, &answer.json()["error"]),
            (status, &error.into()),
            "{}",
            &body[..60.min(body.len())]
        );
        assert!(answer.json()["error_description"].is_string());
        let challenge = basic.is_some() && status == unauthorized;
        assert_eq!(answer.header("www-authenticate").starts_with("Basic "), challenge);
    }
    let json = ask(&server, "/oauth/token", "application/json", None, "{}".to_owned()).await;
    assert_eq!((json.status, &json.json()["error"]), (bad, &"invalid_request".into()));
});
