//! `GET /iga/governance/requests/{requestId}`.

use axum::Json;
use axum::extract::State;
use bailiwick_engine::{Engine, requests};
use serde_json::Value;

use crate::api::{ApiError, Caller, Message, Params, RequestPath, projected};
use crate::iga::TAG;
use crate::iga::object::Request;
use crate::iga::paging::Projection;

/// Read a request
///
/// Who asked, whom it is for, everybody who is or was asked to act on it, and auditors and
/// administrators may; for others it does not exist.
#[utoipa::path(
    get,
    path = "/iga/governance/requests/{requestId}",
    operation_id = "readRequest",
    tag = TAG,
    params(("requestId" = String, Path, description = "the request's id"), Projection),
    responses(
        (status = 200, description = "The request", body = Request),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such request", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let view = requests::read(&engine, &ctx, &id).await?;
    Ok(Json(projected(&Request::from(&view), &list)?))
}
