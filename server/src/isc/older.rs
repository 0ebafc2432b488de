//! What only the older version has (contract B3).

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;

use super::certifications::{FIELDS, id_of, reviewer};
use super::object::{CertificationTask, OlderCertification};
use super::params::{Fields, Wanted};
use crate::api::{ApiError, Caller, Params, WordPath};

/// The parameter that names the reviewer: as the published document spells it, and rightly.
const REVIEWER: [&str; 2] = ["reviewer-identitiy", "reviewer-identity"];

/// Lists certifications in their older form.
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &FIELDS)?;
    let name = REVIEWER.into_iter().find(|name| params.get(name).is_some()).unwrap_or(REVIEWER[1]);
    let reviewer = reviewer(&ctx, &params, name)?;
    let (page, total) = isc::certifications(&engine, &ctx, reviewer, &wanted.list).await?;
    Ok(wanted.answer(&page.iter().map(OlderCertification::from).collect::<Vec<_>>(), total))
}

/// One task of a certification.
pub async fn task(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, task)): Path<(String, String)>,
) -> Result<Json<CertificationTask>, ApiError> {
    let all = isc::tasks_of(&engine, &ctx, id_of(&id)?).await?;
    let found = all.iter().find(|one| one.id.to_string() == task);
    let missing = || ApiError::missing(format!("certification task `{task}` does not exist"));
    found.map(|task| Json(task.into())).ok_or_else(missing)
}

/// The tasks of a certification that are not done.
pub async fn pending(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    const FIELDS: Fields = Fields { filters: &[], sorters: &[] };
    let wanted = Wanted::read(&params, &FIELDS)?;
    let mut all = isc::tasks_of(&engine, &ctx, id_of(&id)?).await?;
    all.retain(|task| task.status == "QUEUED");
    wanted.page(&all.iter().map(CertificationTask::from).collect::<Vec<_>>())
}
