//! The rules of policies (contract 2.16, rows 86 to 93).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::filter::Filter;
use bailiwick::id::PolicyRuleId;
use bailiwick_engine::policies::{self, Started};
use bailiwick_engine::{Context, Engine, EngineError};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object::{self, PolicyRule, resolved, rule_document};
use super::paging::{Query, narrowed};
use super::scans::{flags, scanned};
use crate::api::{ApiError, Body, Caller, Listed, Message, Params, TargetFilter, WordPath, matching};

type Document = Json<Map<String, Value>>;

/// A rule's id; a refusal in the contract's own words (1.5).
fn id_of(text: &str) -> Result<PolicyRuleId, ApiError> {
    text.parse().map_err(|_| missing(text))
}

fn missing(id: &str) -> ApiError {
    ApiError::missing(format!("Policy rule with id: {id} does not exist."))
}

fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { what: "policy rule", id } => missing(&id),
        other => other.into(),
    }
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let list = narrowed(params, filter)?;
    let rows: Vec<_> = policies::rules(engine, ctx).await?.iter().map(rule_document).collect();
    matching(&rows, &list)
}

/// List policy rules
///
/// By name unless sorted. Filters and sort keys may name any field. Policy administrators, access administrators and
/// auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/rule",
    operation_id = "listPolicyRules",
    tag = TAG,
    params(
        Query,
    ),
    responses(
        (status = 200, description = "A page of rules", body = Listed<PolicyRule>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, &params, Filter::All).await
}

/// Search policy rules
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/rule/search",
    operation_id = "searchPolicyRules",
    tag = TAG,
    params(
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of rules", body = Listed<PolicyRule>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
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

/// Make a policy rule
///
/// The server makes its id. Policy administrators may. What is wrong is answered in a list of messages.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/rule",
    operation_id = "createPolicyRule",
    tag = TAG,
    params(
        ("_action" = Option<String>, Query, description = "`create`, also when missing"),
    ),
    request_body(content = PolicyRule),
    responses(
        (status = 201, description = "The rule", body = PolicyRule),
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
    let mut document = rule_document(&policies::create_rule(&engine, &ctx, body).await?);
    // Contract 1.4: what was just made is answered without dates.
    document.remove("metadata");
    Ok((StatusCode::CREATED, Json(document)))
}

/// Read a policy rule
///
/// Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/rule/{id}",
    operation_id = "readPolicyRule",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("resolveSchemas" = Option<bool>, Query, description = "write `remediation.schemas` out"),
    ),
    responses(
        (status = 200, description = "The rule", body = PolicyRule),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Document, ApiError> {
    let document = rule_document(&policies::read_rule(&engine, &ctx, id_of(&id)?).await.map_err(refused)?);
    Ok(Json(if params.flag("resolveSchemas")? { resolved(document) } else { document }))
}

/// Duplicate a policy rule
///
/// Makes one like it, under a free name and not active. Policy administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/rule/{id}",
    operation_id = "duplicatePolicyRule",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("_action" = String, Query, description = "`duplicate`"),
    ),
    responses(
        (status = 200, description = "The new rule", body = PolicyRule),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn duplicate(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Document, ApiError> {
    params.required("_action", &["duplicate"])?;
    let copy = policies::duplicate_rule(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    Ok(Json(rule_document(&copy)))
}

/// Replace a policy rule
///
/// Everything that was said about it. Policy administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/policy/rule/{id}",
    operation_id = "replacePolicyRule",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = PolicyRule),
    responses(
        (status = 200, description = "The rule", body = PolicyRule),
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
    let read = policies::replace_rule(&engine, &ctx, id_of(&id)?, body, None).await.map_err(refused)?;
    Ok(Json(rule_document(&read)))
}

/// Delete a policy rule
///
/// It is taken out of every policy that has it; what was found by it stays. Policy administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/policy/rule/{id}",
    operation_id = "deletePolicyRule",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The rule that was deleted", body = PolicyRule),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
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
    Ok(Json(rule_document(&policies::delete_rule(&engine, &ctx, id_of(&id)?).await.map_err(refused)?)))
}

/// Scan a policy rule
///
/// Looks for everybody who breaks it, and opens violations; a simulation only tells, also of a rule that is not active.
/// Policy administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/rule/{id}/scan",
    operation_id = "scanPolicyRule",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("simulate" = Option<bool>, Query, description = "only tell; no violations are opened"),
        ("asOf" = Option<String>, Query, description = "simulate a past moment: a date (its beginning in UTC) or an instant since which the audit trail tells who held what"),
        ("waitForCompletion" = Option<bool>, Query, description = "answer when it is over, after a minute at the latest"),
    ),
    responses(
        (status = 200, description = "The scan, with what it found when it is over", body = object::Scan),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn scan(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let (mode, wait) = flags(&params)?;
    let what = Started::Rule(id_of(&id)?);
    let scan = policies::begin_scan(&engine, &ctx, what, mode, wait).await.map_err(refused)?;
    Ok(Json(json!(scanned(&engine, &ctx, &scan).await?)))
}
