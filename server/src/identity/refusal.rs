//! Why a request goes no further. The body serves every face: `message` and `error`.

use axum::Json;
use axum::response::{IntoResponse, Response};
use bailiwick_engine::EngineError;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// Why a request goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The bearer token has expired, was revoked, or never was.
    BadToken,
    /// Another site made the browser send it.
    Foreign,
    /// The database is busy; the same request may succeed later.
    Busy,
    /// The product failed.
    Failed,
}

impl From<EngineError> for Refusal {
    fn from(error: EngineError) -> Self {
        if error.passes() {
            return Self::Busy;
        }
        tracing::error!(error = ?error, "identity could not be established");
        Self::Failed
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::BadToken => (StatusCode::UNAUTHORIZED, "the access token is invalid or has expired"),
            Self::Foreign => (StatusCode::FORBIDDEN, "this request comes from another site"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy: try again in a moment"),
            Self::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "something went wrong on our side"),
        };
        let mut response = (status, Json(json!({ "message": message, "error": message }))).into_response();
        let header = match self {
            Self::BadToken => {
                Some((header::WWW_AUTHENTICATE, r#"Bearer realm="bailiwick", error="invalid_token""#))
            }
            Self::Busy => Some((header::RETRY_AFTER, "1")),
            Self::Foreign | Self::Failed => None,
        };
        if let Some((name, value)) = header {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    }
}
