//! Who holds what, in memory: built at start in the background, then kept current from the feed
//! of changes in the database, on every node for itself.
//!
//! Asked for through [`Engine::access_index`]. It is a cache that is at most a quarter of a
//! second behind; [`current`] waits until it has everything that was committed before the call.
//! What must not be behind at all, as a check at the moment of a grant, asks the database.

mod compare;
mod fill;
mod follow;
mod position;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bailiwick_access_index::{Index, Snapshot};
use tokio::sync::{Mutex, watch};

pub use bailiwick_access_index as sets;
pub use compare::{Comparison, Difference, compare};
pub use follow::{current, follower};

use position::Position;

/// How the index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IndexState {
    /// It is read from the database. While it is read anew the former state can be asked still.
    Building {
        /// Parts that are read.
        done: usize,
        /// Parts in all; 0 before that is known.
        of: usize,
    },
    /// It is there, and follows the database.
    Ready,
    /// The database could not be read, for this reason; it is tried again. The former state, if
    /// there is one, can be asked still.
    Failed(String),
}

/// The index of one engine.
#[derive(Debug)]
pub struct AccessIndex {
    index: Index,
    state: watch::Sender<IndexState>,
    /// What of the feed is in the index; nothing before it was built. Held while the index is
    /// written.
    position: Mutex<Option<Position>>,
    built: watch::Sender<bool>,
}

impl Default for AccessIndex {
    fn default() -> Self {
        Self {
            index: Index::default(),
            state: watch::Sender::new(IndexState::Building { done: 0, of: 0 }),
            position: Mutex::default(),
            built: watch::Sender::new(false),
        }
    }
}

impl AccessIndex {
    /// The newest state of who holds what; nothing before it was built for the first time.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.built.borrow().then(|| self.index.snapshot())
    }

    /// The newest state, as soon as there is one.
    pub async fn ready(&self) -> Arc<Snapshot> {
        // The sender lives as long as this does.
        let _ = self.built.subscribe().wait_for(|built| *built).await;
        self.index.snapshot()
    }

    /// How it is.
    pub fn state(&self) -> IndexState {
        self.state.borrow().clone()
    }

    /// The index itself, for the numbers of people and items. Only the engine writes it.
    pub fn index(&self) -> &Index {
        &self.index
    }
}
