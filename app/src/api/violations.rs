//! What people decide about violations: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// What is done about a violation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ViolationForm {
    /// The violation's id.
    pub violation: String,
    /// `remediate`, `except`, `end`, `allow`, `comment`, or `reassign`.
    pub then: String,
    /// Why, or what is said.
    pub comment: String,
    /// The last day of an exception.
    pub until: String,
    /// The id of the control that an exception rests on.
    pub control: String,
    /// The composite ids of the grants that go.
    pub grants: Vec<String>,
    /// Who is asked from now on: user names, separated by commas.
    pub people: String,
}

/// Does something about a violation.
#[server]
pub async fn act_on_violation(
    /// What.
    act: ViolationForm,
) -> Result<(), PortalError> {
    crate::server::violations::act(act).await
}

/// Access that goes so that violations end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FixForm {
    /// The ids of the violations.
    pub violations: Vec<String>,
    /// The composite ids of the grants that go.
    pub grants: Vec<String>,
    /// Why.
    pub comment: String,
    /// Where the form stands.
    pub back: String,
}

/// Takes access away so that violations end.
#[server]
pub async fn carry_out_fix(
    /// What.
    fix: FixForm,
) -> Result<(), PortalError> {
    crate::server::violations::carry_out(fix).await
}
