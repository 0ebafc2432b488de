//! The audit trail (contract 2.4, 3.15).

use axum::Json;
use axum::extract::State;
use bailiwick::id::{UserId, user_id};
use bailiwick::view::AuditQuery;
use bailiwick_engine::{Context, Engine, audit};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use super::object::AuditRecord;
use crate::api::{ApiError, Caller, Message, Params, UserPath};

/// Rows on a page when the client does not say.
const PAGE: u32 = 50;
/// Rows on a page at most.
const MOST_ROWS: u32 = 200;

/// One page of the trail, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The rows of this page.
    result: Vec<AuditRecord>,
    /// Rows in this page.
    result_count: usize,
    /// Entries that match, counted up to 10,000.
    total_count: i64,
    /// Give it back for the next page.
    query_id: String,
    /// Give it back for the next page.
    data_set_id: String,
    /// Give it as `_pagedResultCookie` for the next page; null when this page is the last.
    page_token: Option<String>,
}

async fn page(
    engine: &Engine,
    ctx: &Context,
    params: &Params,
    user: Option<UserId>,
) -> Result<Json<AuditPage>, ApiError> {
    let before = match params.get("_pagedResultCookie") {
        Some(token) => {
            let number = token.parse().ok().filter(|number: &i64| *number > 0);
            Some(number.ok_or_else(|| {
                ApiError::field("_pagedResultCookie", "must be the `pageToken` of the page before")
            })?)
        }
        None => None,
    };
    let size = match params.number("_pageSize", MOST_ROWS)? {
        Some(size) => Some(size),
        None => params.number("pageSize", MOST_ROWS)?,
    };
    let query = AuditQuery {
        object_id: params.get("objectId").map(str::to_owned),
        user,
        // The trail keeps a person's bare id.
        actor: params
            .get("actor")
            .map(|actor| user_id(actor).map_or_else(|| actor.to_owned(), |id| id.to_string())),
        event: params.get("eventType").map(str::to_owned),
        from: params.moment("startDate")?,
        to: params.moment("endDate")?,
        before,
        limit: size.unwrap_or(PAGE),
    };
    let page = audit::search(engine, ctx, &query).await?;
    let given = |name: &str, default: &str| params.get(name).unwrap_or(default).to_owned();
    Ok(Json(AuditPage {
        result_count: page.rows.len(),
        total_count: page.total,
        query_id: given("queryId", &ctx.trace_id),
        data_set_id: given("dataSetId", "audit"),
        page_token: page.next.map(|number| number.to_string()),
        result: page.rows.into_iter().map(|(_, record)| AuditRecord::from(record)).collect(),
    }))
}

/// Read the audit trail
///
/// Newest first. Administrators and auditors read all of it; others what is about them and what
/// they did themselves.
#[utoipa::path(
    get,
    path = "/iga/governance/audit",
    operation_id = "readAudit",
    tag = TAG,
    params(
        ("objectId" = Option<String>, Query, description = "about this object"),
        ("actor" = Option<String>, Query, description = "by this actor: a user's id or a client's"),
        ("eventType" = Option<String>, Query, description = "of this kind, such as `create-request`"),
        ("startDate" = Option<String>, Query, description = "not before; ISO 8601"),
        ("endDate" = Option<String>, Query, description = "before; ISO 8601"),
        ("_pageSize" = Option<u32>, Query, description = "rows on a page, at most 200; 50 when missing"),
        ("_pagedResultCookie" = Option<String>, Query, description = "the `pageToken` of the page before"),
        ("queryId" = Option<String>, Query, description = "as the page before said"),
        ("dataSetId" = Option<String>, Query, description = "as the page before said"),
    ),
    responses(
        (status = 200, description = "A page of the trail", body = AuditPage),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<AuditPage>, ApiError> {
    page(&engine, &ctx, &params, None).await
}

/// Read the audit trail of a person
///
/// What is about them, newest first; as far as the caller may read it.
#[utoipa::path(
    get,
    path = "/iga/governance/user/{userId}/audit",
    operation_id = "readUserAudit",
    tag = TAG,
    params(
        ("userId" = String, Path, description = "the user's UUID"),
        ("_pageSize" = Option<u32>, Query, description = "rows on a page, at most 200; 50 when missing"),
        ("_pagedResultCookie" = Option<String>, Query, description = "the `pageToken` of the page before"),
        ("queryId" = Option<String>, Query, description = "as the page before said"),
        ("dataSetId" = Option<String>, Query, description = "as the page before said"),
    ),
    responses(
        (status = 200, description = "A page of the trail", body = AuditPage),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such user", body = Message),
    ),
)]
pub async fn of_user(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    UserPath(user): UserPath,
    params: Params,
) -> Result<Json<AuditPage>, ApiError> {
    page(&engine, &ctx, &params, Some(user)).await
}
