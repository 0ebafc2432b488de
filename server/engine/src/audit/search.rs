//! Reading the trail: by object, by person, by actor, by event, by time.

use std::collections::BTreeSet;

use bailiwick::audit::Record;
use bailiwick::authority::Actor;
use bailiwick::id::UserId;
use bailiwick::view::{AuditPage, AuditQuery, ChainState};
use bailiwick_store::audit::{self as store, Scope};
use bailiwick_store::{Tx, users};

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
        names: names(&mut tx, &rows).await?,
        rows,
    })
}

/// Who the people are that the rows name by id; who is not there any more is left out.
async fn names(tx: &mut Tx, rows: &[(i64, Record)]) -> Result<Vec<(UserId, String)>, EngineError> {
    let people: BTreeSet<UserId> = rows.iter().flat_map(|(_, record)| record.entry.people()).collect();
    let people: Vec<UserId> = people.into_iter().collect();
    let found = users::briefs(tx, &people).await?;
    Ok(found.into_iter().map(|person| (person.id, person.display_name)).collect())
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
