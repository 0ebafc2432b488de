//! How much work there is, for those who run the installation.

use bailiwick_store::jobs::count;

use crate::{Engine, EngineError};

/// The states of a job, as in `jobs.state`: to be done, being done, given up.
const STATES: [&str; 3] = ["waiting", "running", "dead"];

/// How many jobs there are in each state.
pub async fn counts(engine: &Engine) -> Result<Vec<(&'static str, i64)>, EngineError> {
    let mut tx = engine.read().await?;
    let mut counts = Vec::with_capacity(STATES.len());
    for state in STATES {
        counts.push((state, count(&mut tx, state).await?));
    }
    Ok(counts)
}
