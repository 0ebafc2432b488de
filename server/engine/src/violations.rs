//! Violations: people who break a rule, and what is decided about it (contract 2.17, 9).
//!
//! A violation has a case, a request of the type `violation` with the same id: whom it is put to, reminders, escalation,
//! reassignment, deputies and comments are what they are for requests. What was decided is the violation's.

mod act;
mod bulk;
mod fix;
mod ground;
mod open;
mod plan;
mod read;
mod settle;

pub use act::{Action, act};
pub use bulk::{NotActedOn, bulk};
pub use fix::{SmallestFix, smallest_fix};
pub(crate) use ground::lose_ground;
pub use open::create;
pub(crate) use open::{close_resolved, open};
pub use plan::{PersonFix, Plan, Scope, carry_out, plan};
pub(crate) use read::of_case;
pub use read::{ViolationView, delete, list, mine, read, read_as_workflow};
pub(crate) use settle::end_exception;
pub use settle::{NewPhase, add_phase, allow, remediate, set_remediation_status};

use bailiwick::id::ViolationId;
use bailiwick::policy::{Rule, RuleDefinition, Violation};
use bailiwick::request::Request;
use bailiwick_store::{Tx, policies, requests, violations};

use crate::EngineError;

/// A violation, its case, and what its rule says today; the rule as it was then, when it is gone.
pub(crate) struct Loaded {
    pub(crate) violation: Violation,
    pub(crate) revision: i64,
    pub(crate) case: Request,
    pub(crate) case_revision: i64,
    pub(crate) rule: RuleDefinition,
}

pub(crate) async fn load(tx: &mut Tx, id: ViolationId) -> Result<Loaded, EngineError> {
    let missing = || EngineError::not_found("violation", id);
    let (violation, revision) = violations::find(tx, id).await?.ok_or_else(missing)?;
    let (case, case_revision) = requests::find(tx, &violation.case_id()).await?.ok_or_else(missing)?;
    let rule = match policies::rules::find(tx, violation.rule_id).await? {
        Some(Rule { definition, .. }) => definition,
        None => RuleDefinition::parse(violation.rule.clone())?,
    };
    Ok(Loaded { violation, revision, case, case_revision, rule })
}
