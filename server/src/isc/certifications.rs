//! Certifications (contract B3).

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use bailiwick::certification::isc::Decision;
use bailiwick::id::{CertificationId, UserId, user_id};
use bailiwick_engine::certifications::isc::{self, NewDecision, Reassignment, Target};
use bailiwick_engine::{Context, Engine};
use serde_json::{Map, Value};

use super::TAG;
use super::errors::Refusals;
use super::object::{Certification, CertificationTask, IdentityReference};
use super::params::{Fields, Query, Wanted};
use crate::api::{AnyBody, ApiError, Body, Caller, Fields as Members, Params, WordPath};

pub(super) const FIELDS: Fields = Fields {
    filters: &[
        ("id", &["eq", "in"]),
        ("campaign.id", &["eq", "in"]),
        ("phase", &["eq"]),
        ("completed", &["eq"]),
    ],
    sorters: &["name", "due", "signed"],
};

const REVIEWERS: Fields = Fields {
    filters: &[("id", &["eq", "in"]), ("name", &["eq", "sw"]), ("email", &["eq", "sw"])],
    sorters: &["name", "email"],
};

pub(super) fn id_of(text: &str) -> Result<CertificationId, ApiError> {
    text.parse().map_err(|_| ApiError::missing(format!("certification `{text}` does not exist")))
}

/// The reviewer that is named: an id, or `me`.
pub(super) fn reviewer(ctx: &Context, params: &Params, name: &str) -> Result<Option<UserId>, ApiError> {
    match params.get(name) {
        None => Ok(None),
        Some("me") => Ok(Some(ctx.person()?)),
        Some(id) => {
            user_id(id).map(Some).ok_or_else(|| ApiError::field(name, "must be the id of a person, or `me`"))
        }
    }
}

/// List certifications
///
/// Those that the caller may review; everybody's for certification administrators. Filters: `id` eq, in; `campaign.id` eq,
/// in; `phase` eq; `completed` eq. Sorters: `name`, `due`, `signed`.
#[utoipa::path(
    get,
    path = "/",
    operation_id = "iscListCertifications",
    tag = TAG,
    params(
        ("reviewer-identity" = Option<String>, Query, description = "Of this reviewer only; `me`: of the caller"),
        Query,
    ),
    responses((status = 200, description = "A page of certifications", body = Vec<Certification>), Refusals),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &FIELDS)?;
    let reviewer = reviewer(&ctx, &params, "reviewer-identity")?;
    let (page, total) = isc::certifications(&engine, &ctx, reviewer, &wanted.list).await?;
    let rows: Vec<Certification> = page.iter().map(Certification::from).collect();
    Ok(wanted.answer(&rows, total))
}

async fn shown(engine: &Engine, ctx: &Context, id: CertificationId) -> Result<Json<Certification>, ApiError> {
    Ok(Json((&isc::certification(engine, ctx, id).await?).into()))
}

/// Read a certification
#[utoipa::path(
    get,
    path = "/{id}",
    operation_id = "iscReadCertification",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id")),
    responses((status = 200, description = "The certification", body = Certification), Refusals),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Certification>, ApiError> {
    shown(&engine, &ctx, id_of(&id)?).await
}

/// List who decides
///
/// The reviewer, and whom they let decide too. Filters: `id` eq, in; `name` eq, sw; `email` eq, sw. Sorters: `name`,
/// `email`.
#[utoipa::path(
    get,
    path = "/{id}/reviewers",
    operation_id = "iscListReviewers",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id"), Query),
    responses((status = 200, description = "People", body = Vec<IdentityReference>), Refusals),
)]
pub async fn reviewers(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Response, ApiError> {
    let wanted = Wanted::read(&params, &REVIEWERS)?;
    let people = isc::reviewers(&engine, &ctx, id_of(&id)?).await?;
    wanted.page(&people.iter().map(IdentityReference::from).collect::<Vec<_>>())
}

/// Decide about rows
///
/// All of them or none; until sign-off the last decision counts. The reviewer and certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/decide",
    operation_id = "iscDecide",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id")),
    request_body(
        content = Vec<Value>,
        description = "1 to 250 of `{id, decision, bulk, comments, proposedEndDate, recommendation}`",
    ),
    responses((status = 200, description = "The certification", body = Certification), Refusals),
)]
pub async fn decide(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    AnyBody(body): AnyBody,
) -> Result<Json<Certification>, ApiError> {
    let id = id_of(&id)?;
    let Some(Value::Array(list)) = body else {
        return Err(ApiError::bad("the body must be a list of decisions"));
    };
    let decisions = list.iter().enumerate().map(|(place, one)| decision(place, one));
    let decisions = decisions.collect::<Result<Vec<_>, _>>()?;
    isc::decide(&engine, &ctx, id, &decisions).await?;
    shown(&engine, &ctx, id).await
}

