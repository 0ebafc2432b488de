//! What an administrator may set (contract 2.9).

use serde::{Deserialize, Serialize};

use crate::id::{UserId, user_id};

/// Category `iga_access_request`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of the contract")]
pub struct AccessRequestSettings {
    /// A request needs a justification.
    pub require_request_justification: bool,
    /// A rejection needs one.
    pub require_reject_justification: bool,
    /// An approval needs one.
    pub require_approve_justification: bool,
    /// People may decide about their own access.
    pub allow_self_approval: bool,
    /// Who decides where manager or owner is missing: `managed/user/{uuid}`.
    pub default_approver: Option<String>,
}

impl AccessRequestSettings {
    /// The default approver, when one is set and is a person.
    pub fn default_approver(&self) -> Option<UserId> {
        self.default_approver.as_deref().and_then(user_id)
    }
}
