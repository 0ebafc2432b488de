//! Errors of the token endpoint, in the words of RFC 6749, 5.2.

use axum::Json;
use axum::response::{IntoResponse, Response};
use bailiwick_engine::EngineError;
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OAuthError {
    /// The request is not one; what is wrong with it.
    Invalid(&'static str),
    /// Unknown or disabled client, or a wrong secret.
    InvalidClient {
        /// It tried `Authorization: Basic`.
        basic: bool,
    },
    /// Only client credentials are granted.
    UnsupportedGrantType,
    /// Too large to be read.
    TooLarge,
    /// The same request may succeed later.
    Busy,
    /// The product failed.
    Failed,
}

impl OAuthError {
    /// What the engine could not do.
    pub(super) fn failed(error: &EngineError) -> Self {
        if error.passes() {
            return Self::Busy;
        }
        tracing::error!(error = ?error, "a token could not be issued");
        Self::Failed
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Invalid(what) => (StatusCode::BAD_REQUEST, "invalid_request", what),
            Self::InvalidClient { .. } => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "unknown client, wrong secret, or client disabled",
            ),
            Self::UnsupportedGrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "`grant_type` must be `client_credentials`",
            ),
            Self::TooLarge => {
                (StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "the body must have at most 16384 bytes")
            }
            Self::Busy => {
                (StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "busy: try again in a moment")
            }
            Self::Failed => {
                (StatusCode::INTERNAL_SERVER_ERROR, "server_error", "something went wrong on our side")
            }
        };
        let mut response =
            (status, Json(json!({ "error": error, "error_description": description }))).into_response();
        if self == (Self::InvalidClient { basic: true }) {
            let challenge = HeaderValue::from_static(r#"Basic realm="bailiwick""#);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
