//! What was done with campaigns and certifications (contract B3).

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;

use super::TAG;
use super::certifications::reviewer;
use super::errors::Refusals;
use super::object::CertificationTask;
use super::params::{Fields, Query, Wanted};
use crate::api::{ApiError, Caller, Params, WordPath};

const FIELDS: Fields = Fields {
    filters: &[("id", &["eq", "in"]), ("targetId", &["eq", "in"]), ("type", &["eq", "in"])],
    sorters: &[],
};

/// List tasks
///
/// One's own, the last first; everybody's for certification administrators. Filters: `id`, `targetId` and `type` eq, in.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "iscListTasks",
    tag = TAG,
    params(
        ("reviewer-identity" = Option<String>, Query, description = "Of this person only; `me`: of the caller"),
        Query,
    ),
    responses((status = 200, description = "A page of tasks", body = Vec<CertificationTask>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &FIELDS)?;
    let of = reviewer(&ctx, &params, "reviewer-identity")?;
    let all = isc::tasks(&engine, &ctx, of).await?;
    wanted.page(&all.iter().map(CertificationTask::from).collect::<Vec<_>>())
}

/// Read a task
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadTask",
    tag = TAG,
    params(("id" = String, Path, description = "The task's id")),
    responses((status = 200, description = "The task", body = CertificationTask), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<CertificationTask>, ApiError> {
    let missing = || ApiError::missing(format!("certification task `{id}` does not exist"));
    let task = isc::task(&engine, &ctx, id.parse().map_err(|_| missing())?).await?;
    Ok(Json((&task).into()))
}
