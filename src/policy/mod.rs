//! Policies: duties kept apart (contract 2.16, 2.17, 3.12 to 3.14, 9).
//!
//! A [`Rule`] says whom it is about and what nobody of them may hold together: a person breaks it who holds something
//! from each of its [`sides`](RuleDefinition::sides). A [`Policy`] is rules that are scanned together. A [`Control`] keeps
//! the harm away while a violation is excepted.

pub mod control;
mod definition;
mod rule;
mod scan;
mod tags;
#[cfg(test)]
mod tests;
mod violation;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

pub use control::{Control, ControlDefinition, ControlState, Evidence};
pub use definition::PolicyDefinition;
pub use rule::{DecisionOptions, Lifecycle, MOST_SIDES, RuleDefinition, Side, ViolationOwner, is_of_account};
pub use scan::{Found, Scan, ScanStatus, Standing};
pub use tags::tags;
pub use violation::{
    Remediation, RemediationStatus, Violation, ViolationDecision, ViolationStatus, administers,
};

use crate::document::metadata;
use crate::id::{PolicyId, PolicyRuleId};

/// A rule that keeps duties apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Server-made.
    pub id: PolicyRuleId,
    /// What was said about it.
    pub definition: RuleDefinition,
    /// 1 at first, one more with every change. Not shown (contract 1.4).
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Rule {
    /// The rule as clients read it: its body with `id`, derived tags and `metadata`; owners by id only.
    pub fn document(&self) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        document.insert("id".into(), json!(self.id));
        document.insert("ruleDefinitionTags".into(), json!(tags(&self.definition.sides)));
        document.insert("metadata".into(), metadata(self.created_at, self.modified_at));
        document
    }
}

/// Rules that are scanned together.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Server-made.
    pub id: PolicyId,
    /// What was said about it.
    pub definition: PolicyDefinition,
    /// 1 at first, one more with every change. Not shown (contract 1.4).
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Policy {
    /// The policy as clients read it: its body with `id`, `scheduleId` and `metadata`; owners and rules by id only.
    pub fn document(&self) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        document.insert("id".into(), json!(self.id));
        if self.definition.schedule.is_some() {
            document.insert("scheduleId".into(), json!(self.schedule_id()));
        }
        document.insert("metadata".into(), metadata(self.created_at, self.modified_at));
        document
    }

    /// The id of its schedule (contract 1.4).
    pub fn schedule_id(&self) -> String {
        format!("policySchedule{}", self.id.uuid().simple())
    }
}
