//! Certification: definitions, and running them (contract rows 16 to 18).

use axum::Json;
use axum::extract::State;
use bailiwick::text::normalise;
use bailiwick_engine::certifications::idhub;
use bailiwick_engine::{Context, Engine, EngineError, people};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::TAG;
use super::tasks::list::person;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message, Params, WordPath};

/// Rows when the client does not say.
const PAGE: u32 = 50;
/// Rows at most.
const MOST_ROWS: u32 = 1_000;
/// What a client counts before it runs a definition.
const FORESEEN: [&str; 4] = ["certifierCount", "resourceCount", "taskCount", "userCount"];
/// The most people and resources that it lists.
const MOST_LISTED: usize = 100_000;

/// What is reviewed, and by whom. Members that mean nothing here are kept, and come back.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what the domain reads")]
pub struct CertificationDefinition {
    /// The id it is to be known by; the server makes one when it is missing. One that is there is replaced.
    #[serde(rename = "_id")]
    #[schema(value_type = Option<Object>)]
    id: Option<Value>,
    /// What people call it; no two have the same.
    name: String,
    /// What it is for.
    description: String,
    /// `User Access` or `Resource Assignment`.
    r#type: String,
    /// `Active` or `Draft`; a draft is not run.
    status: Option<String>,
    /// Who looks a campaign through before it begins: `User`, `Role` or `None`.
    approver_type: String,
    /// Who that is: a sign-in name, the name of a role, or an id.
    approver: Option<String>,
    /// Kept.
    workflow_name: String,
    /// `query` or `name`.
    user_certification_by: String,
    /// Whose access, such as `{"$and":[{"status":"Active"}]}`; everybody's when it is empty.
    user_query: Option<String>,
    /// Only of people who hold something of high or critical risk.
    high_risk_users: Option<bool>,
    /// Which access, such as `{"$or":[{"_id":{"$oid":"…"},"collection":"Entitlement"}]}`; all when it is empty.
    resource_query: Option<String>,
    /// Which access, one by one: `[{_id, collection}]`; collections are `TargetSystem`, `Entitlement`, `Role`.
    #[schema(value_type = Option<Vec<Object>>)]
    resources: Option<Vec<Value>>,
    /// Only access of high or critical risk.
    high_risk_resources: Option<bool>,
    /// `User`, `Role`, `Benefeciary's Manager` or `Resource owner`.
    certifier_type: String,
    /// Who that is: a sign-in name, the name of a role, or an id.
    certifier: Option<String>,
    /// Who decides where nobody is found: `User's Manager` (`$manager`), `Role`, `User`.
    alternate_certifier: String,
    /// `Do not repeat`, `Daily`, `Weekly`, `Monthly`, `Quarterly` or `Yearly`.
    repeat: String,
    /// `days`, `months` or `years`.
    certification_duration_type: Option<String>,
    /// How many.
    certification_duration: Option<u32>,
    /// To certify needs a comment.
    comments_on_certify: Option<bool>,
    /// To revoke needs a comment.
    comments_on_revoke: Option<bool>,
    /// Rows may be handed over.
    reassignment: Option<bool>,
    /// People may certify what they hold themselves.
    self_certification: Option<bool>,
    /// What is late goes to the alternate certifier where that is a person; else the owner is told.
    automatic_escalation: Option<bool>,
    /// Certifiers are reminded.
    certification_reminder_email: Option<bool>,
}

/// With what a definition is run.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct CertificationRun {
    /// What the client foresaw: `{certifierCount, resourceCount, taskCount, userCount, resourceList, userList}`. The counts
    /// are written down; what is covered, the definition says.
    #[schema(value_type = Option<Object>)]
    impact_object: Vec<(&'static str, i64)>,
    /// Who asks: the caller, by `login`.
    #[schema(value_type = Option<Object>)]
    requester: Option<String>,
}

