//! What follows a request's transition, as jobs in the same transaction.

use bailiwick::id::RequestId;
use bailiwick::request::{Effect, Transition};
use bailiwick_store::Tx;

use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Writes the jobs that a transition causes.
pub(crate) async fn effects(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    transition: &Transition,
) -> Result<(), EngineError> {
    let request = &transition.request;
    let id = || request.id.clone();
    for effect in &transition.effects {
        match effect {
            Effect::Assigned { phase, due, .. } => {
                let job = Job::ExpirePhase { request: id(), phase: (*phase).to_owned() };
                job.write(tx, engine, ctx, *due).await?;
            }
            Effect::ResumeAt(date) => {
                Job::ResumeRequest { request: id() }.write(tx, engine, ctx, *date).await?;
            }
            Effect::Provision => Job::Provision { request: id() }.write(tx, engine, ctx, ctx.now).await?,
            Effect::Ended(_) => {}
        }
    }
    if let (Some(expires), true) =
        (request.expires, request.phases.iter().all(|phase| phase.started == ctx.now))
    {
        expire(tx, engine, ctx, id(), expires).await?;
    }
    Ok(())
}

async fn expire(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: RequestId,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), EngineError> {
    Job::ExpireRequest { request }.write(tx, engine, ctx, at).await
}
