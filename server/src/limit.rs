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

/// The addresses that take files: how they begin and end, and how many times the largest file is heard to its end.
const FILES: [(&str, &str, usize); 3] = [
    ("/idhub/api/tasks/comments", "", 1),
    ("/iga/governance/mitigatingControl/", "/evidence", 1),
    // A browser that is cut off shows no answer: it is told what was wrong with its file.
    ("/upload/controls/", "", 4),
];
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
    let of_path = |(begin, end, _): &&(&str, &str, usize)| path.starts_with(begin) && path.ends_with(end);
    match FILES.iter().find(of_path) {
        Some((_, _, times)) => config.attachment_limit.saturating_mul(*times).saturating_add(AROUND),
        None => config.body_limit,
    }
}
