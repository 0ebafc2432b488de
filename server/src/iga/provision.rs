//! Giving and taking away (contract 2.14): what workflows call once a request is approved, and administrators at will.

use axum::Json;
use axum::extract::State;
use bailiwick::catalog::ItemKind;
use bailiwick::id::{RequestId, UserId};
use bailiwick::request::Modifier;
use bailiwick_engine::requests::provision::{Terms, add, remove};
use bailiwick_engine::{Context, Engine};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{TAG, names};
use crate::api::{ApiError, Body, Caller, Fields, Message, Params, UserPath};

/// What is given or taken away, and on which terms.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `change` reads")]
pub struct Provisioning {
    /// The application: UUID or catalog id.
    application_id: Option<String>,
    /// The role: UUID or catalog id.
    role_id: Option<String>,
    /// The entitlement: UUID or catalog id.
    entitlement_id: Option<String>,
    /// From when; at once when missing.
    start_date: Option<DateTime<Utc>>,
    /// Until when; for ever when missing.
    end_date: Option<DateTime<Utc>>,
    /// `request` or `admin`; told by the request it names.
    grant_type: Option<String>,
    /// The request it comes from. Doing the same for the same request again changes nothing.
    request_id: Option<String>,
}

async fn change(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    params: &Params,
    body: Map<String, Value>,
    (kind, name): (ItemKind, &'static str),
) -> Result<Json<Value>, ApiError> {
    let modifier: Modifier = if params.required("_action", &["add", "remove"])? == "add" {
        Modifier::Add
    } else {
        Modifier::Remove
    };
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let item = fields.required_text(name)?;
    let item = names::item(item).ok_or_else(|| fields.fault(name, "must be a UUID or a catalog id"))?;
    if let Some(given) = fields.text("grantType")?.filter(|given| !["request", "admin"].contains(given)) {
        return Err(fields.fault("grantType", format!("must be one of request, admin, not `{given}`")));
    }
    let terms = Terms {
        start: fields.moment("startDate")?,
        end: fields.moment("endDate")?,
        request: fields.text("requestId")?.map(|id| RequestId(id.to_owned())),
    };
    match modifier {
        Modifier::Add => add(engine, ctx, user, kind, item, &terms).await?,
        Modifier::Remove => remove(engine, ctx, user, kind, item, &terms).await?,
    }
    Ok(Json(json!({})))
}

/// Give or take away an application
///
/// `_action=add` gives the person an account in it, now or from `startDate` on; `_action=remove` takes it away.
/// Access administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/applications",
    operation_id = "provisionApplication",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = String, Query, description = "`add` or `remove`"),
    ),
    request_body(content = Provisioning),
    responses(
        (status = 200, description = "It is done, or will be at its time: an empty object", body = Object),
        (status = 400, description = "A field is wrong, or it cannot be done as things stand", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such user or application", body = Message),
    ),
)]
pub async fn application(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    change(&engine, &ctx, user, &params, body, (ItemKind::Application, "applicationId")).await
}

/// Give or take away a role
///
/// As an application; with a role come its entitlements.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/roles",
    operation_id = "provisionRole",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = String, Query, description = "`add` or `remove`"),
    ),
    request_body(content = Provisioning),
    responses(
        (status = 200, description = "It is done, or will be at its time: an empty object", body = Object),
        (status = 400, description = "A field is wrong, or it cannot be done as things stand", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such user or role", body = Message),
    ),
)]
pub async fn role(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    change(&engine, &ctx, user, &params, body, (ItemKind::Role, "roleId")).await
}

/// Give or take away an entitlement
///
/// As an application; a missing account is made first.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/entitlements",
    operation_id = "provisionEntitlement",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = String, Query, description = "`add` or `remove`"),
    ),
    request_body(content = Provisioning),
    responses(
        (status = 200, description = "It is done, or will be at its time: an empty object", body = Object),
        (status = 400, description = "A field is wrong, or it cannot be done as things stand", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such user or entitlement", body = Message),
    ),
)]
pub async fn entitlement(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    change(&engine, &ctx, user, &params, body, (ItemKind::Entitlement, "entitlementId")).await
}
