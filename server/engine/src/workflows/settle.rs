//! Waiting a moment until a request that has just been touched stands where people expect it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bailiwick::authority::Actor;
use bailiwick::id::RequestId;
use bailiwick_store::jobs::is_due;
use bailiwick_store::workflows::instances;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::jobs::Job;
use crate::{Engine, EngineError};

/// Longer than this nobody is kept waiting.
const PATIENCE: Duration = Duration::from_secs(2);

/// Tells when instances come to rest in this process.
#[derive(Default)]
pub(crate) struct Settling {
    workers: AtomicUsize,
    rested: Notify,
}

/// A worker at work; counted as long as it lives.
pub(crate) struct AtWork(Engine);

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.settling().workers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Settling {
    /// An instance has come to rest.
    pub(crate) fn rested(&self) {
        self.rested.notify_waiters();
    }
}

impl Engine {
    /// Counts a worker of this process.
    pub(crate) fn at_work(&self) -> AtWork {
        self.settling().workers.fetch_add(1, Ordering::Relaxed);
        AtWork(self.clone())
    }

    /// Wakes the workers, then waits until the requests' workflows wait for somebody or have ended; at most two
    /// seconds, and not at all where no worker runs. What is slower goes on in the background.
    pub(crate) async fn settle(&self, requests: &[RequestId]) -> Result<(), EngineError> {
        self.ring();
        // A script waits for nothing that its own worker may have to do.
        if self.is_for_call() || self.settling().workers.load(Ordering::Relaxed) == 0 {
            return Ok(());
        }
        let deadline = Instant::now() + PATIENCE;
        for request in requests {
            loop {
                let rested = self.settling().rested.notified();
                tokio::pin!(rested);
                rested.as_mut().enable();
                if !self.moves(request).await? {
                    break;
                }
                if timeout_at(deadline, rested).await.is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn moves(&self, request: &RequestId) -> Result<bool, EngineError> {
        let mut tx = self.read().await?;
        let Some((instance, _)) = instances::of_request(&mut tx, request).await? else { return Ok(false) };
        if instance.ready().is_none() {
            return Ok(false);
        }
        let now = self.context(Actor::System, "").now;
        // A step that failed is tried again later: nobody waits for that.
        Ok(is_due(&mut tx, &Job::Advance { instance: instance.id }.unique_key(), now).await?)
    }
}
