//! Doing something to a task.

use bailiwick::directory::Status;
use bailiwick::id::{PhaseId, UserId};
use bailiwick::request::{Action, Phase, PhaseDecision, PhaseKind, PhaseStatus, Shown};
use bailiwick::view::TaskView;
use bailiwick_store::users;

use super::read;
use crate::{Context, Engine, EngineError, requests};

/// What somebody does to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskAction {
    /// Take it alone.
    Claim,
    /// Let go of it.
    Release,
    /// Say yes, or that it has been carried out.
    Approve,
    /// Say no, or that it cannot be carried out.
    Reject,
    /// Hand it to whom its step names for that; else to the manager of whoever is asked.
    Escalate,
    /// Hand it to somebody.
    Reassign(UserId),
}

/// Does something to a task; the task afterwards.
///
/// # Errors
/// `NotFound`; `Forbidden` when the actor may not; `Conflict` when it does not wait any more, or there is nobody to
/// escalate it to.
pub async fn act(
    engine: &Engine,
    ctx: &Context,
    id: PhaseId,
    action: TaskAction,
    comment: &str,
) -> Result<TaskView, EngineError> {
    let task = read(engine, ctx, id).await?;
    let over = || EngineError::Conflict("the task does not wait any more".into());
    let phase = task.phase().filter(|phase| phase.status == PhaseStatus::InProgress).ok_or_else(over)?;
    let name = Some(phase.name.clone());
    let (comment, carries_out) = (comment.to_owned(), phase.kind == PhaseKind::Fulfilment);
    let decide = |decision| Action::Decide { decision, phase: name.clone(), justification: comment.clone() };
    let action = match action {
        TaskAction::Claim => Action::Claim { phase: name, comment },
        TaskAction::Release => Action::Release { phase: name, comment },
        TaskAction::Approve if carries_out => decide(PhaseDecision::Fulfil),
        TaskAction::Approve => decide(PhaseDecision::Approve),
        TaskAction::Reject if carries_out => decide(PhaseDecision::Deny),
        TaskAction::Reject => decide(PhaseDecision::Reject),
        TaskAction::Reassign(to) => Action::Reassign { phase: name, actors: vec![to], comment },
        TaskAction::Escalate => {
            let actors = above(engine, phase).await?;
            if actors.is_empty() {
                let message = "there is nobody to escalate it to: who is asked has no manager";
                return Err(EngineError::Conflict(message.into()));
            }
            Action::Reassign { phase: name, actors, comment }
        }
    };
    // What was read a moment ago is what the caller knows at best.
    let shown = Shown { edition: Some(task.view.request.edition), on_behalf_of: None };
    requests::act_as_shown(engine, ctx, &task.view.request.id, &action, shown).await?;
    read(engine, ctx, id).await
}

/// To whom a task is escalated.
async fn above(engine: &Engine, phase: &Phase) -> Result<Vec<UserId>, EngineError> {
    let mut tx = engine.read().await?;
    let named = phase.events.escalation.as_ref().map(|event| event.actors.clone()).unwrap_or_default();
    let wanted = if named.is_empty() {
        let asked = users::briefs(&mut tx, &phase.active()).await?;
        asked.into_iter().filter_map(|person| person.manager).collect()
    } else {
        named
    };
    let found = users::briefs(&mut tx, &wanted).await?;
    let mut active: Vec<UserId> =
        found.into_iter().filter(|person| person.status == Status::Active).map(|person| person.id).collect();
    active.sort_unstable();
    active.dedup();
    Ok(active)
}
