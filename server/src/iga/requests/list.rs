//! All requests a caller may see, by filter.

use axum::Json;
use axum::extract::State;
use bailiwick::filter::Filter;
use bailiwick_engine::{Engine, requests};
use serde_json::Value;

use super::{page, query};
use crate::api::{ApiError, Caller, Listed, Message, Params, TargetFilter};
use crate::iga::object::Request;
use crate::iga::paging::Query;
use crate::iga::{TAG, object};

/// List requests
///
/// Everybody's for administrators and auditors; for others their own: what they asked for and what
/// is for them. Newest first unless sorted.
#[utoipa::path(
    get,
    path = "/iga/governance/requests",
    operation_id = "listRequests",
    tag = TAG,
    params(Query),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let (filter, list) = query(&params, Filter::All)?;
    page(&requests::all(&engine, &ctx, &filter, &list).await?, &list)
}

/// Search requests
///
/// As listing them, with a filter in the body.
#[utoipa::path(
    post,
    path = "/iga/governance/requests/search",
    operation_id = "searchRequests",
    tag = TAG,
    params(Query),
    request_body(content = Option<object::Search>),
    responses(
        (status = 200, description = "A page of requests", body = Listed<Request>),
        (status = 400, description = "A parameter or the filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn search(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    TargetFilter(filter): TargetFilter,
) -> Result<Json<Value>, ApiError> {
    let (filter, list) = query(&params, filter)?;
    page(&requests::all(&engine, &ctx, &filter, &list).await?, &list)
}
