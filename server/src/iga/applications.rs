//! Applications, and what somebody may do in them (contract 2.21).

use axum::Json;
use axum::extract::State;
use bailiwick_engine::{Engine, applications};
use serde_json::Value;

use super::TAG;
use super::object::ApplicationRow;
use super::paging::Query;
use super::people::end_user;
use crate::api::{ApiError, Caller, Listed, Message, Params, answer};

/// List applications
///
/// Those in which the end user (the caller, when missing) may do something: administrators in all, others in those they
/// own. Without `scopePermission`, those the caller may know of. Filters are those of the catalog; `id` and `name` are
/// the application's.
#[utoipa::path(
    get,
    path = "/iga/governance/application",
    operation_id = "listApplications",
    tag = TAG,
    params(
        ("endUserId" = Option<String>, Query, description = "whose permissions count; others' are for administrators and auditors"),
        ("scopePermission" = Option<String>, Query, description = "`createEntitlement` or `modifyEntitlement`"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of applications", body = Listed<ApplicationRow>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "Somebody else's permissions, asked for by an employee", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let (end_user, permission) = (end_user(&params)?, params.word("scopePermission")?);
    let page = applications::list(&engine, &ctx, end_user, permission, &list).await?;
    let rows: Vec<ApplicationRow> = page.rows.into_iter().map(ApplicationRow::from).collect();
    answer(&rows, page.total, &list)
}
