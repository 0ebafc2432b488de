//! Reading requests (contract rows 2 and 3).

use axum::Json;
use axum::extract::State;
use bailiwick::catalog::ItemKind;
use bailiwick::filter::list::ListQuery;
use bailiwick::filter::{Filter, Path, Value};
use bailiwick::request::{Modifier, request_type};
use bailiwick_engine::{Engine, requests};

use super::TAG;
use super::object::UserRequest;
use crate::api::{ApiError, Caller, Message, Params, RequestPath};

/// Rows when the client does not say.
const PAGE: u32 = 50;
/// Rows at most.
const MOST_ROWS: u32 = 1_000;

/// Fetch a request by id
///
/// Who asked, whom it is for, everybody who is or was asked to act on it, and auditors and
/// administrators may; for others it does not exist.
#[utoipa::path(
    get,
    path = "/idhub/api/requests/{id}",
    operation_id = "idhubReadRequest",
    tag = TAG,
    params(("id" = String, Path, description = "the request's id")),
    responses(
        (status = 200, description = "A list with the one request", body = Vec<UserRequest>),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such request", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
) -> Result<Json<Vec<UserRequest>>, ApiError> {
    let view = requests::read(&engine, &ctx, &id).await?;
    Ok(Json(vec![UserRequest::from(&view)]))
}

/// Fetch requests by type
///
/// Everybody's for administrators and auditors, the own ones for others; newest first. The product has no requests
/// that modify, so that `filter=modify` finds none.
#[utoipa::path(
    get,
    path = "/idhub/api/requests",
    operation_id = "idhubListRequests",
    tag = TAG,
    params(
        ("filter" = Option<String>, Query, description = "`create`, `modify` or `revoke`; all when missing"),
        ("pagesize" = Option<u32>, Query, description = "rows, at most 1,000; 50 when missing"),
    ),
    responses(
        (status = 200, description = "Requests", body = Vec<UserRequest>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Vec<UserRequest>>, ApiError> {
    let filter = match params.one_of("filter", &["", "create", "modify", "revoke"])? {
        "create" => of_type(Some(Modifier::Add))?,
        "revoke" => of_type(Some(Modifier::Remove))?,
        "modify" => of_type(None)?,
        _ => Filter::All,
    };
    let page_size = params.number("pagesize", MOST_ROWS)?.unwrap_or(PAGE);
    let list = ListQuery { page_size, ..ListQuery::default() };
    let page = requests::all(&engine, &ctx, &filter, &list).await?;
    Ok(Json(page.rows.iter().map(UserRequest::from).collect()))
}

/// Requests that give or take away; none of neither.
fn of_type(modifier: Option<Modifier>) -> Result<Filter, ApiError> {
    let path = Path::dotted("requestType").map_err(|error| ApiError::bad(error.to_string()))?;
    let names = |modifier| ItemKind::ALL.iter().map(move |kind| Value::from(request_type(*kind, modifier)));
    Ok(Filter::In { path, values: modifier.into_iter().flat_map(names).collect() })
}
