//! `POST /iga/governance/requests/{requestId}?_action=`: deciding (contract 2.1.1); with
//! `_action=publish` the address names a type, of which a request is made (row 2).

use axum::Json;
use axum::extract::State;
use bailiwick::id::{RequestId, RequestTypeId, UserId, user_id};
use bailiwick::request::{Action, PhaseDecision, Shown, Update};
use bailiwick::view::RequestView;
use bailiwick_engine::requests::Change;
use bailiwick_engine::{Context, Engine, EngineError, requests};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::change::content;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message, Params, RequestPath};
use crate::iga::object::Request;
use crate::iga::{TAG, request_types};

/// The actions there are.
const ACTIONS: [&str; 11] = [
    "approve",
    "reject",
    "fulfill",
    "deny",
    "comment",
    "reassign",
    "cancel",
    "modify",
    "changeResumeDate",
    "update",
    "publish",
];
/// The most people a phase is handed to.
const MOST_ACTORS: usize = 100;

/// What is said with an action; what an action does not need is ignored. May be empty.
#[derive(Debug)]
pub struct ActionBody {
    justification: Option<String>,
    comment: Option<String>,
    updated_actors: Option<Vec<UpdatedActor>>,
    shown: Shown,
}

/// What is said with an action; what an action does not need is ignored. May be empty.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `ActionBody` and the types of requests read")]
pub struct RequestAction {
    /// Approve, reject: why.
    justification: Option<String>,
    /// Comment: the words. Others: why.
    comment: Option<String>,
    /// Reassign: who shall decide.
    updated_actors: Option<Vec<UpdatedActor>>,
    /// Deciding: the `metadata.edition` that was read. When what is asked for has changed since, nothing is decided.
    edition: Option<i64>,
    /// Deciding, as a deputy: in whose stead; `managed/user/{uuid}`, or the UUID.
    on_behalf_of: Option<String>,
    /// Change of the resume date: the new one.
    resume_date: Option<DateTime<Utc>>,
    /// Publish, modify: what is asked for, as the type says.
    #[schema(value_type = Option<Object>, example = json!({
        "userId": "0198c1f0-4d2a-7c3e-9f10-5b7a6c8d9e01", "roleId": "0198c1f0-4d2a-7c3e-9f10-5b7a6c8d9e02",
        "justification": "I close the books of March with Ann."
    }))]
    common: Option<Map<String, Value>>,
}

/// Somebody who shall decide.
#[derive(Debug, ToSchema)]
pub struct UpdatedActor {
    /// `managed/user/{uuid}`, or the UUID.
    #[schema(value_type = String)]
    id: UserId,
}

fn decide(decision: PhaseDecision, phase: Option<String>, justification: String) -> Action {
    Action::Decide { decision, phase, justification }
}

impl FromBody for ActionBody {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let updated =
            fields.has("updatedActors").then(|| fields.objects("updatedActors", MOST_ACTORS)).transpose()?;
        Ok(Self {
            justification: fields.text("justification")?.map(str::to_owned),
            comment: fields.text("comment")?.map(str::to_owned),
            shown: shown(fields)?,
            updated_actors: updated.map(|all| all.iter().map(UpdatedActor::read).collect()).transpose()?,
        })
    }
}

/// What the caller says they were shown.
fn shown(fields: &Fields<'_>) -> Result<Shown, ApiError> {
    let person = fields.text("onBehalfOf")?.map(|text| {
        user_id(text).ok_or_else(|| fields.fault("onBehalfOf", "must be a user's id: `managed/user/{uuid}`"))
    });
    Ok(Shown { edition: fields.integer("edition")?, on_behalf_of: person.transpose()? })
}

impl UpdatedActor {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        // What an actor may do in a phase is the phase's to say, but it must be well formed.
        fields.object("permissions")?;
        let id = user_id(fields.required_text("id")?);
        Ok(Self { id: id.ok_or_else(|| fields.fault("id", "must be a user's id: `managed/user/{uuid}`"))? })
    }
}

impl ActionBody {
    fn action(self, word: &str, phase: Option<String>) -> Result<Action, ApiError> {
        let why = |first: Option<String>, second: Option<String>| first.or(second).unwrap_or_default();
        let Self { justification, comment, updated_actors, .. } = self;
        Ok(match word {
            "approve" => decide(PhaseDecision::Approve, phase, why(justification, comment)),
            "reject" => decide(PhaseDecision::Reject, phase, why(justification, comment)),
            "fulfill" => decide(PhaseDecision::Fulfil, phase, why(justification, comment)),
            "deny" => decide(PhaseDecision::Deny, phase, why(justification, comment)),
            "comment" => Action::Comment { comment: comment.unwrap_or_default() },
            "reassign" => {
                let actors = updated_actors.ok_or_else(|| ApiError::field("updatedActors", "is missing"))?;
                let actors = actors.into_iter().map(|actor| actor.id).collect();
                Action::Reassign { phase, actors, comment: why(comment, justification) }
            }
            _ => Action::Cancel { comment: why(comment, justification) },
        })
    }
}

