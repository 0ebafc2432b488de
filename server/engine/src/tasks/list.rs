//! Finding tasks.

use std::collections::HashMap;

use bailiwick::id::{PhaseId, RequestId, UserId};
use bailiwick::request::{PhaseDecision, TaskState};
use bailiwick::view::{RequestView, TaskView};
use bailiwick_store::requests::{Wanted, find_many, request_of_phase, tasks};

use crate::requests::{read as read_request, views};
use crate::{Context, Engine, EngineError, delegations};

/// Which tasks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskQuery {
    /// Whose: those they are or were asked to do, also as deputies.
    pub user: Option<UserId>,
    /// In one of these states; any when empty.
    pub states: Vec<TaskState>,
    /// Decided like this; anyhow when empty.
    pub decisions: Vec<PhaseDecision>,
}

/// The newest tasks, at most `limit`: one's own, or for administrators and auditors anybody's, without a user
/// everybody's.
///
/// # Errors
/// `Forbidden` for another's.
pub async fn list(
    engine: &Engine,
    ctx: &Context,
    query: &TaskQuery,
    limit: u32,
) -> Result<Vec<TaskView>, EngineError> {
    ctx.signed_in()?;
    let of = match query.user {
        Some(user) if ctx.actor.user_id() == Some(user) || ctx.actor.reads_everything() => Some(user),
        Some(_) => return Err(EngineError::forbidden("these are somebody else's tasks")),
        None if ctx.actor.reads_everything() => None,
        None => Some(ctx.person()?),
    };
    let mut tx = engine.read().await?;
    let stands_in_for = match of {
        Some(user) => delegations::stood_in_for_by(&mut tx, user, ctx.now).await?,
        None => Vec::new(),
    };
    let (states, decisions) = (&query.states, &query.decisions);
    let wanted = Wanted { of, stands_in_for: &stands_in_for, states, decisions };
    let found = tasks(&mut tx, &wanted, limit).await?;
    let mut ids: Vec<RequestId> = found.iter().map(|(_, request)| request.clone()).collect();
    ids.sort();
    ids.dedup();
    let requests = find_many(&mut tx, &ids).await?.into_iter().map(|(request, _)| request).collect();
    let views = views(&mut tx, engine, ctx, requests).await?;
    let views: HashMap<RequestId, RequestView> =
        views.into_iter().map(|view| (view.request.id.clone(), view)).collect();
    let task = |(phase, request): &(PhaseId, RequestId)| {
        Some(TaskView { phase: *phase, view: views.get(request)?.clone() })
    };
    Ok(found.iter().filter_map(task).collect())
}

/// One task, for whom may see its request.
///
/// # Errors
/// `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, phase: PhaseId) -> Result<TaskView, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("task", phase);
    let found = request_of_phase(&mut engine.read().await?, phase).await?;
    let view = match read_request(engine, ctx, &found.ok_or_else(missing)?).await {
        Err(EngineError::NotFound { .. }) => return Err(missing()),
        read => read?,
    };
    Ok(TaskView { phase, view })
}
