//! Configuration (contract 2.9): rows 41 to 44, under `/commons/config` and `/governance/config`.

use axum::Json;
use axum::extract::State;
use bailiwick_engine::{Engine, settings};
use serde_json::{Map, Value};

use super::TAG;
use crate::api::{ApiError, Body, Caller, Message, WordPath};

/// Read the configuration
///
/// Every category with the values in force. `/iga/governance/config` answers the same.
#[utoipa::path(
    get,
    path = "/iga/commons/config",
    operation_id = "readConfiguration",
    tag = TAG,
    responses(
        (status = 200, description = "The categories", body = Map<String, Value>, example = json!({"iga_global": {"enableScoping": false}})),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn read_all(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    Ok(Json(settings::all(&engine, &ctx).await?))
}

/// Replace the configuration
///
/// Categories and keys left out fall back to their defaults. Access administrators may.
#[utoipa::path(
    put,
    path = "/iga/commons/config",
    operation_id = "replaceConfiguration",
    tag = TAG,
    request_body(content = Map<String, Value>, example = json!({"iga_global": {"enableScoping": false}})),
    responses(
        (status = 200, description = "The categories", body = Map<String, Value>),
        (status = 400, description = "A category, key or value is not one there may be", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn replace_all(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(given): Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    Ok(Json(settings::set_all(&engine, &ctx, &given).await?))
}

/// Read one category of the configuration
///
/// `iga_access_request`, `iga_global`, `iga_autoid_integration`, `iga_ui_config`, `iga_notification`, `iga-file`
/// or `feature_recommendation`.
#[utoipa::path(
    get,
    path = "/iga/commons/config/{key}",
    operation_id = "readConfigurationCategory",
    tag = TAG,
    params(("key" = String, Path, description = "the category")),
    responses(
        (status = 200, description = "Its keys", body = Map<String, Value>, example = json!({"enableScoping": false})),
        (status = 400, description = "There is no such category", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn read_one(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(category): WordPath,
) -> Result<Json<Map<String, Value>>, ApiError> {
    Ok(Json(settings::one(&engine, &ctx, &category).await?))
}

/// Replace one category of the configuration
///
/// Keys left out fall back to their defaults. Access administrators may.
#[utoipa::path(
    put,
    path = "/iga/commons/config/{key}",
    operation_id = "replaceConfigurationCategory",
    tag = TAG,
    params(("key" = String, Path, description = "the category")),
    request_body(content = Map<String, Value>, example = json!({"enableScoping": false})),
    responses(
        (status = 200, description = "Its keys", body = Map<String, Value>),
        (status = 400, description = "The category, a key or a value is not one there may be", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn replace_one(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(category): WordPath,
    Body(given): Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    Ok(Json(settings::set_one(&engine, &ctx, &category, &given).await?))
}
