//! The revision a caller means to change.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::ApiError;

/// The header `If-Match`: a revision, with or without quotes; none when it is missing or `*`.
#[derive(Debug)]
pub struct IfMatch(pub Option<i64>);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(given) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = given.to_str().unwrap_or_default().trim().trim_matches('"');
        if text == "*" {
            return Ok(Self(None));
        }
        match text.parse() {
            Ok(revision) => Ok(Self(Some(revision))),
            Err(_) => Err(ApiError::field("If-Match", "must be the `_rev` of the object")),
        }
    }
}
