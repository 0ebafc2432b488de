//! Bodies: bounded, JSON whatever their content type says, empty where nothing need be said.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use bailiwick::filter::{Filter, deeper_than, target};
use bailiwick::patch::Patch;
use bailiwick_engine::EngineError;
use serde_json::{Map, Value as Json};

use super::{ApiError, Fields};
use crate::state::AppState;

/// The most levels of a body; no operation needs more than a few.
const MOST_LEVELS: usize = 64;

/// What can be read from the object a client sent.
pub trait FromBody: Sized {
    /// Reads it; every fault names its field.
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError>;
}

impl FromBody for Map<String, Json> {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        Ok(fields.members().clone())
    }
}

/// A body, read. An empty body counts as an object without fields.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: FromBody> FromRequest<AppState> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let body = json(request, state).await?.unwrap_or_else(|| Json::Object(Map::new()));
        Ok(Self(T::read(&Fields::of_body(&body)?)?))
    }
}

/// A body that may be anything; none when it is empty.
#[derive(Debug)]
pub struct AnyBody(pub Option<Json>);

impl FromRequest<AppState> for AnyBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        json(request, state).await.map(Self)
    }
}

/// The operations of a body `[{operation, field, value}]` (contract 3.9).
#[derive(Debug)]
pub struct PatchBody(pub Patch);

impl FromRequest<AppState> for PatchBody {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let body = json(request, state).await?.unwrap_or(Json::Null);
        Ok(Self(Patch::parse(&body).map_err(EngineError::from)?))
    }
}

/// The filter of a body `{targetFilter}` (contract 4.1); an empty body matches everything.
#[derive(Debug)]
pub struct TargetFilter(pub Filter);

impl FromRequest<AppState> for TargetFilter {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let filter = target::parse_body_bytes(&bytes(request, state).await?)?;
        Ok(Self(filter.normalised()))
    }
}

/// The body as JSON, none when it is empty.
async fn json(request: Request, state: &AppState) -> Result<Option<Json>, ApiError> {
    let bytes = bytes(request, state).await?;
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    if deeper_than(&bytes, MOST_LEVELS) {
        return Err(ApiError::bad(format!("the body is nested deeper than {MOST_LEVELS} levels")));
    }
    let body = serde_json::from_slice(&bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        ApiError::bad(format!("the body is not JSON: fault at line {line}, column {column}"))
    })?;
    Ok(Some(body))
}

/// The whole body. How large it may be is a setting; the layer that enforces it cuts off what is
/// larger, and so does this.
async fn bytes(request: Request, state: &AppState) -> Result<Bytes, ApiError> {
    let most = state.config.body_limit;
    to_bytes(request.into_body(), most).await.map_err(|error| {
        // Otherwise the client went away, and reads no answer.
        let cut_off =
            std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("limit"));
        if cut_off { ApiError::too_large(most) } else { ApiError::bad("the body broke off") }
    })
}
