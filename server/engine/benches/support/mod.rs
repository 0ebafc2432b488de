//! What the benchmarks of the engine share.

use std::time::{Duration, Instant};

/// What the process has taken so far: processor time, and memory of its own (no file that is mapped) now and at most.
pub struct Taken {
    at: Instant,
    processor: Duration,
}

impl Taken {
    /// From now on.
    pub fn begin() -> Self {
        Self { at: Instant::now(), processor: processor() }
    }

    /// Time and processor time since, in words.
    pub fn shown(&self) -> String {
        let (time, processor) = (self.at.elapsed(), processor().saturating_sub(self.processor));
        format!("{:.2} s (processor {:.2} s)", time.as_secs_f64(), processor.as_secs_f64())
    }

    /// Time since, in seconds.
    pub fn seconds(&self) -> f64 {
        self.at.elapsed().as_secs_f64()
    }
}

/// Memory of the process's own, in MB.
pub fn own_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon:"));
    let kilobytes: f64 =
        line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or_default();
    kilobytes / 1_000.0
}

fn processor() -> Duration {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let of =
        |place: usize| after_name.split_whitespace().nth(place).and_then(|ticks| ticks.parse::<f64>().ok());
    Duration::from_secs_f64((of(11).unwrap_or_default() + of(12).unwrap_or_default()) / TICKS)
}
