//! Reports about campaigns (contract B2): comma-separated values, made when they are read.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bailiwick::certification::isc::ReportType;
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc;
use serde_json::{Map, Value, json};

use super::TAG;
use super::campaigns::id_of;
use super::errors::Refusals;
use super::object::CampaignReport;
use crate::api::evidence::send;
use crate::api::{ApiError, Body, Caller, Fields, Params, WordPath};

/// List reports of a campaign
///
/// Those that were run have an id: `/v3/reports/{id}` reads them.
#[utoipa::path(
    get,
    path = "/{id}/reports",
    operation_id = "iscListReports",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    responses((status = 200, description = "The four reports", body = Vec<CampaignReport>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Vec<CampaignReport>>, ApiError> {
    let all = isc::reports(&engine, &ctx, id_of(&id)?).await?;
    Ok(Json(all.iter().map(CampaignReport::from).collect()))
}

/// Run a report of a campaign
///
/// Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/run-report/{type}",
    operation_id = "iscRunReport",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("type" = String, Path, description = "Such as `CAMPAIGN_STATUS_REPORT`"),
    ),
    responses((status = 202, description = "It can be read", body = Value), Refusals),
)]
pub async fn run(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, kind)): Path<(String, String)>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let words: Vec<&str> = ReportType::ALL.iter().map(|kind| kind.as_str()).collect();
    let wrong = || ApiError::field("type", format!("must be one of {}", words.join(", ")));
    isc::run_report(&engine, &ctx, id_of(&id)?, kind.parse().map_err(|_| wrong())?).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// Look again at what a campaign revoked
///
/// What is still to be asked for is asked for; what is held again is said of. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/run-remediation-scan",
    operation_id = "iscScanRemediation",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    responses((status = 202, description = "It is looked at", body = Value), Refusals),
)]
pub async fn scan(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    isc::scan_remediation(&engine, &ctx, id_of(&id)?).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// Read which attributes of people reports show
#[utoipa::path(
    get,
    path = "/reports-configuration",
    operation_id = "iscReadReportColumns",
    tag = TAG,
    responses((status = 200, description = "`{identityAttributeColumns}`", body = Value), Refusals),
)]
pub async fn configuration(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
) -> Result<Json<Value>, ApiError> {
    Ok(Json(json!({"identityAttributeColumns": isc::report_columns(&engine, &ctx).await?})))
}

/// Say which attributes of people reports show
///
/// Certification administrators may.
#[utoipa::path(
    put,
    path = "/reports-configuration",
    operation_id = "iscSetReportColumns",
    tag = TAG,
    request_body(content = Value, description = "`{identityAttributeColumns}`"),
    responses((status = 200, description = "As it is kept", body = Value), Refusals),
)]
pub async fn set_configuration(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    let body = Value::Object(body);
    let names = Fields::of_body(&body)?.texts("identityAttributeColumns", 1_000)?;
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    isc::set_report_columns(&engine, &ctx, &names).await?;
    Ok(Json(json!({"identityAttributeColumns": names})))
}

/// Read a report
///
/// As things stand now.
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadReport",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The report's id"),
        ("fileFormat" = Option<String>, Query, description = "`csv`: there is no other"),
    ),
    responses((status = 200, description = "A line for each row", content_type = "text/csv", body = String), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    params.one_of("fileFormat", &["csv"])?;
    let missing = || ApiError::missing(format!("report `{id}` does not exist"));
    Ok(send(isc::report(&engine, &ctx, id.parse().map_err(|_| missing())?).await?))
}
