//! Scans: who breaks which rules (contract 3.14).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::grant::Grant;
use crate::id::{PolicyId, PolicyRuleId, ScanId, UserId};

crate::words! {
    /// Where a scan stands.
    pub enum ScanStatus {
        /// It looks.
        InProgress = "in-progress",
        /// It has looked at everything.
        Complete = "complete",
        /// It could not.
        Failed = "failed",
    }
}

/// One scan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scan {
    /// Server-made.
    pub id: ScanId,
    /// The policy whose rules are looked at.
    pub policy: Option<PolicyId>,
    /// The one rule that is looked at.
    pub rule: Option<PolicyRuleId>,
    /// What they were called.
    pub target_name: String,
    /// Who began it.
    pub started_by: String,
    /// Whether it only tells: violations are not opened.
    pub is_simulation: bool,
    /// Where it stands.
    pub status: ScanStatus,
    /// The rules it looks at, by id and name at the time.
    pub rules: Vec<(PolicyRuleId, String)>,
    /// How many people there are to be looked at.
    pub people: i64,
    /// How many of what was found has been written down.
    pub done: i64,
    /// How often somebody breaks a rule.
    pub found: i64,
    /// How many violations were opened for it.
    pub opened: i64,
    /// Why it could not go on.
    pub failure: Option<String>,
    /// When it began.
    pub started: DateTime<Utc>,
    /// When it ended.
    pub completed: Option<DateTime<Utc>>,
}

/// A person breaks a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The rule.
    pub rule: PolicyRuleId,
    /// The person.
    pub user: UserId,
    /// For each side of the rule, the grants that match it, each with how it is held.
    pub access: Vec<Vec<Grant>>,
}
