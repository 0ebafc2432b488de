//! Identity over HTTP, on both databases.

mod bearer;
mod oauth;
mod session;
mod welcome;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use bailiwick::authority::{Actor, Authority};
use bailiwick_engine::identity::{NewAdmin, by_session, init_admin, use_link};
use bailiwick_engine::testing::{self, TestClock};
use bailiwick_engine::{Context, Engine};
use bailiwick_store::Db;
use http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt;

use super::{Ctx, IdentitySettings};

const PASSWORD: &str = "correct horse battery";

/// A server with one person, an administrator, and two routes that say who calls.
struct Server {
    routes: Router,
    engine: Engine,
    clock: Arc<TestClock>,
}

/// What came back.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Server {
    async fn new(db: Db) -> Self {
        let (engine, clock) = testing::engine(db);
        let admin =
            NewAdmin { user_name: "ann".into(), given_name: "Ann".into(), sn: "Example".into(), mail: None };
        let system = testing::system(&engine);
        let token = init_admin(&engine, &system, &admin).await.unwrap();
        use_link(&engine, &system, &token, PASSWORD).await.unwrap();
        let who = |Ctx(ctx): Ctx| async move { ctx.actor.name().to_owned() };
        let routes = Router::new().route("/who", get(who)).route("/change", post(who));
        let routes = routes.merge(super::router(engine.clone(), IdentitySettings::default(), None));
        Self { routes: super::guard(routes, engine.clone()), engine, clock }
    }

    async fn call(&self, request: Request<Body>) -> Answer {
        let response = self.routes.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body(), 100_000).await.unwrap();
        Answer { status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// Sends a form as a browser does.
    async fn form(&self, path: &str, fields: &[(&str, &str)], cookie: Option<&str>) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        self.call(request.body(body.into()).unwrap()).await
    }

    async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.call(request.body(Body::empty()).unwrap()).await
    }

    /// Signs Ann in; the cookie her browser then sends.
    async fn sign_in(&self) -> String {
        let answer = self.form("/signin", &[("userName", "ann"), ("password", PASSWORD)], None).await;
        answer.cookie().expect("a session").to_owned()
    }

    /// Who the server thinks calls with these headers.
    async fn who(&self, name: &str, value: &str) -> Answer {
        self.send(Method::GET, "/who", &[(name, value)]).await
    }

    fn ann(&self, authorities: &[Authority], cookie_token: &str) -> impl Future<Output = Context> {
        let (engine, authorities, token) =
            (self.engine.clone(), authorities.to_vec(), cookie_token.to_owned());
        async move {
            let nobody = engine.context(Actor::Anonymous, "test");
            let (actor, _) = by_session(&engine, &nobody, &token).await.unwrap().unwrap();
            testing::person(&engine, actor.user_id().unwrap(), &authorities)
        }
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Name and value of the cookie that is set.
    fn cookie(&self) -> Option<&str> {
        self.headers.get("set-cookie")?.to_str().unwrap().split(';').next()
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}
