//! Which calls of a step have been made.
//!
//! A step may be tried again: the process died, or another branch moved on meanwhile. Each call that changes
//! something is therefore numbered within its step, and written down in the very transaction of its change, with what
//! the worker has not stored yet: where the instance stands, and what the call before answered. When the step is tried
//! again, calls that were made are answered from here.

use std::sync::atomic::{AtomicBool, Ordering};

use bailiwick_store::workflows::calls::{self, CallKey};
use bailiwick_store::{StoreError, Tx};
use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::stand::{Stand, Visit};
use crate::EngineError;

/// One call, while it is made.
#[derive(Debug)]
pub struct Journal {
    key: CallKey,
    begun: AtomicBool,
    is_lost: AtomicBool,
    now: DateTime<Utc>,
    stand: Option<Stand>,
    answer: Option<(CallKey, Json)>,
}

impl Journal {
    /// A call that a step is about to make.
    pub(super) fn new(key: CallKey, visit: &Visit, now: DateTime<Utc>) -> Self {
        Self {
            key,
            begun: AtomicBool::new(false),
            is_lost: AtomicBool::new(false),
            now,
            stand: visit.stand.is_ahead.then(|| visit.stand.clone()),
            answer: visit.answer.clone(),
        }
    }

    /// Writes the call down in a transaction of its change.
    pub(crate) async fn begin(&self, tx: &mut Tx) -> Result<(), EngineError> {
        let first = !self.begun.swap(true, Ordering::Relaxed);
        if !calls::made(tx, self.key).await? {
            // Not written on a second attempt means that the first one lasted: the call has two transactions.
            return if first { Err(EngineError::Internal(Box::new(StoreError::Duplicate))) } else { Ok(()) };
        }
        if let Some((key, answer)) = &self.answer {
            calls::answered(tx, *key, answer).await?;
        }
        let Some(stand) = &self.stand else { return Ok(()) };
        match stand.store(tx, self.now).await {
            Err(EngineError::Busy(StoreError::Stale)) => {
                self.is_lost.store(true, Ordering::Relaxed);
                Err(EngineError::Conflict("the workflow has moved on meanwhile".into()))
            }
            stored => stored,
        }
    }

    /// Whether the call has begun to change something.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Whether the call was not made because somebody else had moved the instance.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost.load(Ordering::Relaxed)
    }
}
