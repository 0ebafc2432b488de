//! What is counted, in the text format of Prometheus. Routes, never addresses: no personal data.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use bailiwick_engine::{Engine, EngineError, audit, jobs};

use crate::state::AppState;

/// Upper ends of the histogram's steps, in seconds.
const STEPS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// All counters of one server.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<Labels, Histogram>>,
    running: AtomicI64,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Labels {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Default)]
struct Histogram {
    /// One for each of [`STEPS`]: requests that took at most so long and longer than the step before.
    steps: [u64; STEPS.len()],
    count: u64,
    seconds: f64,
}

/// A request that is being answered.
pub struct Running<'a>(&'a AtomicI64);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// A request begins; it ends when the answer is dropped.
    pub fn begin(&self) -> Running<'_> {
        self.running.fetch_add(1, Ordering::Relaxed);
        Running(&self.running)
    }

    /// A request was answered.
    pub fn count(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let labels = Labels { route: route.to_owned(), method: word(method), status };
        let seconds = took.as_secs_f64();
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let histogram = requests.entry(labels).or_default();
        histogram.count += 1;
        histogram.seconds += seconds;
        if let Some(step) = STEPS.iter().position(|end| seconds <= *end) {
            histogram.steps[step] += 1;
        }
    }

    fn write_requests(&self, page: &mut Page) {
        page.begin("http_requests_running", "gauge", "Requests being answered.");
        page.line("http_requests_running", "", self.running.load(Ordering::Relaxed));
        page.begin("http_request_duration_seconds", "histogram", "Answered requests by route and status.");
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for (Labels { route, method, status }, histogram) in requests.iter() {
            let labels = format!("method=\"{method}\",route=\"{route}\",status=\"{status}\"");
            let mut below = 0;
            for (end, count) in STEPS.iter().zip(histogram.steps) {
                below += count;
                page.line("http_request_duration_seconds_bucket", &format!("{labels},le=\"{end}\""), below);
            }
            let all = format!("{labels},le=\"+Inf\"");
            page.line("http_request_duration_seconds_bucket", &all, histogram.count);
            page.line("http_request_duration_seconds_sum", &labels, histogram.seconds);
            page.line("http_request_duration_seconds_count", &labels, histogram.count);
        }
    }
}

/// `GET /metrics`.
pub async fn page(State(state): State<AppState>) -> impl IntoResponse {
    let mut page = Page::default();
    page.begin("bailiwick_info", "gauge", "The version that runs.");
    page.line("bailiwick_info", concat!("version=\"", env!("CARGO_PKG_VERSION"), "\""), 1);
    state.metrics.write_requests(&mut page);
    if let Err(error) = write_work(&mut page, &state.engine).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "the database cannot be counted");
    }
    if let Some(snapshot) = state.engine.access_index().snapshot() {
        page.begin("access_index_pairs", "gauge", "Pairs of a person and an item they hold, in memory.");
        page.line("access_index_pairs", "", snapshot.pairs());
    }
    if let Some(bytes) = resident() {
        page.begin("process_resident_memory_bytes", "gauge", "Memory this process takes.");
        page.line("process_resident_memory_bytes", "", bytes);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page.0)
}

/// What only the database knows. It is left out when the database does not answer.
async fn write_work(page: &mut Page, engine: &Engine) -> Result<(), EngineError> {
    let (chain, jobs) = (audit::state(engine).await?, jobs::counts(engine).await?);
    page.begin("audit_entries_sealed", "counter", "Entries of the audit trail in the chain.");
    page.line("audit_entries_sealed", "", chain.sealed);
    page.begin("audit_entries_unsealed", "gauge", "Entries that have no place in the chain yet.");
    page.line("audit_entries_unsealed", "", chain.unsealed);
    page.begin("jobs", "gauge", "Jobs by state; dead ones were given up and wait for a person.");
    for (state, count) in jobs {
        page.line("jobs", &format!("state=\"{state}\""), count);
    }
    Ok(())
}

/// The page as it grows.
#[derive(Default)]
struct Page(String);

impl Page {
    fn begin(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = if labels.is_empty() {
            writeln!(self.0, "{name} {value}")
        } else {
            writeln!(self.0, "{name}{{{labels}}} {value}")
        };
    }
}

/// A method's name; one of a few, whatever is sent.
fn word(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Resident memory in bytes, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_counted_in_every_step_at_or_above_its_time() {
        let metrics = Metrics::default();
        metrics.count(&Method::GET, "/healthz", 200, Duration::from_millis(7));
        metrics.count(&Method::GET, "/healthz", 200, Duration::from_mins(1));
        let mut page = Page::default();
        metrics.write_requests(&mut page);
        let labels = "method=\"GET\",route=\"/healthz\",status=\"200\"";
        for (end, count) in [("0.005", 0), ("0.01", 1), ("10", 1), ("+Inf", 2)] {
            let line = format!("http_request_duration_seconds_bucket{{{labels},le=\"{end}\"}} {count}\n");
            assert!(page.0.contains(&line), "{line} in {}", page.0);
        }
        assert!(page.0.contains(&format!("http_request_duration_seconds_count{{{labels}}} 2\n")));
        assert!(page.0.contains("http_requests_running 0\n"));
    }
}
