//! Telling an instance that what it waited for has come.

use bailiwick::id::PhaseId;
use bailiwick::request::{PhaseStatus, Request, RequestStatus};
use bailiwick::workflow::{InstanceStatus, Stuck};
use bailiwick_store::Tx;
use bailiwick_store::workflows::instances;

use super::drive::give_up;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Whether a phase ended by what people did, or because nobody did anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Somebody decided, or the awaited date came.
    Answer,
    /// Time ran out.
    Silence,
}

/// The outcome by which a definition may treat silence apart from a refusal.
const EXPIRATION: &str = "EXPIRATION";

/// Moves the instance of a request on from every phase that has ended. The request must not have been stored
/// yet: when its workflow cannot go on, it ends.
pub(crate) async fn signal(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    after: &mut Request,
    heard: Heard,
) -> Result<(), EngineError> {
    let waited = |id: PhaseId| before.open_phases().any(|phase| phase.id == id);
    let ended: Vec<_> = after
        .phases
        .iter()
        .filter(|phase| phase.status == PhaseStatus::Complete && waited(phase.id))
        .map(|phase| (phase.id, phase.decision))
        .collect();
    let called_off = after.status == RequestStatus::Cancelled && before.status.is_open();
    if ended.is_empty() && !called_off {
        return Ok(());
    }
    let Some((mut instance, revision)) = instances::of_request(tx, &after.id).await? else { return Ok(()) };
    if instance.status != InstanceStatus::Running {
        return Ok(());
    }
    if called_off {
        instance.end(InstanceStatus::Cancelled, None);
        instances::update(tx, &instance, revision, ctx.now).await?;
        return Ok(());
    }
    let definition = engine.versions().get(tx, &instance.version).await?;
    for (phase, decision) in ended {
        let Some(token) = instance.waiting_for(phase).cloned() else { continue };
        let moved = match definition.step(&token.step) {
            None => Err(Stuck::NoStep(token.step.clone())),
            Some(step) => {
                let silence = step
                    .next
                    .iter()
                    .find(|next| next.outcome.as_deref() == Some(EXPIRATION) && next.step.is_some());
                let way = match (decision, silence) {
                    (Some(_), Some(silence)) if heard == Heard::Silence => Ok(silence),
                    (Some(decision), _) => step.way_after(&[decision.outcome()]),
                    // An awaited date: there is one way.
                    (None, _) => step.ways(&vec![true; step.next.len()]).map(|ways| ways[0]),
                };
                way.and_then(|way| instance.leave(&definition, token.turn, &[way]))
            }
        };
        if let Err(stuck) = moved {
            give_up(tx, engine, ctx, &mut instance, after, &stuck.to_string()).await?;
            break;
        }
    }
    instances::update(tx, &instance, revision, ctx.now).await?;
    Job::Advance { instance: instance.id }.write(tx, engine, ctx, ctx.now).await
}
