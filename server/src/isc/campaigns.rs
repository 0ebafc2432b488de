//! Campaigns (contract B2).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bailiwick::id::CampaignId;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;
use serde_json::{Map, Value, json};

use super::TAG;
use super::errors::Refusals;
use super::object::{Campaign, NewCampaign, SlimCampaign, shown};
use super::params::{Fields, Query, Wanted};
use crate::api::{ApiError, Body, Caller, Fields as Members, Params, WordPath};

const FIELDS: Fields = Fields {
    filters: &[("id", &["eq", "in"]), ("name", &["eq", "sw"]), ("status", &["eq", "in"])],
    sorters: &["name", "created"],
};

pub(super) fn id_of(text: &str) -> Result<CampaignId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("campaign `{text}` does not exist")))
}

/// Whether everything about a campaign is wanted.
fn full(params: &Params) -> Result<bool, ApiError> {
    Ok(params.one_of("detail", &["SLIM", "FULL"])? == "FULL")
}

/// List campaigns
///
/// The latest first unless sorted, wherever they were made. Certification administrators, access administrators and
/// auditors may. Filters: `id` eq, in; `name` eq, sw; `status` eq, in. Sorters: `name`, `created`.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "iscListCampaigns",
    tag = TAG,
    params(("detail" = Option<String>, Query, description = "`SLIM`, as when missing, or `FULL`"), Query),
    responses((status = 200, description = "A page of campaigns", body = Vec<SlimCampaign>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Response, ApiError> {
    let (wanted, full) = (Wanted::read(&params, &FIELDS)?, full(&params)?);
    let (page, total) = isc::all(&engine, &ctx, &wanted.list).await?;
    let rows: Vec<Value> = page.iter().map(|view| shown(view, full)).collect();
    Ok(wanted.answer(&rows, total))
}

/// Ask for a campaign
///
/// Its certifications are made in the background, and looked through before it is activated. Certification administrators
/// may. Governance groups, access profiles and filters of the type `RULE` are refused in words.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "iscCreateCampaign",
    tag = TAG,
    request_body(content = NewCampaign),
    responses((status = 202, description = "The campaign", body = Campaign), Refusals),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let made = isc::create(&engine, &ctx, body).await?;
    Ok((StatusCode::ACCEPTED, Json(shown(&made, true))))
}

/// Read a campaign
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadCampaign",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("detail" = Option<String>, Query, description = "`SLIM`, as when missing, or `FULL`"),
    ),
    responses((status = 200, description = "The campaign", body = Campaign), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let full = full(&params)?;
    Ok(Json(shown(&isc::read(&engine, &ctx, id_of(&id)?).await?, full)))
}

/// Delete campaigns
///
/// Those that have not ended are called off. They are not shown over this API any more; what was decided stays as evidence
/// in the portal. Certification administrators may.
#[utoipa::path(
    post,
    path = "/delete",
    operation_id = "iscDeleteCampaigns",
    tag = TAG,
    request_body(content = Value, description = "`{ids: [...]}`"),
    responses((status = 202, description = "They are gone", body = Value), Refusals),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body = Value::Object(body);
    let ids = Members::of_body(&body)?.texts("ids", 1_000)?;
    let ids: Vec<String> = ids.into_iter().map(str::to_owned).collect();
    isc::delete(&engine, &ctx, &ids).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}
