//! Who was named, and by whom.

use bailiwick::delegation::Delegation;
use bailiwick::id::UserId;
use bailiwick::view::DelegationView;
use bailiwick_store::{Tx, delegations, users};

use super::name::brief;
use crate::{Context, Engine, EngineError};

/// Whom a person named, the latest end first: one's own, or for administrators and auditors anybody's.
///
/// # Errors
/// `NotFound` for another's, or when there is no such person.
pub async fn deputies(
    engine: &Engine,
    ctx: &Context,
    person: UserId,
) -> Result<Vec<DelegationView>, EngineError> {
    let mut tx = may_read(engine, ctx, person).await?;
    let found = delegations::of_person(&mut tx, person).await?;
    views(&mut tx, ctx, found).await
}

/// Who named a person as deputy, the latest end first; for whom as [`deputies`].
///
/// # Errors
/// As [`deputies`].
pub async fn persons(
    engine: &Engine,
    ctx: &Context,
    deputy: UserId,
) -> Result<Vec<DelegationView>, EngineError> {
    let mut tx = may_read(engine, ctx, deputy).await?;
    let found = delegations::of_deputy(&mut tx, deputy).await?;
    views(&mut tx, ctx, found).await
}

async fn may_read(engine: &Engine, ctx: &Context, person: UserId) -> Result<Tx, EngineError> {
    ctx.signed_in()?;
    if ctx.actor.user_id() != Some(person) && !ctx.actor.reads_everything() {
        return Err(EngineError::not_found("user", person));
    }
    let mut tx = engine.read().await?;
    brief(&mut tx, person).await?;
    Ok(tx)
}

async fn views(
    tx: &mut Tx,
    ctx: &Context,
    found: Vec<Delegation>,
) -> Result<Vec<DelegationView>, EngineError> {
    let mut ids: Vec<UserId> = found.iter().flat_map(|one| [one.person, one.deputy]).collect();
    ids.sort_unstable();
    ids.dedup();
    let people = users::briefs(tx, &ids).await?;
    let of = |id: UserId| people.iter().find(|person| person.id == id).cloned();
    let view = |one: Delegation| {
        let (person, deputy) = (of(one.person)?, of(one.deputy)?);
        Some(DelegationView { state: one.state(ctx.now), delegation: one, person, deputy })
    };
    Ok(found.into_iter().filter_map(view).collect())
}
