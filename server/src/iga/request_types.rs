//! Types of requests (contract 2.13).

use axum::Json;
use axum::extract::State;
use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{RequestType as Domain, Schemas};
use bailiwick_engine::{Engine, EngineError, request_types};
use serde_json::{Map, Value};

use super::object::{NewRequestType, PatchOperation, RequestType};
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Counted, Message, Params, PatchBody, WordPath, matching_counted};
use crate::iga::TAG;

type Document = Json<Map<String, Value>>;

/// A refusal, in the contract's own words where there is no such type.
pub fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { .. } => ApiError::missing("Request Type Id doesn't exist"),
        other => other.into(),
    }
}

fn shown(one: &Domain) -> Document {
    Json(one.document(Schemas::Resolved))
}

/// List types of requests
///
/// Those that are built in and those that were defined here, by id unless sorted. Filters and sort keys may name
/// any field. `_pageNumber` counts pages from 0.
#[utoipa::path(
    get,
    path = "/iga/governance/requestTypes",
    operation_id = "listRequestTypes",
    tag = TAG,
    params(
        Query,
        ("_pageNumber" = Option<i32>, Query, description = "the page, from 0; an offset counts before it"),
        ("_sortBy" = Option<String>, Query, description = "as `_sortKeys`"),
    ),
    responses(
        (status = 200, description = "A page of types", body = Counted<RequestType>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Counted<Value>>, ApiError> {
    let list = params.list()?;
    let types = request_types::all(&engine, &ctx).await?;
    let rows: Vec<_> = types.iter().map(|one| one.document(Schemas::Resolved)).collect();
    matching_counted(&rows, &list)
}

/// Define a type of request
///
/// What its requests hold, and which definition they go by. Access administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/requestTypes",
    operation_id = "createRequestType",
    tag = TAG,
    request_body(content = NewRequestType),
    responses(
        (status = 200, description = "The type", body = RequestType),
        (status = 400, description = "A member is wrong, or the id is taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let made = request_types::create(&engine, &ctx, body).await?;
    let mut document = made.document(Schemas::Resolved);
    // Contract 1.4: what was just made is answered without dates.
    document.remove("metadata");
    Ok(Json(document))
}

/// Read a type of request
#[utoipa::path(
    get,
    path = "/iga/governance/requestTypes/{requestTypeId}",
    operation_id = "readRequestType",
    tag = TAG,
    params(("requestTypeId" = String, Path, description = "the type's id")),
    responses(
        (status = 200, description = "The type", body = RequestType),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such type", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(shown(&request_types::read(&engine, &ctx, &RequestTypeId(id)).await.map_err(refused)?))
}

/// Replace a type of request
///
/// Everything that was said about it. Types that are built in cannot be replaced. Access administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/requestTypes/{requestTypeId}",
    operation_id = "replaceRequestType",
    tag = TAG,
    params(("requestTypeId" = String, Path, description = "the type's id")),
    request_body(content = NewRequestType),
    responses(
        (status = 200, description = "The type", body = RequestType),
        (status = 400, description = "A member is wrong, or the type is built in", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such type", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let replaced = request_types::replace(&engine, &ctx, &RequestTypeId(id), body).await;
    Ok(shown(&replaced.map_err(refused)?))
}

/// Change members of a type of request
///
/// All operations or none. Types that are built in can be changed only with `_useLowLevelApi=true`, as tools do;
/// then the product's own schemas are seen by name, such as `/requestSchema/iga/commonRequest`, in the answer too.
/// Access administrators may.
#[utoipa::path(
    patch,
    path = "/iga/governance/requestTypes/{requestTypeId}",
    operation_id = "patchRequestType",
    tag = TAG,
    params(
        ("requestTypeId" = String, Path, description = "the type's id"),
        ("_useLowLevelApi" = Option<bool>, Query, description = "`true` for tools"),
    ),
    request_body(content = Vec<PatchOperation>),
    responses(
        (status = 200, description = "The type", body = RequestType),
        (status = 400, description = "An operation cannot be done, or the type is built in", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such type", body = Message),
    ),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
    PatchBody(patch): PatchBody,
) -> Result<Document, ApiError> {
    let low_level = params.flag("_useLowLevelApi")?;
    let patched = request_types::patch(&engine, &ctx, &RequestTypeId(id), &patch, low_level).await;
    let form = if low_level { Schemas::Named } else { Schemas::Resolved };
    Ok(Json(patched.map_err(refused)?.document(form)))
}

/// Delete a type of request
///
/// Types that are built in, or have unfinished requests, cannot be deleted. Access administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/requestTypes/{requestTypeId}",
    operation_id = "deleteRequestType",
    tag = TAG,
    params(("requestTypeId" = String, Path, description = "the type's id")),
    responses(
        (status = 200, description = "The type that was deleted", body = RequestType),
        (status = 400, description = "It is built in, or has unfinished requests", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such type", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(shown(&request_types::delete(&engine, &ctx, &RequestTypeId(id)).await.map_err(refused)?))
}