impl FromBody for CertificationRun {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let mut counts = Vec::new();
        if let Some(impact) = fields.object("impactObject")? {
            for name in FORESEEN {
                if let Some(count) = impact.integer(name)? {
                    if count < 0 {
                        return Err(impact.fault(name, "must not be below 0"));
                    }
                    counts.push((name, count));
                }
            }
            impact.objects_or_one("resourceList", MOST_LISTED)?;
            impact.objects_or_one("userList", MOST_LISTED)?;
        }
        let requester = match fields.object("requester")? {
            Some(requester) => Some(requester.required_text("login")?.to_owned()),
            None => None,
        };
        Ok(Self { impact_object: counts, requester })
    }
}

/// This face answers with one text.
fn in_one(error: EngineError) -> ApiError {
    match error {
        EngineError::InvalidAll(all) => ApiError::bad(all.join("; ")),
        other => other.into(),
    }
}

/// Fetch certifications
///
/// By name. Templates that were made over the other API or in the portal are among them, as far as they can be said so.
/// Certification administrators, access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/idhub/api/certifications",
    operation_id = "idhubListCertifications",
    tag = TAG,
    params(
        ("status" = Option<String>, Query, description = "`Active` or `Draft`; all when missing"),
        ("pagesize" = Option<u32>, Query, description = "rows, at most 1,000; 50 when missing"),
    ),
    responses(
        (status = 200, description = "Definitions, as they came", body = Vec<CertificationDefinition>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Vec<Map<String, Value>>>, ApiError> {
    let status = match params.one_of("status", &["", "Active", "Draft"])? {
        "" => None,
        word => word.parse().ok(),
    };
    let most = params.number("pagesize", MOST_ROWS)?.unwrap_or(PAGE);
    Ok(Json(idhub::definitions(&engine, &ctx, status, most as usize).await?))
}

/// Create a certification
///
/// One whose `_id` is there takes its place. What of a query cannot be said here is refused in words. Certification
/// administrators may.
#[utoipa::path(
    post,
    path = "/idhub/api/certifications",
    operation_id = "idhubCreateCertification",
    tag = TAG,
    request_body = CertificationDefinition,
    responses(
        (status = 200, description = "It is kept", body = bool, example = true),
        (status = 400, description = "A member is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<bool>, ApiError> {
    idhub::create(&engine, &ctx, body).await.map_err(in_one)?;
    Ok(Json(true))
}

/// Run a certification
///
/// Its campaign is made in the background, and begins at once or, where it has an approver, once they have looked it
/// through. Certification administrators may.
#[utoipa::path(
    post,
    path = "/idhub/api/certifications/{id}/run",
    operation_id = "idhubRunCertification",
    tag = TAG,
    params(("id" = String, Path, description = "The definition's id")),
    request_body(content = Option<CertificationRun>),
    responses(
        (status = 200, description = "It is run", body = bool, example = true),
        (status = 400, description = "A member is wrong, or it cannot be run now", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such definition for the caller", body = Message),
    ),
)]
pub async fn run(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(given): Body<CertificationRun>,
) -> Result<Json<bool>, ApiError> {
    if let Some(login) = &given.requester {
        is_caller(&engine, &ctx, login).await?;
    }
    idhub::run(&engine, &ctx, &id, &given.impact_object).await.map_err(in_one)?;
    Ok(Json(true))
}

/// Nobody asks in another's name; programs name somebody who is there.
async fn is_caller(engine: &Engine, ctx: &Context, login: &str) -> Result<(), ApiError> {
    const MEMBER: &str = "requester.login";
    if ctx.actor.user_id().is_none() {
        person(engine, ctx, login).await.map_err(|_| ApiError::field(MEMBER, "names nobody"))?;
        return Ok(());
    }
    let me = people::me(engine, ctx).await?;
    if normalise(&me.user_name) == normalise(login) {
        return Ok(());
    }
    Err(ApiError::field(MEMBER, format!("must be `{}`: nobody asks in another's name", me.user_name)))
}
