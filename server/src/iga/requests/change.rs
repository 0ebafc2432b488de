//! `PUT` and `PATCH /iga/governance/requests/{requestId}`: changing what is asked for (contract 2.1 rows 4 and 5).

use axum::Json;
use axum::extract::State;
use bailiwick_engine::Engine;
use bailiwick_engine::requests::{Change, change};
use serde_json::{Map, Value};

use crate::api::{ApiError, Body, Caller, Message, PatchBody, RequestPath};
use crate::iga::TAG;
use crate::iga::object::{PatchOperation, Request, RequestContent};
use crate::iga::request_types::refused;

/// Replace what a request asks for
///
/// All of it, as its type says; what cannot be modified may be left out. A draft that is not said to stay one
/// (`common.isDraft`) is sent. Whoever made a draft may; what was sent, access administrators.
#[utoipa::path(
    put,
    path = "/iga/governance/requests/{requestId}",
    operation_id = "replaceRequest",
    tag = TAG,
    params(("requestId" = String, Path, description = "the request's id")),
    request_body = RequestContent,
    responses(
        (status = 200, description = "The request afterwards", body = Request),
        (status = 400, description = "It does not fit the type, cannot be asked for, or has ended", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not change it", body = Message),
        (status = 404, description = "There is no such request", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Request>, ApiError> {
    let changed = change(&engine, &ctx, &id, &Change::Replace(content(body))).await;
    Ok(Json(Request::from(&changed.map_err(refused)?)))
}

/// Change some of what a request asks for
///
/// All operations are done, or none. Who may is as for replacing.
#[utoipa::path(
    patch,
    path = "/iga/governance/requests/{requestId}",
    operation_id = "patchRequest",
    tag = TAG,
    params(("requestId" = String, Path, description = "the request's id")),
    request_body(content = Vec<PatchOperation>, description = "What changes; fields such as `/common/endDate`"),
    responses(
        (status = 200, description = "The request afterwards", body = Request),
        (status = 400, description = "An operation cannot be done, it does not fit the type, or has ended", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not change it", body = Message),
        (status = 404, description = "There is no such request", body = Message),
    ),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
    PatchBody(patch): PatchBody,
) -> Result<Json<Request>, ApiError> {
    let changed = change(&engine, &ctx, &id, &Change::Patch(patch)).await;
    Ok(Json(Request::from(&changed.map_err(refused)?)))
}

/// The sections; clients that send a request back as they read it have them in `request`.
pub(super) fn content(mut body: Map<String, Value>) -> Map<String, Value> {
    match body.remove("request") {
        Some(Value::Object(content)) => content,
        Some(other) => {
            body.insert("request".into(), other);
            body
        }
        None => body,
    }
}
