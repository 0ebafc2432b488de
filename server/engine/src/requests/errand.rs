//! Requests that the product itself makes, about an object: somebody is asked to see to it.

use bailiwick::id::{RequestId, RequestTypeId, UserId, WorkflowId};
use bailiwick::request::Request;
use bailiwick_store::{Tx, requests};
use serde_json::{Map, Value as Json};

use super::create::requester;
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
    let id = RequestId(engine.new_id().to_string());
    let request = Request {
        content,
        justification,
        context: Some(context),
        ..Request::new(id, kind, requester(ctx), keeper, ctx.now)
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
