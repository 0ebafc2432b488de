//! A small house: six people, two applications, five entitlements, one role; and calls to it.

pub mod badge;
mod house;

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, header};
use bailiwick_engine::jobs::run_due;
use bailiwick_store::testing;
use serde_json::{Value, json};
use tower::ServiceExt;

pub use house::House;

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: HeaderMap,
    pub body: Value,
    /// The body as it came.
    pub content: Vec<u8>,
}

impl Answer {
    /// The body, when the status is as expected.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The bytes of the body, when the status is as expected.
    #[track_caller]
    pub fn content(self, status: u16) -> Vec<u8> {
        assert_eq!(self.status, status, "{}", self.body);
        self.content
    }

    /// The message of a refusal with that status.
    #[track_caller]
    pub fn refused(self, status: u16) -> String {
        let body = self.is(status);
        assert_eq!(body.as_object().map(serde_json::Map::len), Some(1), "{body}");
        body["message"].as_str().unwrap().to_owned()
    }
}

impl House {
    /// Calls as somebody; as nobody when `who` is empty.
    pub async fn call(&self, who: &str, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !who.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token(who)));
        }
        answer(&self.router, request.body(body.into()).unwrap()).await
    }

    pub async fn get(&self, who: &str, path: &str) -> Answer {
        self.call(who, "GET", path, Body::empty()).await
    }

    pub async fn post(&self, who: &str, path: &str, body: Value) -> Answer {
        self.call(who, "POST", path, body.to_string()).await
    }

    /// Asks for items for people; the ids of the requests made.
    pub async fn ask(&self, who: &str, users: &[&str], items: &[&str]) -> Vec<String> {
        let body = self
            .post(who, "/iga/governance/requests?_action=create", self.new_request(users, items))
            .await
            .is(200);
        assert_eq!(body["errors"], json!([]), "{body}");
        body["result"].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    }

    /// The body that asks for items for people.
    pub fn new_request(&self, users: &[&str], items: &[&str]) -> Value {
        json!({
            "users": users.iter().map(|user| self.user(user).to_string()).collect::<Vec<_>>(),
            "catalogs": items.iter().map(|item| json!({"type": self.kind(item), "id": self.catalog_id(item)})).collect::<Vec<_>>(),
            "justification": "for the tests",
            "accessModifier": "add",
        })
    }

    /// Does something to a request, a second after whatever was before.
    pub async fn act(&self, who: &str, id: &str, action: &str, body: Value) -> Answer {
        self.clock.advance(chrono::Duration::seconds(1));
        self.post(who, &format!("/iga/governance/requests/{id}?_action={action}"), body).await
    }

    /// One request, as an administrator sees it.
    pub async fn request(&self, id: &str) -> Value {
        self.get("zoe", &format!("/iga/governance/requests/{id}")).await.is(200)
    }

    /// Runs every job that is due, and waits for those that the house's own worker has in hand.
    pub async fn run_jobs(&self) {
        loop {
            while run_due(&self.engine).await.unwrap() {}
            if testing::unfinished_jobs(self.engine.db(), self.now()).await == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// What is there to be changed: requests, carts' lines, entries of the trail.
    pub async fn state(&self) -> Value {
        let requests = self
            .get("zoe", "/iga/governance/requests?_pageSize=100&_fields=id,decision,metadata")
            .await
            .is(200);
        let trail = self.get("zoe", "/iga/governance/audit?_pageSize=200").await.is(200);
        let mut carts = Vec::new();
        for who in House::PEOPLE {
            carts.push(bailiwick_engine::carts::count(&self.engine, &self.context(who)).await.unwrap());
        }
        json!([requests, trail["totalCount"], carts])
    }
}

/// What the router answers.
pub async fn answer(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.map_or_else(String::new, |kind| kind.to_str().unwrap().to_owned());
    let bytes = to_bytes(response.into_body(), 50_000_000).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)));
    Answer { status, content_type, headers, body, content: bytes.to_vec() }
}

/// One field of every row of a list.
pub fn column(list: &Value, pointer: &str) -> Vec<String> {
    let rows = list["result"].as_array().unwrap().iter();
    rows.map(|row| row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()).collect()
}
