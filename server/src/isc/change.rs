//! What becomes of campaigns (contract B2).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use bailiwick::certification::isc::Decision;
use bailiwick::id::{CertificationId, UserId};
use bailiwick_engine::Engine;
use bailiwick_engine::certifications::isc::{self, Reassignment};
use serde_json::{Map, Value, json};

use super::TAG;
use super::campaigns::id_of;
use super::errors::Refusals;
use super::object::{CertificationTask, SlimCampaign};
use crate::api::{AnyBody, ApiError, Body, Caller, Fields, WordPath};

/// Change a campaign
///
/// By a JSON Patch (RFC 6902). While it is staged: `name`, `description`, `recommendationsEnabled`, `deadline`,
/// `emailNotificationEnabled` and `autoRevokeAllowed`; while it is active: `deadline`. Certification administrators may.
#[utoipa::path(
    patch,
    path = "/{id}",
    operation_id = "iscPatchCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    request_body(content = Vec<Value>, description = "`[{op, path, value}]`"),
    responses((status = 200, description = "The campaign", body = SlimCampaign), Refusals),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    AnyBody(body): AnyBody,
) -> Result<Json<SlimCampaign>, ApiError> {
    let patch = body.unwrap_or_default();
    Ok(Json((&isc::patch(&engine, &ctx, id_of(&id)?, &patch).await?).into()))
}

/// Activate a campaign
///
/// It must be staged, and its deadline must lie in the future. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/activate",
    operation_id = "iscActivateCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    request_body(content = Option<Value>, description = "`{timeZone}`: `Z` or an offset such as `-05:00`"),
    responses((status = 202, description = "People are asked", body = Value), Refusals),
)]
pub async fn activate(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body = Value::Object(body);
    if let Some(zone) = Fields::of_body(&body)?.text("timeZone")?
        && zone != "Z"
        && zone.parse::<chrono::FixedOffset>().is_err()
    {
        return Err(ApiError::field("timeZone", "must be `Z` or an offset such as `-05:00`"));
    }
    isc::activate(&engine, &ctx, id_of(&id)?).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// Complete a campaign
///
/// Only past its deadline: what was decided is signed off, what was not is decided so. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/complete",
    operation_id = "iscCompleteCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    request_body(content = Option<Value>, description = "`{autoCompleteAction}`: `APPROVE`, as when missing, or `REVOKE`"),
    responses((status = 202, description = "It has ended", body = Value), Refusals),
)]
pub async fn complete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let body = Value::Object(body);
    let rest = Fields::of_body(&body)?.word::<Decision>("autoCompleteAction")?;
    isc::complete(&engine, &ctx, id_of(&id)?, rest.unwrap_or(Decision::Approve)).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({}))))
}

/// Hand certifications of a campaign over
///
/// In the background: the task says how it went. Certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/reassign",
    operation_id = "iscReassignCampaign",
    tag = TAG,
    params(("id" = String, Path, description = "The campaign's id")),
    request_body(content = Value, description = "`{certificationIds, reassignTo: {id, type: IDENTITY}, reason}`"),
    responses((status = 202, description = "The task", body = CertificationTask), Refusals),
)]
pub async fn reassign(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<(StatusCode, Json<CertificationTask>), ApiError> {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let texts = fields.texts("certificationIds", 250)?.into_iter().enumerate();
    let one = |(place, text): (usize, &str)| {
        let missing =
            || ApiError::field(format!("certificationIds[{place}]"), "is no certification of the campaign");
        text.parse::<CertificationId>().map_err(|_| missing())
    };
    let certifications = texts.map(one).collect::<Result<Vec<_>, _>>()?;
    let to = fields.object("reassignTo")?.ok_or_else(|| ApiError::field("reassignTo", "is missing"))?;
    if to.required_text("type")? != "IDENTITY" {
        return Err(to.fault("type", "must be `IDENTITY`"));
    }
    let person: UserId =
        to.required_text("id")?.parse().map_err(|_| to.fault("id", "must be the id of a person"))?;
    let reason = fields.required_text("reason")?.to_owned();
    let reassignment = Reassignment { to: person, reason };
    let task = isc::reassign_campaign(&engine, &ctx, id_of(&id)?, &certifications, reassignment).await?;
    Ok((StatusCode::ACCEPTED, Json((&task).into())))
}
