//! Campaign filters (contract B2).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::id::CampaignFilterId;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;
use serde_json::{Map, Value};

use super::TAG;
use super::errors::Refusals;
use super::object::{CampaignFilter, CampaignFilters};
use crate::api::{AnyBody, ApiError, Body, Caller, Params, WordPath};

/// The most filters of a page.
const MOST_ROWS: u32 = 250;

fn id_of(text: &str) -> Result<CampaignFilterId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("campaign filter `{text}` does not exist")))
}

/// List campaign filters
///
/// By name.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "iscListFilters",
    tag = TAG,
    params(
        ("limit" = Option<u32>, Query, description = "Rows at most; 250 when missing, and never more"),
        ("start" = Option<u32>, Query, description = "Rows before the page"),
        ("includeSystemFilters" = Option<bool>, Query, description = "There are none: without effect"),
    ),
    responses((status = 200, description = "A page of filters", body = CampaignFilters), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<CampaignFilters>, ApiError> {
    let limit = params.number("limit", MOST_ROWS)?.unwrap_or(MOST_ROWS) as usize;
    let start = params.number("start", u32::MAX)?.unwrap_or(0) as usize;
    params.flag("includeSystemFilters")?;
    let all = isc::campaign_filters(&engine, &ctx).await?;
    let page: Vec<CampaignFilter> = all.iter().skip(start).take(limit).map(CampaignFilter::from).collect();
    Ok(Json(page.into()))
}

/// Make a campaign filter
///
/// Criteria over people, entitlements, roles and sources. Certification administrators may.
#[utoipa::path(
    post,
    path = "/",
    operation_id = "iscCreateFilter",
    tag = TAG,
    request_body(content = Value, description = "`{name, description, mode, criteriaList}`"),
    responses((status = 200, description = "The filter", body = CampaignFilter), Refusals),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<CampaignFilter>, ApiError> {
    Ok(Json((&isc::put_filter(&engine, &ctx, None, body).await?).into()))
}

/// Read a campaign filter
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadFilter",
    tag = TAG,
    params(("id" = String, Path, description = "The filter's id")),
    responses((status = 200, description = "The filter", body = CampaignFilter), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<CampaignFilter>, ApiError> {
    Ok(Json((&isc::campaign_filter(&engine, &ctx, id_of(&id)?).await?).into()))
}

/// Replace a campaign filter
///
/// Campaigns that were made by it stay as they are. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}",
    operation_id = "iscReplaceFilter",
    tag = TAG,
    params(("id" = String, Path, description = "The filter's id")),
    request_body(content = Value, description = "As to make one"),
    responses((status = 200, description = "The filter", body = CampaignFilter), Refusals),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<CampaignFilter>, ApiError> {
    Ok(Json((&isc::put_filter(&engine, &ctx, Some(id_of(&id)?), body).await?).into()))
}

/// Delete campaign filters
///
/// All of them or none. Certification administrators may.
#[utoipa::path(
    post,
    path = "/delete",
    operation_id = "iscDeleteFilters",
    tag = TAG,
    request_body(content = Vec<String>, description = "Their ids"),
    responses((status = 204, description = "They are gone"), Refusals),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    AnyBody(body): AnyBody,
) -> Result<StatusCode, ApiError> {
    let wrong = || ApiError::bad("the body must be a list of ids");
    let list = body.as_ref().and_then(Value::as_array).ok_or_else(wrong)?;
    let ids = list.iter().map(|id| id.as_str().map(str::to_owned).ok_or_else(wrong));
    isc::delete_filters(&engine, &ctx, &ids.collect::<Result<Vec<_>, _>>()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
