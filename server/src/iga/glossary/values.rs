//! What one object has (contract 2.2 rows 13 to 15, 2.21).

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::glossary::ObjectKind;
use bailiwick_engine::{Engine, EngineError, glossary};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::api::{ApiError, Body, Caller, Message, Params, not_there};
use crate::iga::TAG;

/// The object in the address.
async fn named((kind, id): (String, String)) -> Result<(ObjectKind, Uuid), ApiError> {
    let kind = match kind.as_str() {
        "application" => ObjectKind::Application,
        "entitlement" | "resource" => ObjectKind::Entitlement,
        "role" => ObjectKind::Role,
        "account" => ObjectKind::Account,
        "user" => ObjectKind::User,
        _ => return Err(not_there().await),
    };
    match id.parse() {
        Ok(id) => Ok((kind, id)),
        Err(_) => Err(EngineError::not_found(kind.as_str(), id).into()),
    }
}

/// As [`read`], of a role.
pub async fn read_role(
    caller: Caller,
    engine: State<Engine>,
    Path(id): Path<String>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    read(caller, engine, Path(("role".into(), id))).await
}

/// As [`create`], of a role.
pub async fn create_role(
    caller: Caller,
    engine: State<Engine>,
    Path(id): Path<String>,
    params: Params,
    body: Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    create(caller, engine, Path(("role".into(), id)), params, body).await
}

/// As [`replace`], of a role.
pub async fn replace_role(
    caller: Caller,
    engine: State<Engine>,
    Path(id): Path<String>,
    body: Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    replace(caller, engine, Path(("role".into(), id)), body).await
}

/// Read an object's glossary
///
/// The built-in attributes, and those that have a value. Items can be read by whoever may know of them,
/// people and their accounts by whoever sees their access.
#[utoipa::path(
    get,
    path = "/iga/governance/{objectType}/{id}/glossary",
    operation_id = "readGlossary",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`application`, `entitlement` (or `resource`), `role`, `account` or `user`"),
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "Values by attribute", body = Map<String, Value>, example = json!({"requestable": true, "riskLevel": "low", "dataClassification": "internal"})),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    let (kind, id) = named(path).await?;
    Ok(Json(glossary::values(&engine, &ctx, kind, id).await?))
}

/// Set values of an object's glossary
///
/// The attributes given get these values, the others keep theirs; null takes a value away. Access
/// administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/{objectType}/{id}/glossary",
    operation_id = "createGlossary",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`application`, `entitlement` (or `resource`), `role`, `account` or `user`"),
        ("id" = String, Path, description = "the object's UUID"),
        ("_action" = Option<String>, Query, description = "`create`, the only one there is"),
    ),
    request_body(content = Map<String, Value>, example = json!({"dataClassification": "internal"})),
    responses(
        (status = 200, description = "What the object has now", body = Map<String, Value>),
        (status = 400, description = "An attribute is unknown, or its value does not fit", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such object", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
    params: Params,
    Body(given): Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    params.one_of("_action", &["create"])?;
    let (kind, id) = named(path).await?;
    Ok(Json(glossary::set_values(&engine, &ctx, kind, id, &given, false).await?))
}

/// Replace an object's glossary
///
/// The attributes given get these values, the others have none afterwards; built-in ones keep theirs. Access
/// administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/{objectType}/{id}/glossary",
    operation_id = "replaceGlossary",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`application`, `entitlement` (or `resource`), `role`, `account` or `user`"),
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = Map<String, Value>, example = json!({"dataClassification": "internal"})),
    responses(
        (status = 200, description = "What the object has now", body = Map<String, Value>),
        (status = 400, description = "An attribute is unknown, or its value does not fit", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such object", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
    Body(given): Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    let (kind, id) = named(path).await?;
    Ok(Json(glossary::set_values(&engine, &ctx, kind, id, &given, true).await?))
}