fn decision(place: usize, given: &Value) -> Result<NewDecision, ApiError> {
    let within = |error: ApiError| ApiError::bad(format!("[{place}]: {}", error.text()));
    let read = || {
        let fields = Members::of_body(given)?;
        let missing = |name: &str| ApiError::field(name, "is missing");
        if let Some(recommendation) = fields.object("recommendation")? {
            recommendation.text("recommendation")?;
            recommendation.texts("reasons", 1_000)?;
            recommendation.moment("timestamp")?;
        }
        Ok(NewDecision {
            id: fields.required_text("id")?.to_owned(),
            decision: fields.word::<Decision>("decision")?.ok_or_else(|| missing("decision"))?,
            bulk: fields.flag("bulk")?.ok_or_else(|| missing("bulk"))?,
            comment: fields.text("comments")?.unwrap_or_default().to_owned(),
            until: fields.moment("proposedEndDate")?,
        })
    };
    read().map_err(within)
}

/// Sign a certification off
///
/// Every decision counts from now on, and what was revoked goes. The reviewer and certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/sign-off",
    operation_id = "iscSignOff",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id")),
    responses((status = 200, description = "The certification", body = Certification), Refusals),
)]
pub async fn sign_off(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Json<Certification>, ApiError> {
    let id = id_of(&id)?;
    isc::sign_off(&engine, &ctx, id).await?;
    shown(&engine, &ctx, id).await
}

/// Hand parts of a certification over
///
/// At most 50; who gets them decides anew. The reviewer and certification administrators may.
#[utoipa::path(
    post,
    path = "/{id}/reassign",
    operation_id = "iscReassign",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id")),
    request_body(
        content = Value,
        description = "`{reassign: [{id, type}], reassignTo, reason}`; a type is `ITEM`, `IDENTITY_SUMMARY` or `TARGET_SUMMARY`",
    ),
    responses((status = 200, description = "The certification", body = Certification), Refusals),
)]
pub async fn reassign(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Certification>, ApiError> {
    let (id, (targets, reassignment)) = (id_of(&id)?, reassignment(body, 50)?);
    isc::reassign(&engine, &ctx, id, targets, &reassignment).await?;
    shown(&engine, &ctx, id).await
}

/// Hand parts of a certification over, in the background
///
/// At most 500; the task says how it went.
#[utoipa::path(
    post,
    path = "/{id}/reassign-async",
    operation_id = "iscReassignLater",
    tag = TAG,
    params(("id" = String, Path, description = "The certification's id")),
    request_body(content = Value, description = "As to hand over at once"),
    responses((status = 200, description = "The task", body = CertificationTask), Refusals),
)]
pub async fn reassign_later(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<CertificationTask>, ApiError> {
    let (id, (targets, reassignment)) = (id_of(&id)?, reassignment(body, 500)?);
    Ok(Json((&isc::reassign_later(&engine, &ctx, id, targets, reassignment).await?).into()))
}

fn reassignment(body: Map<String, Value>, most: usize) -> Result<(Vec<Target>, Reassignment), ApiError> {
    let body = Value::Object(body);
    let fields = Members::of_body(&body)?;
    let mut targets = Vec::new();
    for given in fields.objects("reassign", most)? {
        let id = given.required_text("id")?;
        let wrong = |what: &str| given.fault("id", format!("must be the id of {what}"));
        targets.push(match given.required_text("type")? {
            "ITEM" => Target::Item(id.to_owned()),
            "IDENTITY_SUMMARY" => {
                Target::IdentitySummary(id.parse().map_err(|_| wrong("an identity summary"))?)
            }
            "TARGET_SUMMARY" => Target::TargetSummary(id.parse().map_err(|_| wrong("what is held"))?),
            _ => return Err(given.fault("type", "must be one of TARGET_SUMMARY, ITEM, IDENTITY_SUMMARY")),
        });
    }
    let to = user_id(fields.required_text("reassignTo")?);
    let to = to.ok_or_else(|| ApiError::field("reassignTo", "must be the id of a person"))?;
    Ok((targets, Reassignment { to, reason: fields.required_text("reason")?.to_owned() }))
}
