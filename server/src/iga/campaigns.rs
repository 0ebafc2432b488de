//! Certification campaigns (contract 2.7, rows 31 to 35).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::certification::{Campaign, CampaignStatus};
use bailiwick::id::{CampaignId, user_id};
use bailiwick_engine::{Engine, EngineError, certifications};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::TAG;
use super::certification_templates::{missing, refused};
use super::object::{self, campaign_document};
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Fields, Listed, Message, Params, WordPath, also, matching};

type Document = Json<Map<String, Value>>;

pub(super) fn id_of(text: &str) -> Result<CampaignId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("campaign `{text}` does not exist")))
}

/// Start a campaign
///
/// Of a template; its line items are made in the background. One for events needs `parameters`: whom it is about
/// (`userId`), and what else its marks name. Certification administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/certification",
    operation_id = "startCampaign",
    tag = TAG,
    request_body(content = object::NewCampaign),
    responses(
        (status = 200, description = "The campaign", body = object::Campaign),
        (status = 400, description = "A member is wrong, or it reviews what cannot be found", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn start(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let text = fields.required_text("templateId")?;
    let template = text.parse().map_err(|_| missing(text))?;
    let Some(given) = fields.object("parameters")? else {
        return Ok(Json(certifications::start(&engine, &ctx, template).await.map_err(refused)?.document()));
    };
    let user = given.required_text("userId")?;
    let user = user_id(user).ok_or_else(|| given.fault("userId", "must be the id of a person"))?;
    let mut parameters = BTreeMap::new();
    for name in given.members().keys() {
        parameters.insert(name.clone(), given.required_text(name)?.to_owned());
    }
    let started = certifications::start_for(&engine, &ctx, template, user, parameters).await;
    Ok(Json(started.map_err(refused)?.document()))
}

/// Delete a campaign
///
/// One that is staged or has ended, and of which nobody signed anything. Certification administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/certification/{id}",
    operation_id = "deleteCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "Its id")),
    responses(
        (status = 200, description = "The campaign as it was", body = object::Campaign),
        (status = 400, description = "It runs, or somebody signed something", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(Json(certifications::delete_campaign(&engine, &ctx, id_of(&id)?).await?.document()))
}

/// Change a campaign
///
/// Its name, and who answers for it. Certification administrators may.
#[utoipa::path(
    patch,
    path = "/iga/governance/certification/{id}",
    operation_id = "changeCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    request_body(content = object::CampaignChange),
    responses(
        (status = 200, description = "The campaign", body = object::Campaign),
        (status = 400, description = "A member is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn change(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let (name, owner) = (fields.text("name")?, fields.text("ownerId")?);
    if name.is_none() && owner.is_none() {
        return Err(ApiError::from(EngineError::invalid("name", "is missing, and so is `ownerId`")));
    }
    let owner = owner
        .map(|text| {
            user_id(text).ok_or_else(|| EngineError::invalid("ownerId", "must be the id of a person"))
        })
        .transpose()?;
    Ok(Json(certifications::change(&engine, &ctx, id_of(&id)?, name, owner).await?.document()))
}

/// The words of the contract for where campaigns stand (3.6), with those that its clients ask for; every one when missing.
const STATUSES: [&str; 14] = [
    "",
    "active",
    "closed",
    "creating",
    "pending",
    "staging",
    "in-progress",
    "expiring",
    "overdue",
    "expired",
    "cancelled",
    "signed-off",
    "complete",
    "failed",
];

fn stands(campaign: &Campaign, wanted: &str, now: DateTime<Utc>) -> bool {
    let (status, begun) = (campaign.status, campaign.started.is_some());
    match wanted {
        "" => true,
        "active" => !status.has_ended() && begun,
        "closed" => status.has_ended(),
        "pending" => !status.has_ended() && !begun,
        "expiring" => campaign.ends_soon(now),
        "overdue" => status == CampaignStatus::Expiring,
        "complete" => status == CampaignStatus::SignedOff,
        "failed" => status == CampaignStatus::Failed,
        word => status.as_str() == word,
    }
}

/// List campaigns
///
/// The latest first unless sorted. Certification administrators, access administrators and auditors may; who owns some
/// reads those.
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification",
    operation_id = "listCampaigns",
    tag = TAG,
    params(
        ("status" = Option<String>, Query, description = "`active`, `closed`, `creating`, `pending`, `staging`, `in-progress`, `expiring` (its deadline is near), `overdue`, `expired`, `cancelled`, `signed-off`, `complete` or `failed`"),
        ("certificationType" = Option<String>, Query, description = "Of this type only"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of campaigns", body = Listed<object::Campaign>),
        (status = 400, description = "A parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let wanted = params.one_of("status", &STATUSES)?;
    let stands = |campaign: &Campaign| stands(campaign, wanted, ctx.now);
    let kind = params.word::<bailiwick::certification::CertificationType>("certificationType")?;
    let mut all = certifications::all(&engine, &ctx).await?;
    all.retain(|campaign| stands(campaign) && kind.is_none_or(|kind| campaign.definition.kind == kind));
    let rows: Vec<_> = all.iter().map(Campaign::document).collect();
    Ok(also(matching(&rows, &list)?, "totalCount", "totalHits"))
}

/// Read a campaign
///
/// With how far it is. Its owner, certification administrators, access administrators and auditors read the whole of it;
/// its reviewers how it is conducted.
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification/{id}",
    operation_id = "readCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    responses(
        (status = 200, description = "The campaign", body = object::Campaign),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    let id = id_of(&id)?;
    let view = certifications::read(&engine, &ctx, id).await?;
    let statistics =
        if view.is_whole { Some(certifications::statistics(&engine, &ctx, id).await?) } else { None };
    Ok(Json(campaign_document(&view, statistics.as_ref())))
}

/// Read how far each reviewer is
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification/{id}/tasks",
    operation_id = "listReviewers",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id"), Query),
    responses(
        (status = 200, description = "By name", body = Listed<object::ReviewerProgress>),
        (status = 400, description = "A parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn reviewers(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let all = certifications::reviewers(&engine, &ctx, id_of(&id)?).await?;
    let rows: Vec<_> = all.iter().map(object::ReviewerProgress::from).collect();
    matching(&rows, &params.list()?)
}

/// Read the ledger of a campaign
///
/// What became of every grant that was in force when it began, by application. The product's own: the contract has none.
#[utoipa::path(
    get,
    path = "/iga/governance/admin/certification/{id}/ledger",
    operation_id = "readCampaignLedger",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    responses(
        (status = 200, description = "By application", body = Vec<object::LedgerLine>),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn ledger(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Vec<object::LedgerLine>>, ApiError> {
    let (lines, names) = certifications::ledger(&engine, &ctx, id_of(&id)?).await?;
    let shown = lines.iter().map(|line| object::LedgerLine {
        application: line
            .application
            .map(|id| json!({"id": id, "name": names.get(&id).map(|application| application.name.as_str())})),
        standing: line.standing.to_string(),
        grants: line.grants,
    });
    Ok(Json(shown.collect()))
}

/// Change where a campaign stands
///
/// `activate` leaves staging, `cancel` closes what is not signed, `update-deadline` takes `{newDeadline}`. Certification
/// administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/certification/{id}/{action}",
    operation_id = "actOnCampaign",
    tag = TAG,
    params(
        ("id" = String, Path, description = "The campaign's id"),
        ("action" = String, Path, description = "`activate`, `cancel` or `update-deadline`"),
    ),
    request_body(content = Option<object::NewDeadline>),
    responses(
        (status = 200, description = "The campaign; in a list after `cancel`", body = object::Campaign),
        (status = 400, description = "A member is wrong, or the campaign does not stand so", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, action)): Path<(String, String)>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    let id = id_of(&id)?;
    match action.as_str() {
        "activate" => Ok(Json(json!(certifications::activate(&engine, &ctx, id).await?.document()))),
        // Contract row 35: in a list.
        "cancel" => Ok(Json(json!([certifications::cancel(&engine, &ctx, id).await?.document()]))),
        "update-deadline" => {
            let body = Value::Object(body);
            let fields = Fields::of_body(&body)?;
            let missing = || ApiError::field("newDeadline", "is missing");
            let deadline = fields.moment("newDeadline")?.ok_or_else(missing)?;
            let moved = certifications::set_deadline(&engine, &ctx, id, deadline).await?;
            Ok(Json(json!(moved.document())))
        }
        _ => Err(ApiError::missing("there is no such operation")),
    }
}
