//! Mitigating controls. The contract has none: addresses, lists and errors are those of policies (contract 2.16).

pub mod evidence;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::filter::Filter;
use bailiwick::id::{ControlId, PolicyRuleId};
use bailiwick_engine::controls;
use bailiwick_engine::{Context, Engine, EngineError};
use serde_json::{Map, Value};

use super::TAG;
use super::object::{self, MitigatingControl, control_document};
use super::paging::{Query, narrowed};
use crate::api::{ApiError, Body, Caller, Fields, Listed, Message, Params, TargetFilter, WordPath, matching};

type Document = Json<Map<String, Value>>;

fn id_of(text: &str) -> Result<ControlId, ApiError> {
    text.parse().map_err(|_| EngineError::not_found("mitigating control", text).into())
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let list = narrowed(params, filter)?;
    let all = controls::all(engine, ctx).await?;
    let rows: Vec<_> = all.iter().map(|read| control_document(read, ctx.now)).collect();
    matching(&rows, &list)
}

/// List mitigating controls
///
/// By name unless sorted. Filters and sort keys may name any field. All for policy administrators and auditors; those that
/// the caller answers for, by themselves or as a deputy, for others.
#[utoipa::path(
    get,
    path = "/iga/governance/mitigatingControl",
    operation_id = "listMitigatingControls",
    tag = TAG,
    params(
        Query,
    ),
    responses(
        (status = 200, description = "A page of controls", body = Listed<MitigatingControl>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, Filter::All).await
}

/// Search mitigating controls
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/mitigatingControl/search",
    operation_id = "searchMitigatingControls",
    tag = TAG,
    params(
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of controls", body = Listed<MitigatingControl>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, filter).await
}

/// Make a mitigating control
///
/// The server makes its id. It works once there is evidence. Policy administrators may. What is wrong is answered in a list
/// of messages.
#[utoipa::path(
    post,
    path = "/iga/governance/mitigatingControl",
    operation_id = "createMitigatingControl",
    tag = TAG,
    params(
        ("_action" = Option<String>, Query, description = "`create`, also when missing"),
    ),
    request_body(content = MitigatingControl),
    responses(
        (status = 201, description = "The control", body = MitigatingControl),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Document), ApiError> {
    params.one_of("_action", &["create"])?;
    let made = controls::create(&engine, &ctx, body).await?;
    Ok((StatusCode::CREATED, Json(control_document(&made, ctx.now))))
}

/// Read a mitigating control
///
/// Policy administrators, auditors, its owner and their deputies may.
#[utoipa::path(
    get,
    path = "/iga/governance/mitigatingControl/{id}",
    operation_id = "readMitigatingControl",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The control", body = MitigatingControl),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(Json(control_document(&controls::read(&engine, &ctx, id_of(&id)?).await?, ctx.now)))
}

/// Replace a mitigating control
///
/// What was said about it; a shorter interval may end it at once. Policy administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/mitigatingControl/{id}",
    operation_id = "replaceMitigatingControl",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = MitigatingControl),
    responses(
        (status = 200, description = "The control", body = MitigatingControl),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let read = controls::replace(&engine, &ctx, id_of(&id)?, body, None).await?;
    Ok(Json(control_document(&read, ctx.now)))
}

/// Delete a mitigating control
///
/// One of which there never was any evidence; others can be retired. Policy administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/mitigatingControl/{id}",
    operation_id = "deleteMitigatingControl",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The control that was deleted", body = MitigatingControl),
        (status = 400, description = "There is evidence of it", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(Json(control_document(&controls::delete(&engine, &ctx, id_of(&id)?).await?, ctx.now)))
}

/// The rules that a control is linked to, or not any longer.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `act` reads")]
pub struct LinkedRules {
    /// With `link` and `unlink`: the ids of policy rules, at most 1,000.
    policy_rule_ids: Option<Vec<String>>,
}

/// Link or retire a mitigating control
///
/// `link`: from now on exceptions of these rules rest on one of the rule's controls; those there are stay. `unlink`:
/// exceptions of these rules that rest on it end. `retire`: all that rest on it end, and it is kept for the record. Policy
/// administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/mitigatingControl/{id}",
    operation_id = "actOnMitigatingControl",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("_action" = String, Query, description = "`link`, `unlink` or `retire`"),
    ),
    request_body(content = LinkedRules),
    responses(
        (status = 200, description = "The control", body = MitigatingControl),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let action = params.required("_action", &["link", "unlink", "retire"])?;
    let id = id_of(&id)?;
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let read = match action {
        "link" => controls::link(&engine, &ctx, id, &rules(&fields)?).await?,
        "unlink" => controls::unlink(&engine, &ctx, id, &rules(&fields)?).await?,
        _ => controls::retire(&engine, &ctx, id, None).await?,
    };
    Ok(Json(control_document(&read, ctx.now)))
}

fn rules(fields: &Fields<'_>) -> Result<Vec<PolicyRuleId>, ApiError> {
    let read = |(at, text): (usize, &str)| {
        let fault = || fields.fault(&format!("policyRuleIds[{at}]"), "must be the id of a policy rule");
        text.parse().map_err(|_| fault())
    };
    fields.texts("policyRuleIds", 1_000)?.into_iter().enumerate().map(read).collect()
}
