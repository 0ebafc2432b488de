//! Policies (contract 2.16, rows 78 to 85).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::filter::Filter;
use bailiwick::id::PolicyId;
use bailiwick_engine::policies::{self, Started};
use bailiwick_engine::{Context, Engine, EngineError};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object::{self, Policy, PolicyRule, policy_document, rule_document};
use super::paging::{Query, narrowed};
use super::scans::{flags, scanned};
use crate::api::{ApiError, Body, Caller, Listed, Message, Params, TargetFilter, WordPath, matching};

type Document = Json<Map<String, Value>>;

/// A policy's id; a refusal in the contract's own words (1.5).
fn id_of(text: &str) -> Result<PolicyId, ApiError> {
    text.parse().map_err(|_| missing(text))
}

fn missing(id: &str) -> ApiError {
    ApiError::missing(format!("Cannot find policy with id: {id}"))
}

fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { what: "policy", id } => missing(&id),
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
    let rows: Vec<_> = policies::all(engine, ctx).await?.iter().map(policy_document).collect();
    matching(&rows, &list)
}

/// List policies
///
/// By name unless sorted. Filters and sort keys may name any field. Policy administrators, access administrators and
/// auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy",
    operation_id = "listPolicies",
    tag = TAG,
    params(
        Query,
    ),
    responses(
        (status = 200, description = "A page of policies", body = Listed<Policy>),
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

/// Search policies
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/search",
    operation_id = "searchPolicies",
    tag = TAG,
    params(
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of policies", body = Listed<Policy>),
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

/// Make a policy
///
/// The server makes its id. Policy administrators may. What is wrong is answered in a list of messages.
#[utoipa::path(
    post,
    path = "/iga/governance/policy",
    operation_id = "createPolicy",
    tag = TAG,
    params(
        ("_action" = Option<String>, Query, description = "`create`, also when missing"),
    ),
    request_body(content = Policy),
    responses(
        (status = 201, description = "The policy", body = Policy),
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
    let mut document = policy_document(&policies::create(&engine, &ctx, body).await?);
    // Contract 1.4: what was just made is answered without dates.
    document.remove("metadata");
    Ok((StatusCode::CREATED, Json(document)))
}

/// Read a policy
///
/// Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/{id}",
    operation_id = "readPolicy",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The policy", body = Policy),
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
) -> Result<Document, ApiError> {
    Ok(Json(policy_document(&policies::read(&engine, &ctx, id_of(&id)?).await.map_err(refused)?)))
}

/// Replace a policy
///
/// Everything that was said about it. Policy administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/policy/{id}",
    operation_id = "replacePolicy",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = Policy),
    responses(
        (status = 200, description = "The policy", body = Policy),
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
    let read = policies::replace(&engine, &ctx, id_of(&id)?, body, None).await.map_err(refused)?;
    Ok(Json(policy_document(&read)))
}

/// Delete a policy
///
/// Its rules stay. Policy administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/policy/{id}",
    operation_id = "deletePolicy",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    responses(
        (status = 200, description = "The policy that was deleted", body = Policy),
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
    let gone = |error| match error {
        EngineError::NotFound { what: "policy", id } => {
            ApiError::missing(format!("No policy with id {id} exists."))
        }
        other => ApiError::from(other),
    };
    let known = id.parse().map_err(|_| gone(EngineError::not_found("policy", &id)))?;
    Ok(Json(policy_document(&policies::delete(&engine, &ctx, known).await.map_err(gone)?)))
}

/// List the rules of a policy
///
/// In its order. Policy administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/policy/{id}/rules",
    operation_id = "listRulesOfPolicy",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of rules", body = Listed<PolicyRule>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn rules(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let rules = policies::rules_of(&engine, &ctx, id_of(&id)?).await.map_err(refused)?;
    let rows: Vec<_> = rules.iter().map(rule_document).collect();
    matching(&rows, &params.list()?)
}

/// Scan a policy
///
/// Looks for everybody who breaks one of its active detective rules, and opens violations; a simulation only tells.
/// Policy administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/policy/{id}/scan",
    operation_id = "scanPolicy",
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
    let what = Started::Policy(id_of(&id)?);
    let scan = policies::begin_scan(&engine, &ctx, what, mode, wait).await.map_err(refused)?;
    Ok(Json(json!(scanned(&engine, &ctx, &scan).await?)))
}
