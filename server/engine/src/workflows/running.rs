//! What runs now: how many instances, and where they stand.

use std::collections::{BTreeMap, HashMap};

use bailiwick::id::WorkflowId;
use bailiwick_store::workflows::instances;

use super::definitions::readable;
use crate::{Context, Engine, EngineError};

/// How many instances are looked at to say where they stand.
const MOST_INSTANCES: u16 = 10_000;

/// Where the instances of a definition stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// How many were looked at.
    pub instances: usize,
    /// There are more.
    pub more: bool,
    /// How many stand at each step, by its name; one may stand at several. Steps of an older text are among them.
    pub steps: BTreeMap<String, u32>,
}

/// How many instances of each definition run or wait; a definition that is absent has none. For administrators
/// and auditors.
pub async fn running(engine: &Engine, ctx: &Context) -> Result<HashMap<WorkflowId, i64>, EngineError> {
    readable(ctx)?;
    Ok(instances::running(&mut engine.read().await?).await?)
}

/// Where the instances of a definition stand. For administrators and auditors.
pub async fn standing(engine: &Engine, ctx: &Context, id: &WorkflowId) -> Result<Standing, EngineError> {
    readable(ctx)?;
    let most = usize::from(MOST_INSTANCES);
    let found = instances::running_of(&mut engine.read().await?, id, i64::from(MOST_INSTANCES) + 1).await?;
    let mut standing =
        Standing { instances: found.len().min(most), more: found.len() > most, steps: BTreeMap::new() };
    for token in found.into_iter().take(most).flatten() {
        *standing.steps.entry(token.step).or_default() += 1;
    }
    Ok(standing)
}
