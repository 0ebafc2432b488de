//! What forms are shown for.

use bailiwick::authority::Authority;
use bailiwick::form::{Assignment, FormTarget, MOST_ASSIGNMENTS};
use bailiwick::id::FormId;
use bailiwick_store::{Tx, forms};

use super::{check_room, find, raced};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Every assignment, by target. Everybody who has signed in may read them.
pub async fn assignments(engine: &Engine, ctx: &Context) -> Result<Vec<Assignment>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let mut all = forms::assignments::all(&mut tx).await?;
    all.sort_unstable_by(|one, other| one.target.cmp(&other.target));
    Ok(all)
}

/// Shows a form for a target, instead of the one that was shown for it. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound` where there is no such form; `Conflict` when there are too many assignments.
pub async fn assign(
    engine: &Engine,
    ctx: &Context,
    target: &FormTarget,
    form: &FormId,
) -> Result<Assignment, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(set(engine, ctx, target, form))
}

async fn set(
    engine: &Engine,
    ctx: &Context,
    target: &FormTarget,
    form: &FormId,
) -> Result<Assignment, EngineError> {
    let mut tx = engine.write().await?;
    let form = find(&mut tx, form).await?.id;
    let before = forms::assignments::find(&mut tx, target).await?;
    let after = match &before {
        Some(before) if before.form == form => return Ok(before.clone()),
        Some(before) => {
            let done = forms::assignments::update(&mut tx, target, &before.form, &form, ctx.now).await;
            done.map_err(raced)?;
            Assignment { form, modified_at: ctx.now, ..before.clone() }
        }
        None => {
            let count = forms::assignments::count(&mut tx).await?;
            check_room(count, MOST_ASSIGNMENTS, "assignments of request forms")?;
            let new = Assignment { target: target.clone(), form, created_at: ctx.now, modified_at: ctx.now };
            forms::assignments::insert(&mut tx, &new).await.map_err(raced)?;
            new
        }
    };
    let event = told("assign-request-form", target, before.as_ref(), Some(&after));
    event.write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(after)
}

/// Takes the form of a target away from it, which is what is answered. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound` where the target has no form; `Conflict` when it has another one than `form`.
pub async fn unassign(
    engine: &Engine,
    ctx: &Context,
    target: &FormTarget,
    form: Option<&FormId>,
) -> Result<Assignment, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(unset(engine, ctx, target, form))
}

async fn unset(
    engine: &Engine,
    ctx: &Context,
    target: &FormTarget,
    form: Option<&FormId>,
) -> Result<Assignment, EngineError> {
    let mut tx = engine.write().await?;
    let found = forms::assignments::find(&mut tx, target).await?;
    let gone = found.ok_or_else(|| EngineError::not_found("request form assignment", target))?;
    if form.is_some_and(|form| *form != gone.form) {
        return Err(EngineError::Conflict(format!("`{target}` has another request form: `{}`", gone.form)));
    }
    remove(&mut tx, engine, ctx, &gone).await?;
    tx.commit().await?;
    Ok(gone)
}

pub(super) async fn remove(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    gone: &Assignment,
) -> Result<(), EngineError> {
    forms::assignments::delete(tx, &gone.target, &gone.form).await?;
    told("unassign-request-form", &gone.target, Some(gone), None).write(tx, engine, ctx).await
}

/// What happened to a target: its form, before and after.
fn told(
    what: &'static str,
    target: &FormTarget,
    before: Option<&Assignment>,
    after: Option<&Assignment>,
) -> Event {
    let form = |one: Option<&Assignment>| one.map(|one| one.form.clone());
    Event::new(what, "request-form-assignment", target, target.as_str()).change(
        "formId",
        form(before),
        form(after),
    )
}
