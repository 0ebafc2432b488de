//! What is decided about one violation (contract rows 110, 112 to 124).

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::id::{ControlId, user_id};
use bailiwick::policy::{Remediation, RemediationStatus};
use bailiwick_engine::Engine;
use bailiwick_engine::violations::{self, Action, NewPhase};
use serde_json::{Map, Value};

use super::{id_of, shown};
use crate::api::{ApiError, Body, Caller, Fields, Message, WordPath};
use crate::iga::TAG;
use crate::iga::object::{self, Violation};

type Shown = Result<Json<Violation>, ApiError>;

/// What is decided.
#[derive(Debug, utoipa::ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `read_action` reads")]
pub struct ViolationAction {
    /// Why; with `comment` it must be there, with `exception` where the rule says so.
    comment: Option<String>,
    /// With `exception`: until when; within the days that the rule leaves.
    #[schema(example = "2026-12-31T00:00:00Z")]
    exception_expiration_date: Option<String>,
    /// With `exception`: the control it rests on; one of the rule's that works, where the rule has any.
    mitigating_control_id: Option<String>,
    /// With `reassign`: who shall decide now, `[{id, permissions}]`.
    #[schema(value_type = Option<Vec<Object>>)]
    updated_actors: Option<Vec<Value>>,
    /// With `remediate`: `grantRemoval`.
    remediation_option_id: Option<String>,
    /// With `remediate`: the grants that go, by their composite ids.
    grant_ids: Option<Vec<String>>,
    /// With `remediate`: why.
    justification: Option<String>,
}

/// Reads what is to be done.
pub(super) fn read_action(word: &str, fields: &Fields<'_>) -> Result<Action, ApiError> {
    let comment = fields.text("comment")?.unwrap_or_default().to_owned();
    Ok(match word {
        "allow" => Action::Allow { comment },
        "exception" => {
            let date = fields.moment("exceptionExpirationDate")?;
            let until = date.ok_or_else(|| fields.fault("exceptionExpirationDate", "is missing"))?;
            Action::Except { until, control: control(fields, "mitigatingControlId")?, comment }
        }
        "cancel-exception" => Action::CancelException { comment },
        "comment" => Action::Comment { comment },
        "complete" => Action::Fulfil { comment },
        "cancel" => Action::Deny { comment },
        "remediate" => Action::Remediate(remediation(fields)?),
        "reassign" => Action::Reassign { actors: actors(fields, "updatedActors")?, comment },
        _ => return Err(ApiError::missing("there is no such operation")),
    })
}

fn control(fields: &Fields<'_>, name: &str) -> Result<Option<ControlId>, ApiError> {
    let given = fields.text(name)?.filter(|id| !id.trim().is_empty());
    let fault = |_| fields.fault(name, "must be the id of a mitigating control");
    given.map(|id| id.trim().parse().map_err(fault)).transpose()
}

fn actors(fields: &Fields<'_>, name: &str) -> Result<Vec<bailiwick::id::UserId>, ApiError> {
    let mut people = Vec::new();
    for actor in fields.objects(name, 100)? {
        let id = actor.required_text("id")?;
        people.push(user_id(id).ok_or_else(|| actor.fault("id", "must be the id of a person"))?);
    }
    Ok(people)
}

fn remediation(fields: &Fields<'_>) -> Result<Remediation, ApiError> {
    Ok(Remediation {
        remediation_option_id: fields.required_text("remediationOptionId")?.to_owned(),
        grant_ids: fields.texts("grantIds", 1_000)?.into_iter().map(str::to_owned).collect(),
        justification: fields.text("justification")?.unwrap_or_default().to_owned(),
    })
}

/// Decide about a violation
///
/// In a phase that waits for the caller, or for somebody they stand in for: `allow`, `exception`, `cancel-exception`,
/// `remediate`, `comment`, `reassign`; in one where access is taken away by hand, `complete` or `cancel`. Nobody decides
/// about themselves.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/{id}/phases/{phaseName}/{action}",
    operation_id = "actOnViolationPhase",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("phaseName" = String, Path, description = "the phase's name"),
        ("action" = String, Path, description = "`allow`, `exception`, `cancel-exception`, `remediate`, `comment`, `reassign`, `complete` or `cancel`"),
    ),
    request_body(content = ViolationAction),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn phase(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, phase, action)): Path<(String, String, String)>,
    Body(body): Body<Map<String, Value>>,
) -> Shown {
    let body = Value::Object(body);
    let todo = read_action(&action, &Fields::of_body(&body)?)?;
    Ok(shown(&violations::act(&engine, &ctx, id_of(&id)?, Some(&phase), &todo).await?))
}

