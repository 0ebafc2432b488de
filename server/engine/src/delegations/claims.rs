//! What a deputy claimed ends with the delegation.

use bailiwick::request::{Comment, CommentAction};
use bailiwick_store::{Tx, requests};

use crate::engine::retry;
use crate::requests::record;
use crate::{Context, Engine, EngineError};

/// Claims released in one transaction.
const BATCH: u32 = 100;

/// Releases whatever deputies claimed who do not stand in any more; how many claims.
///
/// # Errors
/// The database fails. What was released until then stays released.
pub async fn end_claims(engine: &Engine, ctx: &Context) -> Result<u64, EngineError> {
    let mut ended = 0;
    loop {
        let released = retry!(batch(engine, ctx))?;
        ended += released;
        if released < u64::from(BATCH) {
            return Ok(ended);
        }
    }
}

async fn batch(engine: &Engine, ctx: &Context) -> Result<u64, EngineError> {
    if requests::claims_past(&mut engine.read().await?, ctx.now, 1).await?.is_empty() {
        return Ok(0);
    }
    let mut tx = engine.write().await?;
    let released = release(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(released)
}

/// As [`end_claims`], in a transaction of the caller's, and at most so many as one takes.
pub(super) async fn release(tx: &mut Tx, engine: &Engine, ctx: &Context) -> Result<u64, EngineError> {
    let ctx = &ctx.as_system();
    let past = requests::claims_past(tx, ctx.now, BATCH).await?;
    for (id, phase) in &past {
        let Some((before, revision)) = requests::find(tx, id).await? else { continue };
        let mut after = before.clone();
        let Some(of_phase) = after.phases.iter_mut().find(|one| one.id == *phase) else { continue };
        of_phase.claim = None;
        let comment = Comment {
            user: None,
            name: ctx.actor.name().to_owned(),
            on_behalf_of: None,
            action: CommentAction::Release,
            comment: "Whoever claimed it stands in no longer.".to_owned(),
            phase: Some(of_phase.name.clone()),
            at: ctx.now,
            attachment: None,
        };
        requests::update(tx, &after, revision, ctx.now).await?;
        requests::add_comment(tx, engine.new_id(), &after, &comment).await?;
        record(tx, engine, ctx, &before, &after, &comment).await?;
    }
    Ok(u64::try_from(past.len()).unwrap_or(u64::MAX))
}
