//! Work in parts, on all cores.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use thiserror::Error;

/// How a long question is to be answered.
#[derive(Clone, Copy, Default)]
pub struct ScanOptions<'a> {
    /// Threads to use; as many as there are cores when none is said.
    pub threads: Option<NonZeroUsize>,
    /// Told after each rule, from any of the threads.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
    /// Set to stop early.
    pub cancel: Option<&'a AtomicBool>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Rules that are done.
    pub done: usize,
    /// Rules in all.
    pub of: usize,
}

/// Somebody stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the scan was stopped")]
pub struct Cancelled;

impl ScanOptions<'_> {
    pub(crate) fn check(&self) -> Result<(), Cancelled> {
        match self.cancel {
            Some(cancel) if cancel.load(Ordering::Relaxed) => Err(Cancelled),
            _ => Ok(()),
        }
    }
}

/// How many threads make sense.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Does parts `0..count` in any order, and answers in order; each thread has tools of its own.
pub(crate) fn each<T: Send, S>(
    count: usize,
    options: &ScanOptions<'_>,
    tools: impl Fn() -> S + Sync,
    part: impl Fn(&mut S, usize) -> Result<T, Cancelled> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let (mut tools, mut results) = (tools(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return Ok(results);
            }
            options.check()?;
            results.push((number, part(&mut tools, number)?));
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if let Some(progress) = options.progress {
                progress(Progress { done, of: count });
            }
        }
    };
    let threads = options.threads.map_or_else(cores, NonZeroUsize::get).min(count);
    let all: Result<Vec<_>, Cancelled> = if threads <= 1 {
        work().map(|results| vec![results])
    } else {
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|cause| resume_unwind(cause)))
                .collect()
        })
    };
    let mut results: Vec<(usize, T)> = all?.into_iter().flatten().collect();
    results.sort_unstable_by_key(|(number, _)| *number);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
