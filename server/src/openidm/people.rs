//! Creating, changing and deleting people (contract 6.4): `managed/alpha_user`.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bailiwick::id::{UserId, user_id};
use bailiwick_engine::people::{self, Person};
use bailiwick_engine::{Engine, EngineError};
use serde_json::{Map, Value};

use super::TAG;
use super::managed::{Kind, ManagedObject, missing, person};
use crate::api::{ApiError, Body, Caller, IfMatch, Message, Params, PatchBody};
use crate::iga::object::PatchOperation;

/// Only people are written here.
fn check_kind(kind: &str) -> Result<(), ApiError> {
    match Kind::parse(kind) {
        Some(Kind::Person) => Ok(()),
        Some(Kind::Item(item)) => Err(ApiError::bad(format!("{item}s are not written here"))),
        None => Err(ApiError::missing("there is no such operation")),
    }
}

/// The person in the address.
fn named(kind: &str, id: &str) -> Result<UserId, ApiError> {
    check_kind(kind)?;
    user_id(id).ok_or_else(|| missing(kind, id))
}

/// A refusal, in the face's words where there is no such person.
fn refused(kind: &str, id: &str, error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { .. } => missing(kind, id),
        other => other.into(),
    }
}

/// Create a person
///
/// `userName` (nobody else's), `givenName` and `sn` must be given; also `displayName`, `mail`, `title`, `accountStatus`
/// (`active` or `inactive`), `manager` and `organization` (one there is). The person can sign in once they are invited.
/// Access administrators may.
#[utoipa::path(
    post,
    path = "/openidm/managed/{objectType}",
    operation_id = "createManagedObject",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`user` or `alpha_user`"),
        ("_action" = Option<String>, Query, description = "`create`, the only one there is"),
    ),
    request_body(
        content = Map<String, Value>,
        example = json!({"userName": "lena", "givenName": "Lena", "sn": "Aho", "mail": "lena@example.com"}),
    ),
    responses(
        (status = 201, description = "The person", body = ManagedObject),
        (status = 400, description = "A property is wrong or unknown, or the user name is taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path(kind): Path<String>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    check_kind(&kind)?;
    params.one_of("_action", &["create"])?;
    let made = people::create(&engine, &ctx, &body).await?;
    Ok((StatusCode::CREATED, Json(person(&made))))
}

/// Replace a person
///
/// What is not given they have no longer. Under an unknown id, a UUID, a person is created. Access administrators may.
#[utoipa::path(
    put,
    path = "/openidm/managed/{objectType}/{id}",
    operation_id = "replaceManagedObject",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`user` or `alpha_user`"),
        ("id" = String, Path, description = "the person's UUID"),
        ("If-Match" = Option<String>, Header, description = "the `_rev` that is to be replaced"),
    ),
    request_body(
        content = Map<String, Value>,
        example = json!({"userName": "lena", "givenName": "Lena", "sn": "Aho", "mail": "lena@example.com"}),
    ),
    responses(
        (status = 200, description = "The person", body = ManagedObject),
        (status = 201, description = "The new person", body = ManagedObject),
        (status = 400, description = "A property is wrong or unknown, or the user name is taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "The person was deleted", body = Message),
        (status = 412, description = "The person was changed meanwhile", body = Message),
    ),
)]
pub async fn put(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let user = named(&kind, &id)?;
    let put = people::put(&engine, &ctx, user, &body, revision).await;
    let (found, is_new) = put.map_err(|error| refused(&kind, &id, error))?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(person(&found))))
}

/// Change a person
///
/// Operations on their properties, all or none. Access administrators may.
#[utoipa::path(
    patch,
    path = "/openidm/managed/{objectType}/{id}",
    operation_id = "patchManagedObject",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`user` or `alpha_user`"),
        ("id" = String, Path, description = "the person's UUID"),
        ("If-Match" = Option<String>, Header, description = "the `_rev` that is to be changed"),
    ),
    request_body(content = Vec<PatchOperation>, example = json!([{"operation": "replace", "field": "/title", "value": "Controller"}])),
    responses(
        (status = 200, description = "The person", body = ManagedObject),
        (status = 400, description = "An operation cannot be done, or what comes of them is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such person", body = Message),
        (status = 412, description = "The person was changed meanwhile", body = Message),
    ),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
    PatchBody(patch): PatchBody,
) -> Result<Json<Value>, ApiError> {
    let user = named(&kind, &id)?;
    let found: Result<Person, _> = people::patch(&engine, &ctx, user, &patch, revision).await;
    Ok(Json(person(&found.map_err(|error| refused(&kind, &id, error))?)))
}

/// Delete a person
///
/// Their record stays for what they did, and can neither sign in nor be found. What they held ends; they own nothing
/// any more; whoever reported to them reports to their manager; open requests for them are called off, and tasks that
/// wait for nobody else go to the default approver or the administrators. Access administrators may, but nobody deletes
/// themselves, the default approver or the last administrator.
#[utoipa::path(
    delete,
    path = "/openidm/managed/{objectType}/{id}",
    operation_id = "deleteManagedObject",
    tag = TAG,
    params(
        ("objectType" = String, Path, description = "`user` or `alpha_user`"),
        ("id" = String, Path, description = "the person's UUID"),
        ("If-Match" = Option<String>, Header, description = "the `_rev` that is to be deleted"),
    ),
    responses(
        (status = 200, description = "The person as they were", body = ManagedObject),
        (status = 400, description = "Something could not go on without them", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator, or the person themselves", body = Message),
        (status = 404, description = "There is no such person", body = Message),
        (status = 412, description = "The person was changed meanwhile", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((kind, id)): Path<(String, String)>,
    IfMatch(revision): IfMatch,
) -> Result<Json<Value>, ApiError> {
    let user = named(&kind, &id)?;
    let gone: Result<Person, _> = people::delete(&engine, &ctx, user, revision).await;
    Ok(Json(person(&gone.map_err(|error| refused(&kind, &id, error))?)))
}
