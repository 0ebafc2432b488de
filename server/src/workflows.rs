//! What workflows run on: hosts for their scripts, and this server's own API without the network between.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use bailiwick::view::RequestView;
use bailiwick_engine::violations::ViolationView;
use bailiwick_engine::workflows::{Api, ApiCall, ApiRefusal, Runner};
use bailiwick_engine::{Context, Engine};
use bailiwick_script_host::{Launch, Options, ScriptHost};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::iga::object;
use crate::openapi;
use crate::state::AppState;

/// The hidden command by which the server starts itself as a script host.
pub const SCRIPT_HOST: &str = "script-host";
/// The most scripts that run at once.
const HOSTS: usize = 4;
/// The most bytes that one answer to a script may have.
const MOST_ANSWER: usize = 4 << 20;

/// This executable, as a script host; where the system tells it so that it is found even when it was replaced on the
/// disk.
///
/// # Errors
/// The system does not say where the executable is.
pub fn launch() -> std::io::Result<Launch> {
    let running = Path::new("/proc/self/exe");
    let path = if running.exists() { running.to_owned() } else { std::env::current_exe()? };
    Ok(Launch::Program { path, args: vec![SCRIPT_HOST.into()] })
}

/// Gives the workflows of a server what they run on.
pub fn attach(state: &AppState, launch: Launch) {
    let inner = state.on(state.engine.detached());
    let faces: Router<AppState> = openapi::faces(None).split_for_parts().0;
    let api = FaceApi { plain: faces.clone().with_state(inner.clone()), faces, state: inner };
    state.engine.attach(Runner {
        scripts: ScriptHost::new(Options { launch, hosts: HOSTS }),
        properties: Arc::new(state.config.script_properties.0.clone()),
        api: Arc::new(api),
    });
}

/// The REST faces, called in place.
struct FaceApi {
    /// For calls that change nothing.
    plain: Router,
    /// For those that do: each goes to an engine of its own, which writes the call down.
    faces: Router<AppState>,
    state: AppState,
}

#[async_trait]
impl Api for FaceApi {
    async fn call(&self, engine: &Engine, ctx: &Context, call: ApiCall) -> Result<Value, ApiRefusal> {
        let router = if call.method == "GET" {
            self.plain.clone()
        } else {
            let state = self.state.on(engine.detached());
            self.faces.clone().with_state(state)
        };
        let mut request = request(call)?;
        request.extensions_mut().insert(ctx.clone());
        let Ok(response) = router.oneshot(request).await;
        let status = response.status();
        let bytes = to_bytes(response.into_body(), MOST_ANSWER)
            .await
            .map_err(|_| refused(500, format!("the answer has more than {MOST_ANSWER} bytes")))?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        if status.is_success() { Ok(body) } else { Err(refused(status.as_u16(), message(&body, status))) }
    }

    fn document(&self, request: &RequestView) -> Value {
        serde_json::to_value(object::Request::from(request)).unwrap_or(Value::Null)
    }

    fn violation(&self, violation: &ViolationView) -> Value {
        serde_json::to_value(object::Violation::from(violation)).unwrap_or(Value::Null)
    }
}

fn request(call: ApiCall) -> Result<Request<Body>, ApiRefusal> {
    let mut address = call.path;
    if !call.query.is_empty() {
        let query: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(call.query).finish();
        address = format!("{address}?{query}");
    }
    let body = if call.body.is_null() { Body::empty() } else { Body::from(call.body.to_string()) };
    let mut request = Request::builder()
        .method(call.method.as_str())
        .uri(address.replace(' ', "%20"))
        .header(header::CONTENT_TYPE, "application/json");
    if let Some(revision) = call.revision {
        request = request.header(header::IF_MATCH, revision);
    }
    request.body(body).map_err(|_| refused(400, format!("`{} {address}` is no call", call.method)))
}

/// What a refusal says; the contract has one message, or a list of them.
fn message(body: &Value, status: StatusCode) -> String {
    match &body["message"] {
        Value::String(message) => message.clone(),
        Value::Array(messages) => {
            let messages: Vec<&str> = messages.iter().filter_map(Value::as_str).collect();
            messages.join("; ")
        }
        _ => body.as_str().map_or_else(|| json!(status.as_u16()).to_string(), str::to_owned),
    }
}

fn refused(status: u16, message: String) -> ApiRefusal {
    ApiRefusal { status, message }
}
