//! What waits for a person, and what once did: approvals, and the tasks that newer clients ask
//! for instead (contract 2.1 row 9, 2.17 rows 125 and 126).

use axum::Json;
use axum::extract::State;
use bailiwick::filter::{Filter, Path};
use bailiwick::id::UserId;
use bailiwick::request::VIOLATION;
use bailiwick_engine::{Context, Engine, requests};
use serde_json::Value;

use super::TAG;
use super::object::{self, Request};
use super::paging::Query;
use super::requests::query;
use crate::api::{ApiError, Caller, Listed, Message, Params, TargetFilter, UserPath, answer};

async fn page(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    params: &Params,
    filter: Filter,
) -> Result<Json<Value>, ApiError> {
    let active = params.one_of("actorStatus", &["active", "inactive"])? == "active";
    let (filter, list) = query(params, filter)?;
    let (page, persons) = requests::assigned(engine, ctx, user, active, &filter, &list).await?;
    let row = |view| Request::for_actor(view, user, &persons, active);
    let rows: Vec<Request> = page.rows.iter().map(row).collect();
    answer(&rows, page.total, &list)
}

/// List a person's approvals
///
/// The requests that wait for them, or (`actorStatus=inactive`) that once did. Each row has their
/// own phases at its top. Others' lists are for administrators and auditors.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/approvals",
    operation_id = "listApprovals",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits) or `inactive`; `active` when missing"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn approvals(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    page(&engine, &ctx, user, &params, Filter::All).await
}

/// Search a person's approvals
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/approvals",
    operation_id = "searchApprovals",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = Option<String>, Query, description = "`search`, the only one there is"),
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits) or `inactive`; `active` when missing"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn search_approvals(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    params.one_of("_action", &["search"])?;
    page(&engine, &ctx, user, &params, filter).await
}

/// The rows of a kind of task.
fn of_type(params: &Params, filter: Filter) -> Result<Filter, ApiError> {
    let is = |name: &str, word: &str| {
        Path::dotted(name)
            .map(|path| Filter::equals(path, word))
            .map_err(|fault| ApiError::field("type", fault))
    };
    Ok(match params.one_of("type", &["", "request", "violation", "fulfillment"])? {
        "request" => filter.and(is("requestType", VIOLATION)?.negated()),
        "violation" => filter.and(is("requestType", VIOLATION)?),
        "fulfillment" => filter.and(is("decision.phases.type", "fulfillment")?),
        _ => filter,
    })
}

/// List a person's tasks
///
/// What they are asked to decide or to carry out, about requests and violations.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/tasks",
    operation_id = "listTasks",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("type" = Option<String>, Query, description = "`request`, `violation` or `fulfillment`; all when missing"),
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits) or `inactive`; `active` when missing"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn tasks(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let filter = of_type(&params, Filter::All)?;
    page(&engine, &ctx, user, &params, filter).await
}

/// Search a person's tasks
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/tasks",
    operation_id = "searchTasks",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = Option<String>, Query, description = "`search`, the only one there is"),
        ("type" = Option<String>, Query, description = "`request`, `violation` or `fulfillment`; all when missing"),
        ("actorStatus" = Option<String>, Query, description = "`active` (what waits) or `inactive`; `active` when missing"),
        Query,
    ),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn search_tasks(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    params.one_of("_action", &["search"])?;
    let filter = of_type(&params, filter)?;
    page(&engine, &ctx, user, &params, filter).await
}
