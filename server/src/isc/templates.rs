//! Campaigns that can be generated (contract B2).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bailiwick::id::CampaignTemplateId;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;
use serde_json::{Map, Value};

use super::TAG;
use super::errors::Refusals;
use super::object::{CampaignReference, CampaignTemplate};
use super::params::{Fields, Query, Wanted};
use crate::api::{AnyBody, ApiError, Body, Caller, Params, WordPath};

const OPERATORS: &[&str] = &["eq", "ge", "gt", "in", "le", "lt", "ne", "sw"];
const FIELDS: Fields =
    Fields { filters: &[("name", OPERATORS), ("id", OPERATORS)], sorters: &["name", "created", "modified"] };

fn id_of(text: &str) -> Result<CampaignTemplateId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("campaign template `{text}` does not exist")))
}

/// List campaign templates
///
/// The oldest first unless sorted. Filters: `name` and `id` eq, ge, gt, in, le, lt, ne, sw. Sorters: `name`, `created`,
/// `modified`.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "iscListTemplates",
    tag = TAG,
    params(Query),
    responses((status = 200, description = "A page of templates", body = Vec<CampaignTemplate>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &FIELDS)?;
    let all = isc::campaign_templates(&engine, &ctx).await?;
    wanted.page(&all.iter().map(CampaignTemplate::from).collect::<Vec<_>>())
}

/// Make a campaign template
///
/// `%Y`, `%B` and so on in the campaign's name and description become parts of the date when it is generated, and its
/// deadline lies `deadlineDuration` ahead. Certification administrators may.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "iscCreateTemplate",
    tag = TAG,
    request_body(content = Value, description = "`{name, description, deadlineDuration, campaign}`"),
    responses((status = 200, description = "The template", body = CampaignTemplate), Refusals),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<CampaignTemplate>, ApiError> {
    Ok(Json((&isc::create_template(&engine, &ctx, body).await?).into()))
}

/// Read a campaign template
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, description = "The template", body = CampaignTemplate), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<CampaignTemplate>, ApiError> {
    Ok(Json((&isc::campaign_template(&engine, &ctx, id_of(&id)?).await?).into()))
}

/// Change a campaign template
///
/// By a JSON Patch (RFC 6902). Certification administrators may.
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "iscPatchTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    request_body(content = Vec<Value>, description = "`[{op, path, value}]`"),
    responses((status = 200, description = "The template", body = CampaignTemplate), Refusals),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    AnyBody(body): AnyBody,
) -> Result<Json<CampaignTemplate>, ApiError> {
    let patch = body.unwrap_or_default();
    Ok(Json((&isc::patch_template(&engine, &ctx, id_of(&id)?, &patch).await?).into()))
}

/// Delete a campaign template
///
/// Its campaigns stay. Certification administrators may.
#[utoipa::path(
    delete,
    path = "/{id}",
    operation_id = "iscDeleteTemplate",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 204, description = "It is gone"), Refusals),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<StatusCode, ApiError> {
    isc::delete_template(&engine, &ctx, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Generate a campaign
///
/// Of a template, now. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/generate",
    operation_id = "iscGenerateCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, description = "The campaign, named", body = CampaignReference), Refusals),
)]
pub async fn generate(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<CampaignReference>, ApiError> {
    Ok(Json((&isc::generate(&engine, &ctx, id_of(&id)?).await?).into()))
}

/// Read when a template's campaigns are generated
#[utoipa::path(
    get,
    path = "/{id}/schedule",
    operation_id = "iscReadSchedule",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 200, description = "The schedule, as it came", body = Value), Refusals),
)]
pub async fn schedule(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Map<String, Value>>, ApiError> {
    let (template, _) = isc::campaign_template(&engine, &ctx, id_of(&id)?).await?;
    let missing = || ApiError::missing(format!("campaign template `{id}` has no schedule"));
    template.schedule.map(Json).ok_or_else(missing)
}

/// Say when a template's campaigns are generated
///
/// By themselves, in UTC, at an offset or by the clock of a place. Certification administrators may.
#[utoipa::path(
    put,
    path = "/{id}/schedule",
    operation_id = "iscSetSchedule",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    request_body(content = Value, description = "`{type, months, days, hours, expiration, timeZoneId}`"),
    responses((status = 204, description = "It is kept"), Refusals),
)]
pub async fn set_schedule(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<StatusCode, ApiError> {
    isc::set_schedule(&engine, &ctx, id_of(&id)?, Some(body)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Generate no more campaigns by themselves
#[utoipa::path(
    delete,
    path = "/{id}/schedule",
    operation_id = "iscDeleteSchedule",
    tag = TAG,
    params(("id" = String, Path, description = "The template's id")),
    responses((status = 204, description = "There is no schedule any more"), Refusals),
)]
pub async fn delete_schedule(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<StatusCode, ApiError> {
    isc::set_schedule(&engine, &ctx, id_of(&id)?, None).await?;
    Ok(StatusCode::NO_CONTENT)
}
