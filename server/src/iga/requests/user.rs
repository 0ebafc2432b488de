//! The requests of one person: what they asked for and what is for them.

use axum::Json;
use axum::extract::State;
use bailiwick::filter::Filter;
use bailiwick_engine::{Engine, requests};
use serde_json::Value;

use super::{page, query};
use crate::api::{ApiError, Caller, Listed, Message, Params, TargetFilter, UserPath};
use crate::iga::object::Request;
use crate::iga::paging::Query;
use crate::iga::{TAG, object};

/// List a person's requests
///
/// What they asked for and what is for them, newest first unless sorted. Others' lists are for
/// administrators and auditors.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/requests",
    operation_id = "listUserRequests",
    tag = TAG,
    params(("userId" = String, Path, description = "the user's UUID"), Query),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user for the caller", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let (filter, list) = query(&params, Filter::All)?;
    page(&requests::mine(&engine, &ctx, user, &filter, &list).await?, &list)
}

/// Search a person's requests
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/user/{userId}/requests",
    operation_id = "searchUserRequests",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_action" = Option<String>, Query, description = "`search`, the only one there is"),
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
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    params.one_of("_action", &["search"])?;
    let (filter, list) = query(&params, filter)?;
    page(&requests::mine(&engine, &ctx, user, &filter, &list).await?, &list)
}
