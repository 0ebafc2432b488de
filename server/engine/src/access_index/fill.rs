//! Reading the whole of who holds what.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bailiwick::authority::Actor;
use bailiwick_access_index::{Builder, Full};
use bailiwick_store::grant_changes::numbers_since;
use bailiwick_store::held::{self, Pairs};
use tokio::sync::mpsc;
use tokio::task::{JoinSet, spawn_blocking};

use super::position::{LONGEST_TRANSACTION, Position};
use super::{AccessIndex, IndexState};
use crate::{Engine, EngineError};

/// Parts read one after the other, so that no reading lasts long and progress can be told.
const PARTS: usize = 64;
/// Parts read at a time: the database has other things to do.
const READERS: usize = 2;
/// Batches on their way from the readers to the builder.
const WAITING: usize = 16;

/// Reads the database and makes it the newest state; the place in the feed from which on
/// changes must be applied to it.
pub(super) async fn fill(engine: &Engine) -> Result<Position, EngineError> {
    let (index, begun) = (engine.access_index(), Instant::now());
    index.state.send_replace(IndexState::Building { done: 0, of: 0 });
    // First the feed, then who holds what: whatever is committed in between is read twice,
    // which harms nothing. Everything noted until now is part of what will be read.
    let position = position(engine).await?;
    let builder = collect(engine).await?;
    let of_index = Arc::clone(index);
    spawn_blocking(move || of_index.index.replace(builder)).await.map_err(broken)?;
    index.built.send_replace(true);
    tracing::info!(
        pairs = index.index.snapshot().pairs(),
        milliseconds = begun.elapsed().as_millis(),
        "the access index is built"
    );
    index.state.send_replace(IndexState::Ready);
    Ok(position)
}

/// Up to where the feed is covered by what is read from now on. Numbers that are missing among
/// the recent ones may be about to be committed, after they could be read.
async fn position(engine: &Engine) -> Result<Position, EngineError> {
    let now = engine.context(Actor::System, "").now;
    let mut tx = engine.read().await?;
    let (before, numbers) = numbers_since(&mut tx, now - LONGEST_TRANSACTION).await?;
    let mut position = Position::at(before, now);
    for number in numbers {
        position.saw(number, now);
    }
    Ok(position)
}

/// All pairs there are.
pub(super) async fn collect(engine: &Engine) -> Result<Builder, EngineError> {
    let mut tx = engine.read().await?;
    let ranges: Arc<[_]> = held::ranges(&mut tx, PARTS).await?.into();
    drop(tx);
    let (to, from) = mpsc::channel(WAITING);
    let index = Arc::clone(engine.access_index());
    let building = spawn_blocking(move || build(&index, from));
    let (next, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // Stops its tasks when this is given up.
    let mut readers = JoinSet::new();
    for _ in 0..READERS {
        let (engine, ranges, to) = (engine.clone(), Arc::clone(&ranges), to.clone());
        let (next, done) = (Arc::clone(&next), Arc::clone(&done));
        readers.spawn(async move {
            while let Some(range) = ranges.get(next.fetch_add(1, Ordering::Relaxed)) {
                held::read(&mut engine.read().await?, *range, &to).await?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                engine.access_index().progress(done, ranges.len());
            }
            Ok::<_, EngineError>(())
        });
    }
    drop(to);
    while let Some(reader) = readers.join_next().await {
        reader.map_err(broken)??;
    }
    building.await.map_err(broken)?.map_err(broken)
}

fn build(index: &AccessIndex, mut from: mpsc::Receiver<Pairs>) -> Result<Builder, Full> {
    let mut builder = index.index.builder();
    while let Some(pairs) = from.blocking_recv() {
        builder.add(&pairs)?;
    }
    Ok(builder)
}

fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Internal(Box::new(cause))
}

impl AccessIndex {
    /// Tells how far it is, unless it is ready and only compared.
    fn progress(&self, done: usize, of: usize) {
        self.state.send_if_modified(|state| {
            let building = matches!(state, IndexState::Building { .. });
            if building {
                *state = IndexState::Building { done, of };
            }
            building
        });
    }
}
