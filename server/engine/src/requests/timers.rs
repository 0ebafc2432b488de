//! What time does to requests: a date comes, a decision stays out, a request expires.

use bailiwick::id::RequestId;
use bailiwick::request::{Action, PhaseStatus, RequestStatus};
use bailiwick_store::{Tx, requests};

use super::act::{apply, changed, go_on};
use crate::{Context, Engine, EngineError};

/// The awaited date has come.
pub(crate) async fn resume(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
) -> Result<(), EngineError> {
    let Some((mut request, revision)) = requests::find(tx, id).await? else { return Ok(()) };
    if request.status != RequestStatus::Suspended {
        return Ok(());
    }
    let before = request.clone();
    request.resume(ctx.now);
    let after = go_on(tx, engine, ctx, request, revision).await?;
    changed(tx, engine, ctx, "resume-request", &before, &after).await
}

/// Nobody decided in time: the phase is rejected by the product (contract 6.7).
pub(crate) async fn expire_phase(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    phase: &str,
) -> Result<(), EngineError> {
    let Some((request, _)) = requests::find(tx, id).await? else { return Ok(()) };
    let waits = request.phases.iter().any(|p| p.name == phase && p.status == PhaseStatus::InProgress);
    if !waits || !request.status.is_open() {
        return Ok(());
    }
    let action =
        Action::Reject { phase: Some(phase.to_owned()), justification: "Nobody decided in time.".to_owned() };
    apply(tx, engine, ctx, id, &action).await
}

/// The request was not finished in time: it is called off by the product.
pub(crate) async fn expire(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
) -> Result<(), EngineError> {
    let Some((request, _)) = requests::find(tx, id).await? else { return Ok(()) };
    if !request.status.is_open() {
        return Ok(());
    }
    apply(tx, engine, ctx, id, &Action::Cancel { comment: "The request expired.".to_owned() }).await
}
