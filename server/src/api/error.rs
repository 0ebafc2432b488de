//! What the faces answer when they do not do what was asked: a status and `{message}`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick::filter::FilterError;
use bailiwick::filter::list::ListError;
use bailiwick_engine::EngineError;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// The body of every answer that is no success (contract 1.5).
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    /// What is wrong, naming field and fault.
    #[schema(example = "`endDate` must be after `startDate`")]
    pub message: String,
}

/// A refusal or failure.
#[derive(Debug)]
pub struct ApiError {
    status: StatusCode,
    message: String,
    /// Where the contract answers a list of messages (1.5): all of them.
    messages: Vec<String>,
    /// Seconds after which a second try may succeed.
    retry_after: Option<i64>,
}

impl ApiError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), messages: Vec::new(), retry_after: None }
    }

    /// A refusal whose status the contract prescribes.
    pub fn with_status(status: StatusCode, message: impl Into<String>) -> Self {
        Self::new(status, message)
    }

    /// What was sent cannot be understood or is refused.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// A field or parameter is wrong.
    pub fn field(name: impl std::fmt::Display, fault: impl std::fmt::Display) -> Self {
        Self::bad(format!("`{name}` {fault}"))
    }

    /// There is no such thing, or the caller may not know that there is.
    pub fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// What is wrong, in words.
    pub fn text(&self) -> &str {
        &self.message
    }

    /// More was sent than is read.
    pub fn too_large(most: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, format!("the request body is larger than {most} bytes"))
    }
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        let status = match &error {
            EngineError::NotAuthenticated => StatusCode::UNAUTHORIZED,
            EngineError::Forbidden(_) => StatusCode::FORBIDDEN,
            EngineError::NotFound { .. } => StatusCode::NOT_FOUND,
            EngineError::Invalid { .. } | EngineError::InvalidAll(_) | EngineError::Conflict(_) => {
                StatusCode::BAD_REQUEST
            }
            EngineError::Overtaken(_) => StatusCode::CONFLICT,
            EngineError::Changed(_) => StatusCode::PRECONDITION_FAILED,
            EngineError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            EngineError::Internal(_) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a call failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
            EngineError::Busy(_) | EngineError::Overloaded(_) => StatusCode::SERVICE_UNAVAILABLE,
        };
        let retry_after = match &error {
            EngineError::TooMany { seconds } => Some(*seconds),
            EngineError::Busy(_) => Some(1),
            EngineError::Overloaded(_) => Some(5),
            _ => None,
        };
        let message = error.to_string();
        let messages = if let EngineError::InvalidAll(all) = error { all } else { Vec::new() };
        Self { status, message, messages, retry_after }
    }
}

impl From<ListError> for ApiError {
    fn from(error: ListError) -> Self {
        Self::bad(error.to_string())
    }
}

impl From<FilterError> for ApiError {
    fn from(error: FilterError) -> Self {
        Self::bad(error.to_string())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = if self.messages.is_empty() {
            (self.status, Json(Message { message: self.message })).into_response()
        } else {
            (self.status, Json(json!({"message": self.messages}))).into_response()
        };
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The answer where a face has no such operation.
pub async fn not_there() -> ApiError {
    ApiError::missing("there is no such operation")
}
