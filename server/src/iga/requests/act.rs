//! `POST /iga/governance/requests/{requestId}?_action=`: deciding (contract 2.1.1).

use axum::Json;
use axum::extract::State;
use bailiwick::id::{UserId, user_id};
use bailiwick::request::Action;
use bailiwick_engine::{Engine, requests};
use utoipa::ToSchema;

use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message, Params, RequestPath};
use crate::iga::TAG;
use crate::iga::object::Request;

/// The actions there are.
const ACTIONS: [&str; 5] = ["approve", "reject", "comment", "reassign", "cancel"];
/// The most people a phase is handed to.
const MOST_ACTORS: usize = 100;

/// What is said with an action; what an action does not need is ignored. May be empty.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct ActionBody {
    /// Approve, reject: why.
    justification: Option<String>,
    /// Comment: the words. Others: why.
    comment: Option<String>,
    /// Reassign: who shall decide.
    updated_actors: Option<Vec<UpdatedActor>>,
}

/// Somebody who shall decide.
#[derive(Debug, ToSchema)]
pub struct UpdatedActor {
    /// `managed/user/{uuid}`, or the UUID.
    #[schema(value_type = String)]
    id: UserId,
}

impl FromBody for ActionBody {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let updated =
            fields.has("updatedActors").then(|| fields.objects("updatedActors", MOST_ACTORS)).transpose()?;
        Ok(Self {
            justification: fields.text("justification")?.map(str::to_owned),
            comment: fields.text("comment")?.map(str::to_owned),
            updated_actors: updated.map(|all| all.iter().map(UpdatedActor::read).collect()).transpose()?,
        })
    }
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
        let Self { justification, comment, updated_actors } = self;
        Ok(match word {
            "approve" => Action::Approve { phase, justification: why(justification, comment) },
            "reject" => Action::Reject { phase, justification: why(justification, comment) },
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

/// Act on a request
///
/// Approve and reject end the phase that waits (or `phaseName`) for whoever was asked to decide
/// in it; reassign hands it to others; comment says something; cancel calls the request off, by who asked
/// or whom it is for. Nobody decides about their own access unless the installation allows it.
#[utoipa::path(
    post,
    path = "/iga/governance/requests/{requestId}",
    operation_id = "actOnRequest",
    tag = TAG,
    params(
        ("requestId" = String, Path, description = "the request's id"),
        ("_action" = String, Query, description = "`approve`, `reject`, `comment`, `reassign` or `cancel`"),
        ("phaseName" = Option<String>, Query, description = "the phase; the one that waits when missing"),
    ),
    request_body(content = Option<ActionBody>, description = "What is said with it"),
    responses(
        (status = 200, description = "The request afterwards", body = Request),
        (status = 400, description = "An unknown action, a wrong field, or the request or phase has ended", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is not asked to do this", body = Message),
        (status = 404, description = "There is no such request", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    RequestPath(id): RequestPath,
    params: Params,
    Body(body): Body<ActionBody>,
) -> Result<Json<Request>, ApiError> {
    let word = params.required("_action", &ACTIONS)?;
    let action = body.action(word, params.get("phaseName").map(str::to_owned))?;
    Ok(Json(Request::from(&requests::act(&engine, &ctx, &id, &action).await?)))
}
