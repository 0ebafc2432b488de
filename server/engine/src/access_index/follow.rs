//! Following what changes.
//!
//! The feed and the truth about its pairs are read in one state of the database, one reading
//! after the other. A change that a reading does not see yet is noted in the feed as well, so a
//! later reading sees it; and each reading knows at least as much as the one before. So the
//! index is right about every pair as soon as all notes were read, in whatever order they come
//! and however often.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration as StdDuration;

use bailiwick::authority::Actor;
use bailiwick_access_index::{Change, Snapshot};
use bailiwick_store::grant_changes::{beyond, prune};
use chrono::{DateTime, Duration, Utc};

use super::IndexState;
use super::fill::fill;
use super::position::Position;
use crate::{Engine, EngineError};

/// The feed is read so often.
const PAUSE: StdDuration = StdDuration::from_millis(200);
/// After a failure it is tried again so much later.
const AFTER_FAILURE: StdDuration = StdDuration::from_secs(2);
/// Changes read at once.
const BATCH: u64 = 5_000;
/// Changes are kept in the feed for so long.
const KEPT: Duration = Duration::days(1);
/// Who did not read the feed for so long may have missed something that was removed from it.
const LOST: Duration = Duration::hours(12);
/// Old changes are removed so often.
const PRUNED: Duration = Duration::hours(1);
/// So many of them at a time, since the embedded database has one writer.
const REMOVED: i64 = 1_000;

/// Builds the index and follows the database until `stop` is ready.
pub async fn follower(engine: Engine, stop: impl Future<Output = ()>) {
    let mut stop = pin!(stop);
    let mut pruned = None;
    loop {
        let reading = async {
            current(&engine).await?;
            prune_at_times(&engine, &mut pruned).await
        };
        let result = tokio::select! {
            () = &mut stop => return,
            result = reading => result,
        };
        let pause = match result {
            Ok(()) => PAUSE,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the access index cannot follow");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// The state that holds everything committed before this call, and maybe more. Builds the index
/// when it is not there yet, which may take a while.
///
/// # Errors
/// The database fails, or there are more people or items than the index can tell apart.
pub async fn current(engine: &Engine) -> Result<Arc<Snapshot>, EngineError> {
    let index = engine.access_index();
    let mut position = index.position.lock().await;
    // A copy: whoever gives up waiting leaves the place where it was, and some is read twice.
    match catch_up(engine, position.clone()).await {
        Ok(reached) => {
            index.state.send_if_modified(|state| {
                let changed = *state != IndexState::Ready;
                *state = IndexState::Ready;
                changed
            });
            *position = Some(reached);
            Ok(index.index.snapshot())
        }
        Err(error) => {
            index.state.send_replace(IndexState::Failed(error.to_string()));
            Err(error)
        }
    }
}

/// Reads the feed to its end, or everything.
async fn catch_up(engine: &Engine, known: Option<Position>) -> Result<Position, EngineError> {
    let now = || engine.context(Actor::System, "").now;
    let mut position = match known {
        Some(position) if now() - position.read_at() < LOST => position,
        _ => fill(engine).await?,
    };
    loop {
        let now = now();
        let changes = beyond(&mut engine.read().await?, position.high(), &position.gaps(), BATCH).await?;
        if changes.iter().any(|change| change.pair.is_none()) {
            position = fill(engine).await?;
            continue;
        }
        let pairs = changes.iter().filter_map(|change| {
            let (person, item) = change.pair?;
            Some(Change { person: person.uuid(), item: item.uuid(), held: change.held })
        });
        let index = &engine.access_index().index;
        index.apply(&pairs.collect::<Vec<_>>()).map_err(|full| EngineError::Internal(Box::new(full)))?;
        for change in &changes {
            position.saw(change.number, now);
        }
        if (changes.len() as u64) < BATCH {
            position.read(now);
            return Ok(position);
        }
    }
}

async fn prune_at_times(engine: &Engine, last: &mut Option<DateTime<Utc>>) -> Result<(), EngineError> {
    let now = engine.context(Actor::System, "").now;
    if last.is_none_or(|last| now - last >= PRUNED) {
        loop {
            let mut tx = engine.write().await?;
            let removed = prune(&mut tx, now - KEPT, REMOVED).await?;
            tx.commit().await?;
            if removed == 0 {
                break;
            }
        }
        *last = Some(now);
    }
    Ok(())
}
