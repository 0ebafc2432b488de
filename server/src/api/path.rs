//! What the address names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use bailiwick::id::{RequestId, UserId, user_id};
use bailiwick::text::check;

use super::{ApiError, params::clip};

/// The longest id that is looked up.
const MOST_CHARACTERS: usize = 200;

/// The one word that varies in the path, decoded.
#[derive(Debug)]
pub struct WordPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for WordPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(word) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| ApiError::missing("there is no such operation"))?;
        match check(&word, MOST_CHARACTERS) {
            Ok(()) => Ok(Self(word)),
            Err(_) => Err(ApiError::missing(format!("`{}` does not exist", clip(&word)))),
        }
    }
}

/// A request's id in the path.
#[derive(Debug)]
pub struct RequestPath(pub RequestId);

impl<S: Send + Sync> FromRequestParts<S> for RequestPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let WordPath(id) = WordPath::from_request_parts(parts, state).await?;
        Ok(Self(RequestId(id)))
    }
}

/// A user's id in the path: the bare UUID or, encoded, `managed/user/{uuid}`.
#[derive(Debug)]
pub struct UserPath(pub UserId);

impl<S: Send + Sync> FromRequestParts<S> for UserPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let WordPath(id) = WordPath::from_request_parts(parts, state).await?;
        let user =
            user_id(&id).ok_or_else(|| ApiError::missing(format!("user `{}` does not exist", clip(&id))))?;
        Ok(Self(user))
    }
}
