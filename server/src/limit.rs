//! Bodies have a largest size.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use http_body_util::Limited;

use crate::config::Config;
use crate::message::message;
use crate::state::AppState;

/// The one address that takes files.
const FILES: &str = "/idhub/api/tasks/comments";
/// What stands around a file in its form, at most.
const AROUND: usize = 131_072;

/// Refuses a body that says it is too large before it is read. One that does not say so is cut off.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = most(&state.config, request.uri().path());
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        let text = format!("the request body is larger than {limit} bytes");
        return message(StatusCode::PAYLOAD_TOO_LARGE, &text);
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

fn most(config: &Config, path: &str) -> usize {
    if path == FILES { config.attachment_limit.saturating_add(AROUND) } else { config.body_limit }
}
