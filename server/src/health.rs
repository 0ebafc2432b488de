//! Whether the process lives, and whether it can work.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::message::message;
use crate::state::AppState;

/// `GET /healthz`: the process lives.
pub async fn live() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers and has the right schema.
pub async fn ready(State(state): State<AppState>) -> Response {
    match state.engine.ready().await {
        Ok(()) => message(StatusCode::OK, "ready"),
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "not ready");
            message(StatusCode::SERVICE_UNAVAILABLE, "the database is not ready")
        }
    }
}
