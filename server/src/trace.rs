//! Every request has an id, a line of the log, and is counted.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::state::AppState;

/// The header that carries the id, both ways.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of the request at hand, by which log, audit trail and caller speak of it; among the
/// request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceId(pub Arc<str>);

/// Gives the request its id, which the answer carries too; counts it and writes its line.
///
/// The line names the route, not the address: no ids of people, no search texts.
pub async fn trace(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = given(request.headers()).unwrap_or_else(|| state.engine.new_id().to_string());
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    request.extensions_mut().insert(TraceId(id.as_str().into()));

    let span = tracing::info_span!("request", id);
    let running = state.metrics.begin();
    let mut response = next.run(request).instrument(span.clone()).await;
    drop(running);

    let (status, took) = (response.status().as_u16(), begun.elapsed());
    state.metrics.count(&method, route, status, took);
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| tracing::info!(%method, route, status, micros, "answered"));
    if let Ok(value) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The id the caller gave, else that of the caller's trace.
fn given(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let own = text(REQUEST_ID.as_str()).filter(|id| is_plain(id));
    own.or_else(|| text("traceparent").and_then(trace_id)).map(str::to_owned)
}

/// Short, and nothing that means anything in a log or a page.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=128).contains(&id.len()) && id.bytes().all(plain)
}

/// The trace id in `00-{32 digits}-{16 digits}-{2 digits}`.
fn trace_id(traceparent: &str) -> Option<&str> {
    let id = traceparent.split('-').nth(1)?;
    let digits = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    (digits && id.bytes().any(|byte| byte != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &'static str, value: &str) -> Option<String> {
        let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
        given(&HeaderMap::from_iter([(HeaderName::from_static(name), value)]))
    }

    #[test]
    fn a_plain_id_of_the_caller_is_kept_and_any_other_is_not() {
        assert_eq!(of("x-request-id", "a-1_B.c:2").as_deref(), Some("a-1_B.c:2"));
        for id in ["", "a b", "<script>", "a\tb", "\u{e9}", &"x".repeat(129)] {
            assert_eq!(of("x-request-id", id), None, "{id}");
        }
    }

    #[test]
    fn a_trace_names_the_request_too() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(of("traceparent", &format!("00-{id}-00f067aa0ba902b7-01")).as_deref(), Some(id));
        assert_eq!(of("traceparent", &format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32))), None);
        assert_eq!(of("traceparent", "00-xyz"), None);
    }
}
