//! Reports about campaigns (contract B2): comma-separated values, made when they are read.

use axum::Json;
use axum::body::Body as Stream;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bailiwick::certification::isc::{AccessType, Decision, ReportType};
use bailiwick::id::CampaignId;
use bailiwick_engine::certifications::LineItemView;
use bailiwick_engine::certifications::isc;
use bailiwick_engine::{Context, Engine};
use serde_json::{Map, Value, json};

use super::TAG;
use super::campaigns::id_of;
use super::errors::Refusals;
use super::object::CampaignReport;
use crate::api::{ApiError, Body, Caller, Fields, Params, WordPath};

/// Rows read at once.
const PAGE: i64 = 500;

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
    let (campaign, kind) = isc::report(&engine, &ctx, id.parse().map_err(|_| missing())?).await?;
    let mut text = String::new();
    if kind == ReportType::Signoff {
        text.push_str("reviewer,email,decisions made,decisions,phase,signed\r\n");
        let started = isc::read(&engine, &ctx, campaign).await?.campaign.started.is_some();
        for (user, progress) in isc::report_reviewers(&engine, &ctx, campaign).await? {
            let signed = progress.signed.filter(|_| progress.open == 0).map(|at| at.to_rfc3339());
            line(
                &mut text,
                &[
                    user.display_name,
                    user.mail.unwrap_or_default(),
                    progress.made.to_string(),
                    progress.total.to_string(),
                    progress.phase(started).to_string(),
                    signed.unwrap_or_default(),
                ],
            );
        }
    } else {
        rows(&engine, &ctx, campaign, kind, &mut text).await?;
    }
    let name = format!("attachment; filename=\"{}.csv\"", kind.as_str().to_lowercase());
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Stream::from(text)).into_response())
}

async fn rows(
    engine: &Engine,
    ctx: &Context,
    campaign: CampaignId,
    kind: ReportType,
    text: &mut String,
) -> Result<(), ApiError> {
    let total = isc::read(engine, ctx, campaign).await?.campaign.items;
    let mut after = 0;
    loop {
        let page = isc::report_rows(engine, ctx, campaign, after, PAGE).await?;
        if after == 0 {
            let own: &[&str] = match kind {
                ReportType::Remediation => &["revoked by", "signed", "remediation"],
                ReportType::Status => &["status", "decision", "decided by", "decided", "signed", "comment"],
                _ => &["risk", "revocable"],
            };
            let head = ["identity", "user name", "reviewer", "type", "access", "source"];
            let head = head.iter().chain(own).map(|name| (*name).to_owned()).chain(page.columns.clone());
            line(text, &head.collect::<Vec<_>>());
        }
        for row in &page.rows {
            let is_wanted = kind != ReportType::Remediation || row.item.removal.is_some();
            if is_wanted {
                let person = row.item.user().and_then(|id| page.attributes.get(&id)).cloned();
                let of_person = person.unwrap_or_else(|| vec![String::new(); page.columns.len()]);
                line(text, &cells(row, kind).into_iter().chain(of_person).collect::<Vec<_>>());
            }
        }
        after += PAGE;
        if after >= total {
            return Ok(());
        }
    }
}

fn cells(row: &LineItemView, kind: ReportType) -> Vec<String> {
    let item = &row.item;
    let person = |id: Option<bailiwick::id::UserId>| {
        let found = id.and_then(|id| row.people.iter().find(|user| user.id == id));
        found.map(|user| user.display_name.clone()).unwrap_or_default()
    };
    let at = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.to_rfc3339()).unwrap_or_default();
    let of = row.of.as_ref();
    let mut cells = vec![
        row.user.as_ref().map(|user| user.display_name.clone()).unwrap_or_default(),
        row.user.as_ref().map(|user| user.user_name.clone()).unwrap_or_default(),
        person(Some(item.reviewer)),
        item.kind().map(|kind| AccessType::of(kind).to_string()).unwrap_or_default(),
        of.map(|item| item.name.clone()).unwrap_or_default(),
        of.and_then(|item| item.application_name.clone()).unwrap_or_default(),
    ];
    match kind {
        ReportType::Remediation => cells.extend([
            person(item.decided_by),
            at(item.signed),
            item.removal.map(|removal| removal.to_string()).unwrap_or_default(),
        ]),
        ReportType::Status => cells.extend([
            item.status.to_string(),
            item.verdict.and_then(Decision::of).map(|decision| decision.to_string()).unwrap_or_default(),
            person(item.decided_by),
            at(item.decided),
            at(item.signed),
            row.comments.last().map(|said| said.comment.clone()).unwrap_or_default(),
        ]),
        _ => cells.extend([item.risk.to_string(), item.through().is_none().to_string()]),
    }
    cells
}

/// A line as RFC 4180 has it. What a spreadsheet would take for a formula gets an apostrophe before it.
fn line(text: &mut String, cells: &[String]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        let guard = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if cell.contains(['"', ',', '\n', '\r']) || !guard.is_empty() {
            text.push('"');
            text.push_str(guard);
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}
