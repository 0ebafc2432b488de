//! Ending what was named.

use bailiwick::audit::DEPUTY;
use bailiwick::delegation::Delegation;
use bailiwick::id::{DelegationId, UserId};
use bailiwick::notification::DEPUTY_ENDED;
use bailiwick_store::{Tx, delegations};
use uuid::Uuid;

use super::claims::release;
use super::name::{brief, may_change};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, notifications};

/// Ends a delegation at once, whether it has begun or not: whoever named the deputy, the deputy, or `ACCESS_ADMIN`.
/// What was decided stays decided.
///
/// # Errors
/// `NotFound`, also for whom it does not concern; `Conflict` when it is over.
pub async fn end(engine: &Engine, ctx: &Context, id: DelegationId) -> Result<(), EngineError> {
    ctx.signed_in()?;
    retry!(try_end(engine, ctx, id))?;
    engine.ring();
    Ok(())
}

async fn try_end(engine: &Engine, ctx: &Context, id: DelegationId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("delegation", id);
    let one = delegations::find(&mut tx, id).await?.ok_or_else(missing)?;
    let me = ctx.actor.user_id();
    let concerned = me == Some(one.person) || me == Some(one.deputy) || ctx.actor.is_access_admin();
    if !concerned {
        return Err(missing());
    }
    end_one(&mut tx, engine, ctx, &one).await?;
    Ok(tx.commit().await?)
}

/// Ends what a person named and is not over: each named by its own id or by the deputy's. All or none.
///
/// # Errors
/// `NotFound` for another's; `Invalid` (`proxyIds`) when one of them names nothing that could be ended.
pub async fn end_those(
    engine: &Engine,
    ctx: &Context,
    person: UserId,
    named: &[Uuid],
) -> Result<usize, EngineError> {
    may_change(ctx, person)?;
    let ended = retry!(try_end_those(engine, ctx, person, named))?;
    engine.ring();
    Ok(ended)
}

async fn try_end_those(
    engine: &Engine,
    ctx: &Context,
    person: UserId,
    named: &[Uuid],
) -> Result<usize, EngineError> {
    let mut tx = engine.write().await?;
    brief(&mut tx, person).await?;
    let open = delegations::open_for_change(&mut tx, person, ctx.now).await?;
    let means = |one: &Delegation, id: Uuid| one.id.uuid() == id || one.deputy.uuid() == id;
    if let Some(unknown) = named.iter().find(|id| !open.iter().any(|one| means(one, **id))) {
        let fault = format!("names `{unknown}`, who is no deputy now or to come");
        return Err(EngineError::invalid("proxyIds", fault));
    }
    let mut ended = 0;
    for one in open.iter().filter(|one| named.iter().any(|id| means(one, *id))) {
        end_one(&mut tx, engine, ctx, one).await?;
        ended += 1;
    }
    tx.commit().await?;
    Ok(ended)
}

async fn end_one(tx: &mut Tx, engine: &Engine, ctx: &Context, one: &Delegation) -> Result<(), EngineError> {
    if !one.is_open(ctx.now) || !delegations::end(tx, one.id, ctx.now).await? {
        return Err(EngineError::Conflict("it is over already".into()));
    }
    release(tx, engine, ctx).await?;
    let (person, deputy) = (brief(tx, one.person).await?, brief(tx, one.deputy).await?);
    Event::new("end-deputy", "delegation", one.id, &deputy.display_name)
        .about(person.id)
        .change(DEPUTY, Some(deputy.id), None::<String>)
        .change("until", Some(one.until.to_rfc3339()), Some(ctx.now.to_rfc3339()))
        .write(tx, engine, ctx)
        .await?;
    if ctx.actor.user_id() == Some(deputy.id) {
        return Ok(());
    }
    notifications::tell_deputy(tx, engine, ctx, DEPUTY_ENDED, one, (&person, &deputy)).await
}
