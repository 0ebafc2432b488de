//! What administrators do with roles in the portal: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;
use super::campaigns::{ConditionForm, FilterForm};

/// Who has a role by a rule, as its form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MembersForm {
    /// The role's id.
    pub role: String,
    /// The condition that the form began with, as JSON.
    pub had: String,
    /// The condition whose effect was shown last, as JSON.
    pub seen: String,
    /// How the conditions belong together: one.
    pub filters: Vec<FilterForm>,
    /// The conditions.
    pub rows: Vec<ConditionForm>,
    /// What the button does: `look` or `save`.
    #[serde(skip_serializing)]
    pub then: String,
}

/// Says who has a role by a rule, or looks what that would do.
#[server]
pub async fn set_members(
    /// What was filled in.
    members: MembersForm,
) -> Result<(), PortalError> {
    crate::server::roles::set_members(members).await
}