/// What a workflow writes back (contract 2.1.1).
fn written_back(fields: &Fields<'_>) -> Result<Update, ApiError> {
    Ok(Update {
        status: fields.word("status")?,
        decision: fields.word("decision")?,
        outcome: fields.word("outcome")?,
        comment: fields.text("comment")?.map(str::to_owned),
        failure: fields.flag("failure")?.unwrap_or(false),
    })
}

/// Act on a request
///
/// Approve and reject end the phase that waits (or `phaseName`) for whoever was asked to decide
/// in it; fulfill and deny do so where something is to be carried out. Reassign hands it to others; comment says
/// something; cancel calls the request off, by who asked or whom it is for. Nobody decides about their own access unless
/// the installation allows it. Modify changes what is asked for, section by section as its type says, by who is asked in
/// the phase. Administrators move the date that a request awaits by changeResumeDate. Update is for
/// workflows alone: it writes back what came of the request.
///
/// Publish makes a request of the type whose id stands in the request's place, or, with `common.isDraft`, keeps one that
/// is not sent yet. What is asked for is checked against the type; everything that does not fit is told at once.
#[utoipa::path(
    post,
    path = "/iga/governance/requests/{requestId}",
    operation_id = "actOnRequest",
    tag = TAG,
    params(
        ("requestId" = String, Path, description = "the request's id; to publish, the type's"),
        ("_action" = Option<String>, Query, description = "`approve`, `reject`, `fulfill`, `deny`, `comment`, `reassign`, `cancel`, `modify`, `changeResumeDate`, `update` or `publish`; for types `publish` when missing"),
        ("phaseName" = Option<String>, Query, description = "the phase; the one that waits when missing"),
    ),
    request_body(content = Option<RequestAction>, description = "What is said with it"),
    responses(
        (status = 200, description = "The request afterwards", body = Request),
        (status = 400, description = "An unknown action, a wrong field, the request or phase has ended, or it cannot be asked for", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is not asked to do this", body = Message),
        (status = 404, description = "There is no such request or type", body = Message),
        (status = 409, description = "What is asked for has changed meanwhile", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Json<Request>, ApiError> {
    let view = match params.get("_action") {
        Some(_) => match params.required("_action", &ACTIONS)? {
            "changeResumeDate" => {
                let body = Value::Object(body);
                let fields = Fields::of_body(&body)?;
                let date = fields.moment("resumeDate")?;
                let date = date.ok_or_else(|| ApiError::field("resumeDate", "is missing"))?;
                requests::change_resume_date(&engine, &ctx, &id, date).await?
            }
            "update" => {
                let body = Value::Object(body);
                let update = written_back(&Fields::of_body(&body)?)?;
                requests::update(&engine, &ctx, &id, &update).await?
            }
            "modify" => {
                let phase = params.get("phaseName").map(str::to_owned);
                let change = Change::Modify { given: content(body), phase };
                requests::change(&engine, &ctx, &id, &change).await.map_err(request_types::refused)?
            }
            "publish" => publish(&engine, &ctx, id, &body).await.map_err(request_types::refused)?,
            word => {
                let body = Value::Object(body);
                let said = ActionBody::read(&Fields::of_body(&body)?)?;
                let shown = said.shown;
                let action = said.action(word, params.get("phaseName").map(str::to_owned))?;
                requests::act_as_shown(&engine, &ctx, &id, &action, shown).await?
            }
        },
        // Older clients publish without saying so; of a request nothing can be meant.
        None => match publish(&engine, &ctx, id, &body).await {
            Err(EngineError::NotFound { .. }) => {
                let fault = format!("is missing: it must be one of {}", ACTIONS.join(", "));
                return Err(ApiError::field("_action", fault));
            }
            made => made?,
        },
    };
    Ok(Json(Request::from(&view)))
}

async fn publish(
    engine: &Engine,
    ctx: &Context,
    id: RequestId,
    payload: &Map<String, Value>,
) -> Result<RequestView, EngineError> {
    requests::publish(engine, ctx, &RequestTypeId(id.0), payload).await
}
