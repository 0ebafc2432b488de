//! Sealing: giving entries their places in the chain, behind the writers' backs.
//!
//! Writers only add entries and never wait for one another. A sealer takes the head of the
//! chain, gives every entry that has been committed the next place, and moves the head. An
//! entry that is committed later with a lower number simply gets a later place.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use bailiwick::audit::{Seal, hash};
use bailiwick_store::audit as store;

use crate::engine::retry;
use crate::{Engine, EngineError};

/// Entries sealed in one transaction: few enough that nobody waits long for the embedded
/// database's only writer.
const BATCH: i64 = 500;

/// How long an entry waits for its seal, about.
const PAUSE: Duration = Duration::from_secs(1);

/// Seals all entries committed so far; how many there were.
///
/// # Errors
/// The database fails. What was sealed until then stays sealed.
pub async fn seal(engine: &Engine) -> Result<u64, EngineError> {
    let mut sealed = 0;
    while any_unsealed(engine).await? {
        sealed += retry!(seal_batch(engine))?;
    }
    Ok(sealed)
}

/// Seals about once a second until `stop` ends, and once more then.
pub async fn sealer(engine: Engine, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let mut going = true;
    while going {
        tokio::select! {
            () = &mut stop => going = false,
            () = tokio::time::sleep(PAUSE) => {}
        }
        if let Err(error) = seal(&engine).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "audit entries could not be sealed");
        }
    }
}

async fn any_unsealed(engine: &Engine) -> Result<bool, EngineError> {
    Ok(store::any_unsealed(&mut engine.read().await?).await?)
}

async fn seal_batch(engine: &Engine) -> Result<u64, EngineError> {
    let mut tx = engine.write().await?;
    let mut head = store::lock_head(&mut tx).await?;
    let entries = store::unsealed(&mut tx, BATCH).await?;
    for (number, entry) in &entries {
        let sequence = head.sequence + 1;
        head = Seal { sequence, hash: hash(&head.hash, sequence, entry) };
        store::seal(&mut tx, *number, &head).await?;
    }
    store::set_head(&mut tx, &head).await?;
    tx.commit().await?;
    Ok(u64::try_from(entries.len()).unwrap_or(u64::MAX))
}
