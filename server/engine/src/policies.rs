//! Duties kept apart: policies, their rules, scans, and the check before access is given (contract 2.16, 9).
//!
//! A rule's conditions are compiled to the items that match them: see [`Compiled`]. Scans of everybody run over the
//! access index; what is found is read once more from the database before it is written down. One person is checked
//! against the database itself.

mod change;
mod check;
mod compile;
mod marked;
mod matrix;
mod named;
mod past;
mod rules;
mod scan;
mod scans;
mod tried;

pub use bailiwick_store::policies::scans::Wanted;
pub use change::{create, delete, replace};
pub use check::{Conflict, UserScan, scan_user};
pub(crate) use check::{conflicts_of, prevent};
pub(crate) use compile::{Compiled, Compiler};
pub use matrix::{Matrix, MatrixRow, matrix};
pub(crate) use named::rules as named_rules;
pub use named::{Owner, ReadPolicy, ReadRule};
pub use past::known_since;
pub use rules::{
    all as rules, create as create_rule, delete as delete_rule, duplicate as duplicate_rule,
    of_policy as rules_of, read as read_rule, replace as replace_rule,
};
pub(crate) use scan::{run as run_scan, scheduled as scheduled_scan};
pub use scans::{
    ScanMode, ScanPage, Started, all as scans, await_scan, begin as begin_scan, counts as scan_counts,
    delete as delete_scan, read as read_scan, results,
};
pub use tried::{Breaker, MOST_SHOWN, Tried, TriedSide, try_rule};

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::id::{PolicyId, PolicyRuleId};
use bailiwick::policy::Policy;
use bailiwick_store::{Tx, policies, violations};

use crate::{Context, Engine, EngineError};

/// The most rules, and policies: they are searched in memory.
pub const MOST_RULES: usize = 5_000;

/// Who may read rules, policies and scans.
pub(crate) fn readable(ctx: &Context) -> Result<(), EngineError> {
    ctx.require(&[Authority::PolicyAdmin, Authority::AccessAdmin, Authority::Auditor])
}

/// Who may change them.
pub(crate) fn writable(ctx: &Context) -> Result<(), EngineError> {
    ctx.require(&[Authority::PolicyAdmin])
}

/// Every policy, by name, with whom and what it names. For policy administrators, access administrators and auditors.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<ReadPolicy>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let all = policies::all(&mut tx).await?;
    named::policies(&mut tx, all).await
}

/// One policy. For policy administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: PolicyId) -> Result<ReadPolicy, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let policy = find(&mut tx, id).await?;
    named::policy(&mut tx, policy).await
}

/// How many violations of each rule are open; rules without one are left out. For policy administrators, access
/// administrators and auditors.
pub async fn open_violations(
    engine: &Engine,
    ctx: &Context,
) -> Result<HashMap<PolicyRuleId, i64>, EngineError> {
    readable(ctx)?;
    Ok(violations::open_by_rule(&mut engine.read().await?).await?.into_iter().collect())
}

async fn find(tx: &mut Tx, id: PolicyId) -> Result<Policy, EngineError> {
    policies::find(tx, id).await?.ok_or_else(|| EngineError::not_found("policy", id))
}
