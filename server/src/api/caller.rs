//! Who calls.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use bailiwick_engine::Context;

use super::ApiError;
use crate::identity::Ctx;
use crate::state::AppState;

/// The context of a call by somebody who has signed in. Comes first among a handler's
/// arguments: nobody else learns what is wrong with what they sent.
pub struct Caller(pub Context);

impl FromRequestParts<AppState> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let Ctx(ctx) = Ctx::from_request_parts(parts, state).await.map_err(IntoResponse::into_response)?;
        ctx.signed_in().map_err(|error| ApiError::from(error).into_response())?;
        Ok(Self(ctx))
    }
}
