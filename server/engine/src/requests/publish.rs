//! Asking by type (contract 2.1 row 2): what is asked for is checked against the type first.

use bailiwick::cart::LineFault;
use bailiwick::catalog::ItemKind;
use bailiwick::id::{RequestId, RequestTypeId};
use bailiwick::request::Modifier;
use bailiwick::request_type::{AccessAsked, Fault, access_type, check};
use bailiwick::view::RequestView;
use bailiwick_store::items;
use serde_json::{Map, Value as Json};

use super::change::keep_line;
use super::create::{NewLine, NewRequests, send};
use super::judge::judge;
use super::{other, read};
use crate::engine::retry;
use crate::{Context, Engine, EngineError, request_types};

/// Makes one request of a type, and answers it. Who may ask is as for
/// [`create`](super::create).
///
/// # Errors
/// `NotFound`: there is no such type. `Conflict`: its requests cannot be asked for, or what is asked
/// for does not fit the type (all that is wrong, in one message), or cannot be asked for, also
/// because an unfinished request asks for the same. `Invalid`, `Forbidden` as for `create`.
pub async fn publish(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    payload: &Map<String, Json>,
) -> Result<RequestView, EngineError> {
    ctx.signed_in()?;
    let made = match access_type(id) {
        Some((kind, modifier)) => retry!(make(engine, ctx, id, payload, kind, modifier))?,
        None => other::publish(engine, ctx, id, payload).await?,
    };
    engine.settle(std::slice::from_ref(&made)).await?;
    read(engine, ctx, &made).await
}

async fn make(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    payload: &Map<String, Json>,
    kind: ItemKind,
    modifier: Modifier,
) -> Result<RequestId, EngineError> {
    let request_type = request_types::find(&mut engine.read().await?, id).await?;
    let filled = check(payload, &request_type).map_err(all)?;
    let AccessAsked { user, item, asked } = AccessAsked::read(&filled, kind).map_err(all)?;
    // An id does not say what kind of item it is of: the type's rules are for its own kind.
    let named = items::brief(&mut engine.read().await?, item).await?;
    if named.is_some_and(|named| named.kind != kind) {
        return Err(EngineError::Conflict(format!("`{item}` is no {kind}")));
    }
    let line = NewLine {
        start: asked.start,
        end: asked.end,
        content: asked.content,
        ..NewLine::new(user, item, modifier)
    };
    let new = NewRequests {
        lines: vec![line],
        priority: asked.priority,
        justification: asked.justification,
        expires: asked.expires,
        external_id: asked.external_id,
        id_prefix: asked.id_prefix,
        context: asked.context,
        ..NewRequests::default()
    };
    if asked.is_draft {
        return keep_line(engine, ctx, &new).await;
    }
    let judged = judge(engine, ctx, &new).await?;
    let mut tx = engine.write().await?;
    let submitted = send(&mut tx, engine, ctx, &new, &judged).await?;
    if let Some(refused) = submitted.faults.first() {
        return Err(EngineError::Conflict(told(&refused.fault)));
    }
    let made = submitted.requests.into_iter().next();
    tx.commit().await?;
    made.ok_or_else(|| EngineError::not_found("request", id))
}

/// What is wrong with a line, in a sentence.
pub(super) fn told(fault: &LineFault) -> String {
    match fault {
        LineFault::Duplicate { request } => format!("{fault}: `{request}`"),
        _ => fault.to_string(),
    }
}

/// All that is wrong, in one message.
#[expect(clippy::needless_pass_by_value, reason = "goes into `map_err`")]
pub(super) fn all(faults: Vec<Fault>) -> EngineError {
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    EngineError::Conflict(told.join("; "))
}
