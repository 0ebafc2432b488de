//! Bodies have a largest size.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::message::message;
use crate::state::AppState;

/// Refuses a body that says it is too large before it is read. One that does not say so is
/// cut off by the layer behind this one.
pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let limit = state.config.body_limit;
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| usize::try_from(length).map_or(true, |length| length > limit)) {
        let text = format!("the request body is larger than {limit} bytes");
        return message(StatusCode::PAYLOAD_TOO_LARGE, &text);
    }
    next.run(request).await
}
