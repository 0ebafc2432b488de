//! What is said about a policy: its body, and what is read from it (contract 3.12).

use serde_json::{Map, Value as Json};

use super::rule::{keep_id_only, owner};
use crate::document::{Fault, Faults, Reader, check_size};
use crate::id::{PolicyRuleId, UserId};
use crate::schedule::Schedule;

/// The most rules of a policy.
const MOST_RULES: usize = 1_000;
/// The most bytes of a policy as JSON.
const MOST_BYTES: usize = 256 * 1024;
/// Members that the server makes.
const SERVERS_OWN: [&str; 5] = ["id", "_rev", "metadata", "scheduleId", "policyRuleNames"];

/// A policy's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyDefinition {
    /// As it came, without what the server makes.
    body: Map<String, Json>,
    /// What people call it; no two policies have the same.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Who answers for it.
    pub owner: UserId,
    /// Its rules, each once.
    pub rules: Vec<PolicyRuleId>,
    /// Whether its schedule runs; without a word, yes.
    pub is_active: bool,
    /// When it is scanned by itself.
    pub schedule: Option<Schedule>,
}

impl PolicyDefinition {
    /// Reads a policy's body. What the server makes is dropped; its owner is kept by id.
    ///
    /// # Errors
    /// Every member at fault, by its path.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        if let Err(fault) = check_size("policy", &body, 32, MOST_BYTES) {
            return Err(vec![fault]);
        }
        keep_id_only(&mut body, "policyOwner");
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name = faults.required("name", read.text("name", 200)).map(str::trim).unwrap_or_default();
        let name = name.to_owned();
        let owner = faults.keep(owner(&read, "policyOwner"));
        let rules = faults.keep(rules(&read)).unwrap_or_default();
        let description = faults.keep(read.text("description", 4_000)).flatten().map(str::to_owned);
        let is_active = faults.keep(read.flag("active")).flatten().unwrap_or(true);
        let schedule = faults.keep(Schedule::read(&read)).flatten();
        match owner {
            Some(owner) if faults.0.is_empty() => {
                Ok(Self { body, name, description, owner, rules, is_active, schedule })
            }
            _ => Err(faults.0),
        }
    }

    /// The body, as it is kept.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }

    /// The same policy without a rule that is gone.
    #[must_use]
    pub fn without(&self, rule: PolicyRuleId) -> Self {
        let mut left = self.clone();
        left.rules.retain(|one| *one != rule);
        let ids = left.rules.iter().map(|id| Json::from(id.to_string())).collect();
        left.body.insert("policyRuleIds".into(), Json::Array(ids));
        left
    }
}

fn rules(read: &Reader<'_>) -> Result<Vec<PolicyRuleId>, Fault> {
    if read.get("policyRuleIds").is_none() {
        return Err(read.fault("policyRuleIds", "is missing"));
    }
    let mut rules = Vec::new();
    for (index, text) in read.texts("policyRuleIds", MOST_RULES)?.into_iter().enumerate() {
        let fault = || read.fault(&format!("policyRuleIds[{index}]"), "must be the id of a policy rule");
        let id = text.parse().map_err(|_| fault())?;
        if !rules.contains(&id) {
            rules.push(id);
        }
    }
    Ok(rules)
}
