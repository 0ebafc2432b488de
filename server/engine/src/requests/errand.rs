//! Requests that the product itself makes, about an object: somebody is asked to see to it.

use bailiwick::id::{RequestId, RequestTypeId, UserId, WorkflowId};
use bailiwick::request::{Priority, Request, RequestStatus, Requester};
use bailiwick_store::{Tx, requests};
use serde_json::{Map, Value as Json};

use crate::audit::Event;
use crate::{Context, Engine, EngineError, workflows};

/// What is to be seen to.
#[derive(Debug, Clone)]
pub(crate) struct Errand {
    /// What kind of request it is.
    pub kind: RequestTypeId,
    /// What it is about, by section.
    pub content: Map<String, Json>,
    /// What people call that.
    pub name: String,
    /// With whom it is kept; whoever that is does not see to it.
    pub keeper: UserId,
    /// Why.
    pub justification: String,
    /// What brought it about.
    pub context: Json,
    /// How it goes on.
    pub workflow: WorkflowId,
}

/// Sends it, in a transaction of the caller's.
///
/// # Errors
/// `Conflict`: its workflow is not published.
pub(crate) async fn send(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    errand: Errand,
) -> Result<RequestId, EngineError> {
    let Errand { kind, content, name, keeper, justification, context, workflow } = errand;
    let request = Request {
        id: RequestId(engine.new_id().to_string()),
        number: 0,
        request_type: kind,
        requester: Requester { user: ctx.actor.user_id(), name: ctx.actor.name().to_owned() },
        user: keeper,
        access: None,
        content,
        unique_key: None,
        priority: Priority::Low,
        justification,
        start: None,
        end: None,
        expires: None,
        external_id: None,
        context: Some(context),
        correlation: None,
        is_draft: false,
        edition: 1,
        status: RequestStatus::InProgress,
        decision: None,
        outcome: None,
        started: ctx.now,
        completed: None,
        completed_by: None,
        phases: Vec::new(),
    };
    requests::insert(tx, &request, ctx.now).await?;
    Event::new("create-request", "request", &request.id, &name)
        .about(request.about())
        .set("requestType", &request.request_type)
        .set("item", &name)
        .set("justification", &request.justification)
        .write(tx, engine, ctx)
        .await?;
    workflows::start_as(tx, engine, ctx, &request, &workflow).await?;
    Ok(request.id)
}
