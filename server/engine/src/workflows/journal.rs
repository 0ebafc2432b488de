//! Which calls of a step have been made.
//!
//! A step may be tried again: the process died, or another branch moved on meanwhile. Each call that changes
//! something is therefore numbered within its step, and written down in the very transaction of its change. When the
//! step is tried again, calls that were made are answered from here.

use std::sync::atomic::{AtomicBool, Ordering};

use bailiwick_store::workflows::calls::{self, CallKey};
use bailiwick_store::{StoreError, Tx};

use crate::EngineError;

/// One call, while it is made.
#[derive(Debug)]
pub struct Journal {
    key: CallKey,
    begun: AtomicBool,
}

impl Journal {
    /// A call that is about to be made.
    pub(crate) const fn new(key: CallKey) -> Self {
        Self { key, begun: AtomicBool::new(false) }
    }

    /// Writes the call down in a transaction of its change.
    pub(crate) async fn begin(&self, tx: &mut Tx) -> Result<(), EngineError> {
        let first = !self.begun.swap(true, Ordering::Relaxed);
        // Not written on a second attempt means that the first one lasted: the call has two transactions.
        if !calls::made(tx, self.key).await? && first {
            return Err(EngineError::Internal(Box::new(StoreError::Duplicate)));
        }
        Ok(())
    }
}
