//! What a workflow writes back to its request (contract 2.1.1, `update`).

use bailiwick::id::RequestId;
use bailiwick::request::{Request, Update};
use bailiwick::view::RequestView;
use bailiwick_store::requests;

use super::act::{changed, record};
use super::views;
use crate::certifications::removal_ended;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Writes back what came of a request. Only workflows may.
///
/// # Errors
/// `NotFound`; `Forbidden` for everybody else; `Conflict` when the request has ended; `Invalid` for an end that the
/// contract does not name.
pub async fn update(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    update: &Update,
) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    let after = retry!(write(engine, ctx, id, update))?;
    let mut tx = engine.read().await?;
    views(&mut tx, engine, ctx, vec![after]).await?.pop().ok_or_else(|| EngineError::not_found("request", id))
}

/// Writes it; the request as it is then.
async fn write(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    update: &Update,
) -> Result<Request, EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("request", id);
    let (before, revision) = requests::find(&mut tx, id).await?.ok_or_else(missing)?;
    if !bailiwick::request::may_see(&before, &ctx.actor) {
        return Err(missing());
    }
    if before.is_draft {
        return Err(EngineError::Conflict("the request is not sent yet".into()));
    }
    let (after, comment) = update.apply(before.clone(), &ctx.actor, ctx.now)?;
    requests::update(&mut tx, &after, revision, ctx.now).await?;
    removal_ended(&mut tx, engine, ctx, &after).await?;
    if let Some(comment) = comment {
        requests::add_comment(&mut tx, engine.new_id(), &after, &comment).await?;
        record(&mut tx, engine, ctx, &before, &after, &comment).await?;
    } else {
        let event = if after.status.is_open() { "update-request" } else { "end-request" };
        changed(&mut tx, engine, ctx, event, &before, &after).await?;
    }
    tx.commit().await?;
    Ok(after)
}