/// Write back what came of a violation
///
/// `allow` and `remediate` are for workflows and policy administrators, once nobody is asked any more; `comment` is for
/// whoever may read it.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/{id}/{action}",
    operation_id = "settleViolation",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("action" = String, Path, description = "`allow`, `remediate` or `comment`"),
    ),
    request_body(content = object::NewRemediation),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn settle(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, action)): Path<(String, String)>,
    Body(body): Body<Map<String, Value>>,
) -> Shown {
    let id = id_of(&id)?;
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let view = match action.as_str() {
        "allow" => violations::allow(&engine, &ctx, id).await?,
        "remediate" => {
            let given = fields.has("remediationOptionId").then(|| remediation(&fields)).transpose()?;
            violations::remediate(&engine, &ctx, id, given).await?
        }
        "comment" => {
            let comment = fields.required_text("comment")?.to_owned();
            violations::act(&engine, &ctx, id, None, &Action::Comment { comment }).await?
        }
        _ => return Err(ApiError::missing("there is no such operation")),
    };
    Ok(shown(&view))
}

/// Say how far a remediation is
///
/// `complete` ends the violation, and is refused while the person still breaks the rule; `failed` leaves it open. For
/// workflows and policy administrators.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/{id}/remediation/status/{status}",
    operation_id = "setRemediationStatus",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("status" = String, Path, description = "`in-progress`, `complete` or `failed`"),
    ),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn remediation_status(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, status)): Path<(String, String)>,
) -> Shown {
    let status: RemediationStatus =
        status.parse().map_err(|fault: bailiwick::word::UnknownWord| ApiError::field("status", fault))?;
    Ok(shown(&violations::set_remediation_status(&engine, &ctx, id_of(&id)?, status).await?))
}

/// A phase to be added.
#[derive(Debug, utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `add_phase` reads")]
pub struct NewViolationPhase {
    /// `{name, displayName}`.
    #[schema(value_type = Object, example = json!({"name": "secondOpinion", "displayName": "Second opinion"}))]
    phase: Value,
    /// `[{id, permissions}]`; permissions are all when missing.
    #[schema(value_type = Vec<Object>)]
    actors: Vec<Value>,
}

/// Ask more people about a violation
///
/// Adds a phase in which they decide. For workflows and policy administrators.
#[utoipa::path(
    post,
    path = "/iga/governance/violation/{id}/phases",
    operation_id = "addViolationPhase",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = NewViolationPhase),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn add_phase(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Shown {
    let body = Value::Object(body);
    let fields = Fields::of_body(&body)?;
    let phase = fields.object("phase")?.ok_or_else(|| fields.fault("phase", "is missing"))?;
    let name = phase.required_text("name")?.to_owned();
    let display_name = phase.text("displayName")?.unwrap_or(&name).to_owned();
    let new = NewPhase { display_name, name, actors: actors(&fields, "actors")? };
    Ok(shown(&violations::add_phase(&engine, &ctx, id_of(&id)?, &new).await?))
}

/// Change a violation
///
/// What can be changed is the date of an exception, in `decision.events.exception.date`; who it is about and which rule
/// it breaks must stay. Policy administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/violation/{id}",
    operation_id = "replaceViolation",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content = Violation),
    responses(
        (status = 200, description = "The violation", body = Violation),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Shown {
    let known = violations::read_as_workflow(&engine, &ctx, id_of(&id)?).await?;
    let of = |member: &str| body.get(member).and_then(|object| object.get("id")).and_then(Value::as_str);
    let same = |given: Option<&str>, is: String| {
        given.is_none_or(|given| given.trim_start_matches("managed/user/") == is)
    };
    if !same(of("user"), known.violation.user.to_string()) {
        return Err(ApiError::field("user.id", "cannot be changed"));
    }
    if !same(of("policyRule"), known.violation.rule_id.to_string()) {
        return Err(ApiError::field("policyRule.id", "cannot be changed"));
    }
    let body = Value::Object(body);
    let exception =
        body.pointer("/decision/events/exception").cloned().unwrap_or_else(|| Value::Object(Map::new()));
    let date = Fields::of_body(&exception)?.moment("date")?;
    match date.filter(|date| Some(*date) != known.violation.exception_until) {
        None => Ok(shown(&known)),
        Some(until) => {
            let comment = "The exception's date was moved.".to_owned();
            let action = Action::Except { until, control: known.violation.control, comment };
            Ok(shown(&violations::act(&engine, &ctx, known.violation.id, None, &action).await?))
        }
    }
}
