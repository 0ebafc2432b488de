//! Roles and their versions (contract 2.21).

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::catalog::RoleStatus;
use bailiwick::id::ItemId;
use bailiwick::request::UPDATE_DIRECTORY;
use bailiwick_engine::{Engine, EngineError, roles};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::object::{PatchOperation, RoleVersion};
use super::paging::Query;
use super::{TAG, names};
use crate::api::{ApiError, Body, Caller, Listed, Message, Params, PatchBody, matching, not_there};

/// A role as it is written.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `create` and `put` read")]
pub struct NewRole {
    /// `name` (no other role's), `description`, `entitlements` (UUIDs), `membershipCondition` (a filter over people: whoever
    /// meets it has the role).
    #[schema(value_type = Object, example = json!({"name": "Accountant", "description": "Closes the books"}))]
    role: Map<String, Value>,
    /// Values by attribute; `roleOwner`, `requestable` and `riskLevel` are built in.
    #[schema(value_type = Option<Object>, example = json!({"requestable": true}))]
    glossary: Option<Map<String, Value>>,
    /// The request that asked for it.
    request_id: Option<String>,
}

/// Whether people become members by rule when a role is published.
const ADD_MEMBERS: &str = "addAutoRoleMembers";

/// The version in the address.
async fn named((id, status): (String, String)) -> Result<(ItemId, RoleStatus), ApiError> {
    let Ok(status) = status.parse() else { return Err(not_there().await) };
    match names::item(&id) {
        Some(id) => Ok((id, status)),
        None => Err(EngineError::not_found("role", id).into()),
    }
}

/// List roles
///
/// Every version is a row: `active` ones are in the catalog. Administrators and auditors read all, others what can be
/// asked for, what they hold and what they own. Filters and sort keys may name any field, such as `role.name` or `status`.
#[utoipa::path(
    get,
    path = "/iga/governance/role",
    operation_id = "listRoles",
    tag = TAG,
    params(Query),
    responses(
        (status = 200, description = "A page of versions", body = Listed<RoleVersion>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let found = roles::list(&engine, &ctx).await?;
    let rows: Vec<RoleVersion> = found.into_iter().map(RoleVersion::from).collect();
    matching(&rows, &list)
}

/// Create a role
///
/// As a draft. Access administrators may; others ask by request.
#[utoipa::path(
    post,
    path = "/iga/governance/role",
    operation_id = "createRole",
    tag = TAG,
    params(("_action" = Option<String>, Query, description = "`create`, the only one there is")),
    request_body(content = NewRole),
    responses(
        (status = 200, description = "The draft", body = RoleVersion),
        (status = 400, description = "A member is wrong, or another role has the name", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<RoleVersion>, ApiError> {
    params.one_of("_action", &["create"])?;
    Ok(Json(roles::create(&engine, &ctx, &body).await?.into()))
}

/// Read a version of a role
#[utoipa::path(
    get,
    path = "/iga/governance/role/{id}/{status}",
    operation_id = "readRole",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the role: UUID or catalog id"),
        ("status" = String, Path, description = "`draft`, `candidate`, `pending` or `active`"),
    ),
    responses(
        (status = 200, description = "The version", body = RoleVersion),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such version for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
) -> Result<Json<RoleVersion>, ApiError> {
    let (id, status) = named(path).await?;
    Ok(Json(roles::read(&engine, &ctx, id, status).await?.into()))
}

/// Write a version of a role
///
/// Replaces it, or makes a draft or candidate that is not there. What the role in the catalog brings more, everybody who
/// holds it gets, and what it brings no longer, they lose. Access administrators may; others ask by request.
#[utoipa::path(
    put,
    path = "/iga/governance/role/{id}/{status}",
    operation_id = "replaceRole",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the role: UUID or catalog id"),
        ("status" = String, Path, description = "`draft`, `candidate` or `active`"),
    ),
    request_body(content = NewRole),
    responses(
        (status = 200, description = "The version", body = RoleVersion),
        (status = 400, description = "A member is wrong, another role has the name, or it is being published", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "No such role is in the catalog", body = Message),
    ),
)]
pub async fn put(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<RoleVersion>, ApiError> {
    let (id, status) = named(path).await?;
    Ok(Json(roles::put(&engine, &ctx, id, status, &body).await?.into()))
}

/// Change a version of a role
///
/// By operations on `/role/…`, `/glossary/…` and `/status`. A draft or candidate becomes `pending`, when nobody else
/// changes it, and what is pending `active`: the role in the catalog, as it is then; or a draft again. Access
/// administrators may; others ask by request.
#[utoipa::path(
    patch,
    path = "/iga/governance/role/{id}/{status}",
    operation_id = "patchRole",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the role: UUID or catalog id"),
        ("status" = String, Path, description = "`draft`, `candidate`, `pending` or `active`"),
        ("addAutoRoleMembers" = Option<bool>, Query, description = "`true` where the role has a `membershipCondition`: whoever meets it has the role"),
        ("updateIdm" = Option<bool>, Query, description = "`true`, the only value there is: the catalog is the directory of roles"),
    ),
    request_body(content = Vec<PatchOperation>, example = json!([{"operation": "replace", "field": "/status", "value": "pending"}])),
    responses(
        (status = 200, description = "The version as it is then", body = RoleVersion),
        (status = 400, description = "An operation cannot be done, or what comes of them is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such version", body = Message),
    ),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(at): Path<(String, String)>,
    params: Params,
    PatchBody(patch): PatchBody,
) -> Result<Json<RoleVersion>, ApiError> {
    let (id, status) = named(at).await?;
    let (name, only, why) = UPDATE_DIRECTORY;
    if params.get(name).is_some() && params.flag(name)? != only {
        return Err(ApiError::field(name, format!("must be {only}: {why}")));
    }
    let without_members = params.get(ADD_MEMBERS).is_some() && !params.flag(ADD_MEMBERS)?;
    let by_rule = |role: roles::RoleView| role.object.membership.is_some();
    if without_members && roles::read(&engine, &ctx, id, status).await.is_ok_and(by_rule) {
        let fault = "must be true: whoever meets `role.membershipCondition` has the role";
        return Err(ApiError::field(ADD_MEMBERS, fault));
    }
    Ok(Json(roles::patch(&engine, &ctx, id, status, &patch).await?.into()))
}

/// Delete a version of a role
///
/// The role in the catalog (`active`) goes with all it brought to everybody who holds it; open requests for it are
/// called off. Access administrators may; others ask by request.
#[utoipa::path(
    delete,
    path = "/iga/governance/role/{id}/{status}",
    operation_id = "deleteRole",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the role: UUID or catalog id"),
        ("status" = String, Path, description = "`draft`, `candidate` or `active`"),
    ),
    responses(
        (status = 200, description = "The version as it was", body = RoleVersion),
        (status = 400, description = "It is being published", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such version", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(path): Path<(String, String)>,
) -> Result<Json<RoleVersion>, ApiError> {
    let (id, status) = named(path).await?;
    Ok(Json(roles::delete(&engine, &ctx, id, status).await?.into()))
}
