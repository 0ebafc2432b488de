//! What was done with campaigns and certifications, and how it went.

use bailiwick::id::{CertificationId, CertificationTaskId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::isc::tasks as store;
use uuid::Uuid;

use super::{Task, administers, known};
use crate::{Context, Engine, EngineError};

/// The most tasks that are listed.
const MOST: i64 = 10_000;

/// Says that something was done.
pub(super) async fn done(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    kind: &str,
    target: (&str, Uuid),
) -> Result<(), EngineError> {
    let task = Task { status: "SUCCESS".into(), ..new(engine, ctx, kind, target) };
    Ok(store::put(tx, &task).await?)
}

/// Something that is to be done.
pub(super) fn new(engine: &Engine, ctx: &Context, kind: &str, (target_kind, target): (&str, Uuid)) -> Task {
    Task {
        id: CertificationTaskId(engine.new_id()),
        kind: kind.into(),
        target_kind: target_kind.into(),
        target,
        user: ctx.actor.user_id(),
        status: "QUEUED".into(),
        errors: Vec::new(),
        trail: Vec::new(),
        created: ctx.now,
    }
}

/// The latest tasks, the last first: everybody's for certification administrators, else one's own. A person may be named
/// whose tasks are meant.
pub async fn tasks(engine: &Engine, ctx: &Context, of: Option<UserId>) -> Result<Vec<Task>, EngineError> {
    ctx.signed_in()?;
    let whose = if administers(ctx) {
        of
    } else {
        let me = ctx.person()?;
        if of.is_some_and(|of| of != me) {
            return Ok(Vec::new());
        }
        Some(me)
    };
    Ok(store::latest(&mut engine.read().await?, whose, MOST).await?)
}

/// One task.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn task(engine: &Engine, ctx: &Context, id: CertificationTaskId) -> Result<Task, EngineError> {
    ctx.signed_in()?;
    let found = store::find(&mut engine.read().await?, id).await?;
    let is_theirs =
        |task: &Task| administers(ctx) || (task.user.is_some() && task.user == ctx.actor.user_id());
    found.filter(is_theirs).ok_or_else(|| EngineError::not_found("certification task", id))
}

/// The tasks of a certification that may be known.
///
/// # Errors
/// `NotFound`.
pub async fn tasks_of(engine: &Engine, ctx: &Context, id: CertificationId) -> Result<Vec<Task>, EngineError> {
    let mut tx = engine.read().await?;
    known(&mut tx, ctx, id).await?;
    Ok(store::of_target(&mut tx, id.uuid(), MOST).await?)
}
