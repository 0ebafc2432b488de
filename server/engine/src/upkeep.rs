//! What is done every so often, whoever does what meanwhile.

use std::future::Future;
use std::pin::pin;
use std::time::Duration as StdDuration;

use bailiwick::authority::Actor;
use bailiwick_store::{mail, notifications};
use chrono::{DateTime, Duration, Utc};

use crate::delegations::end_claims;
use crate::engine::retry;
use crate::{Engine, EngineError};

/// Rows deleted in one transaction: few enough that nobody waits long for the embedded database's only writer.
const BATCH: u32 = 500;
/// How often.
const PAUSE: StdDuration = StdDuration::from_mins(1);

/// Does it about once a minute until `stop` ends: claims of former deputies end, and notices older than `keep` are
/// deleted; none are without it.
pub async fn keeper(engine: Engine, keep: Option<Duration>, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    loop {
        let ctx = engine.context(Actor::System, format!("upkeep-{}", engine.new_id()));
        if let Err(error) = end_claims(&engine, &ctx).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "claims of former deputies could not end"
            );
        }
        let before = keep.and_then(|keep| ctx.now.checked_sub_signed(keep));
        if let Some(before) = before {
            match clear_notices(&engine, before).await {
                Ok(0) => {}
                Ok(deleted) => tracing::info!(deleted, "old notifications and mails were deleted"),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "old notices could not be deleted"
                    );
                }
            }
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Deletes notifications and mails that were written before a moment, batch by batch; mail that is still to be sent
/// stays. How many.
///
/// # Errors
/// The database fails. What was deleted until then stays deleted.
pub async fn clear_notices(engine: &Engine, before: DateTime<Utc>) -> Result<u64, EngineError> {
    let mut deleted = 0;
    loop {
        let batch = retry!(clear_batch(engine, before))?;
        deleted += batch;
        if batch == 0 {
            return Ok(deleted);
        }
    }
}

async fn clear_batch(engine: &Engine, before: DateTime<Utc>) -> Result<u64, EngineError> {
    let mut tx = engine.read().await?;
    if !notifications::any_before(&mut tx, before).await?
        && !mail::outbox::any_before(&mut tx, before).await?
    {
        return Ok(0);
    }
    drop(tx);
    let mut tx = engine.write().await?;
    let told = notifications::delete_before(&mut tx, before, BATCH).await?;
    let sent = mail::outbox::delete_before(&mut tx, before, BATCH).await?;
    tx.commit().await?;
    Ok(told + sent)
}
