//! Reading the trail: by object, by person, by actor, by event, by time.

use bailiwick::authority::Actor;
use bailiwick::view::{AuditPage, AuditQuery, ChainState};
use bailiwick_store::audit::{self as store, Scope};

use crate::{Context, Engine, EngineError};

/// Rows of a page, at most.
const MOST_ROWS: u32 = 200;

/// One page of the trail, newest first.
///
/// Auditors and administrators see all of it; others what is about them and what they did.
///
/// # Errors
/// Nobody has signed in, or the query's times are reversed.
pub async fn search(engine: &Engine, ctx: &Context, query: &AuditQuery) -> Result<AuditPage, EngineError> {
    let scope = scope(ctx)?;
    if let (Some(from), Some(to)) = (query.from, query.to)
        && from > to
    {
        return Err(EngineError::invalid("from", "is later than `to`"));
    }
    let limit = usize::try_from(query.limit.clamp(1, MOST_ROWS)).unwrap_or(1);
    let mut tx = engine.read().await?;
    // One row more than asked for tells whether there is a next page.
    let mut rows = store::search(&mut tx, query, &scope, limit as u64 + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    Ok(AuditPage {
        next: rows.last().filter(|_| more).map(|(number, _)| *number),
        total: store::count(&mut tx, query, &scope).await?,
        chain: store::chain(&mut tx).await?,
        rows,
    })
}

/// How the chain stands.
///
/// # Errors
/// Nobody has signed in.
pub async fn chain(engine: &Engine, ctx: &Context) -> Result<ChainState, EngineError> {
    ctx.signed_in()?;
    state(engine).await
}

/// How the chain stands, for those who run the installation: metrics and the command line.
pub async fn state(engine: &Engine) -> Result<ChainState, EngineError> {
    Ok(store::chain(&mut engine.read().await?).await?)
}

fn scope(ctx: &Context) -> Result<Scope, EngineError> {
    ctx.signed_in()?;
    match &ctx.actor {
        actor if actor.reads_everything() => Ok(Scope::All),
        Actor::Person { id, .. } => Ok(Scope::Person(*id)),
        Actor::Client { id, .. } => Ok(Scope::Client(id.clone())),
        Actor::System => Ok(Scope::All),
        Actor::Anonymous => Err(EngineError::NotAuthenticated),
    }
}
