//! What is said about a control: its body, and what is read from it.

use serde_json::{Map, Value as Json};

use crate::document::{Fault, Faults, Reader, check_size};
use crate::id::UserId;
use crate::policy::rule::{keep_id_only, owner};

/// The longest time between two pieces of evidence, in days: three years.
pub const LONGEST_INTERVAL: u32 = 1_095;
/// The most bytes of a control as JSON.
const MOST_BYTES: usize = 64 * 1024;
/// Members that the server makes.
const SERVERS_OWN: [&str; 9] = [
    "id",
    "_rev",
    "metadata",
    "state",
    "lastEvidenceDate",
    "evidenceDueDate",
    "retiredDate",
    "policyRules",
    "exceptions",
];

/// A control's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlDefinition {
    /// As it came, without what the server makes.
    body: Map<String, Json>,
    /// What people call it; no two controls have the same.
    pub name: String,
    /// What is done, and how it is seen to be done.
    pub description: Option<String>,
    /// Who answers for it, and gives evidence.
    pub owner: UserId,
    /// After so many days evidence counts no more.
    pub interval_days: u32,
}

impl ControlDefinition {
    /// Reads a control's body. What the server makes is dropped; its owner is kept by id.
    ///
    /// # Errors
    /// Every member at fault, by its path.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Vec<Fault>> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        if let Err(fault) = check_size("mitigating control", &body, 32, MOST_BYTES) {
            return Err(vec![fault]);
        }
        keep_id_only(&mut body, "controlOwner");
        let mut faults = Faults::default();
        let read = Reader::new("", &body);
        let name =
            faults.required("name", read.text("name", 200)).map(str::trim).unwrap_or_default().to_owned();
        if name.is_empty() && faults.0.is_empty() {
            faults.0.push(read.fault("name", "must not be empty"));
        }
        let description = faults.keep(read.text("description", 4_000)).flatten().map(str::to_owned);
        let owner = faults.keep(owner(&read, "controlOwner"));
        let interval_days = faults.required("evidenceInterval", interval(&read));
        match (owner, interval_days) {
            (Some(owner), Some(interval_days)) if faults.0.is_empty() => {
                Ok(Self { body, name, description, owner, interval_days })
            }
            _ => Err(faults.0),
        }
    }

    /// The body, as it is kept.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }
}

fn interval(read: &Reader<'_>) -> Result<Option<u32>, Fault> {
    let fault = || {
        read.fault("evidenceInterval", format!("must be a whole number of days from 1 to {LONGEST_INTERVAL}"))
    };
    match read.number("evidenceInterval", LONGEST_INTERVAL) {
        Ok(Some(0)) => Err(fault()),
        read => read.map_err(|_| fault()),
    }
}
