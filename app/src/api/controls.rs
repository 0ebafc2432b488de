//! What policy administrators do to mitigating controls: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// A control, as its page sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ControlForm {
    /// The control's id; empty for a new one.
    pub id: String,
    /// The revision that was shown.
    pub revision: i64,
    /// As shown.
    pub name: String,
    /// What is done, and how it is seen to be done.
    pub description: String,
    /// Who answers for it, by user name.
    pub owner: String,
    /// After so many days evidence counts no more.
    pub days: String,
}

/// Makes or changes a control.
#[server]
pub async fn save_control(
    /// What was filled in.
    control: ControlForm,
) -> Result<(), PortalError> {
    crate::server::policies::controls::save(control).await
}

/// Does something to a control.
#[server]
pub async fn set_control(
    /// The control's id.
    control: String,
    /// `link`, `unlink`, `retire` or `delete`.
    to: String,
    /// The rule's id, for `link` and `unlink`.
    #[server(default)]
    rule: String,
    /// The revision that was shown, for `retire`.
    #[server(default)]
    revision: i64,
) -> Result<(), PortalError> {
    crate::server::policies::controls::set(&control, &to, &rule, revision).await
}
