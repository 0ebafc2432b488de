//! What an administrator may set (contract 2.9).

pub mod config;

use serde::{Deserialize, Serialize};

use crate::id::{UserId, user_id};

/// The category of [`AccessRequestSettings`].
pub const ACCESS_REQUEST: &str = "iga_access_request";
/// The category of [`NotificationSettings`].
pub const NOTIFICATION: &str = "iga_notification";
/// How many members a role may be given by hand unless somebody set it.
const MOST_MANUAL_MEMBERS: u32 = 1_000;

/// Category `iga_access_request`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of the contract")]
pub struct AccessRequestSettings {
    /// A request needs a justification.
    pub require_request_justification: bool,
    /// A rejection needs one.
    pub require_reject_justification: bool,
    /// An approval needs one.
    pub require_approve_justification: bool,
    /// Requests that break a policy are refused. Kept for when there are policies.
    pub prevent_request_with_violation: bool,
    /// A request that breaks a policy needs a justification. Kept for when there are policies.
    pub require_request_justification_with_violation: bool,
    /// People may decide about their own access.
    pub allow_self_approval: bool,
    /// Who decides where manager or owner is missing: `managed/user/{uuid}`.
    pub default_approver: Option<String>,
    /// How many members a role may be given by hand. Kept for when roles are edited.
    pub max_manual_role_members: u32,
}

impl Default for AccessRequestSettings {
    fn default() -> Self {
        Self {
            require_request_justification: false,
            require_reject_justification: false,
            require_approve_justification: false,
            prevent_request_with_violation: false,
            require_request_justification_with_violation: false,
            allow_self_approval: false,
            default_approver: None,
            max_manual_role_members: MOST_MANUAL_MEMBERS,
        }
    }
}

impl AccessRequestSettings {
    /// The default approver, when one is set and is a person.
    pub fn default_approver(&self) -> Option<UserId> {
        self.default_approver.as_deref().and_then(user_id)
    }
}

/// Category `iga_notification`, as far as it has an effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct NotificationSettings {
    /// Mail is sent so many milliseconds after its cause.
    pub notification_send_delay: u32,
    /// Mail that could not be sent is tried again after so many milliseconds.
    pub notification_retry_delay: u32,
    /// So often; then it is given up.
    pub notification_max_retries: u32,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        Self { notification_send_delay: 1_000, notification_retry_delay: 60_000, notification_max_retries: 3 }
    }
}
