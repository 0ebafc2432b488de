//! Scans: who breaks which rules (contract 3.14).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

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

crate::words! {
    /// How a finding of the past compares with today.
    pub enum Standing {
        /// The person broke the rule then and breaks it today.
        Still = "still",
        /// They broke it then, and do no longer.
        Over = "over",
        /// They break it today, and did not then.
        New = "new",
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
    /// The past moment whose grants are looked at; those of today when absent.
    pub as_of: Option<DateTime<Utc>>,
    /// The body of the one rule that is looked at, where it is not kept.
    pub draft: Option<Map<String, Json>>,
    /// Where it stands.
    pub status: ScanStatus,
    /// The rules it looks at, by id and name at the time.
    pub rules: Vec<(PolicyRuleId, String)>,
    /// How many people there are to be looked at; 0 while the past is put together.
    pub people: i64,
    /// How many of what was found has been written down; while the past is put together, people who are done.
    pub done: i64,
    /// How often somebody breaks a rule, or did then; while the past is put together, people who may have changed.
    pub found: i64,
    /// How often somebody breaks a rule today, beside what was so then.
    pub today: Option<i64>,
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
    /// How that compares with today, in a scan of the past.
    pub standing: Option<Standing>,
}
