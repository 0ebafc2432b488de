//! What reviewers do with what is put to them: plain forms of pages that the server draws.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// What is done with rows of a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// The campaign's id.
    pub campaign: String,
    /// What: `certify`, `revoke`, `exception`, `abstain`, `reset`, `comment`, `forward`, `reassign` or `sign-off`; with
    /// the number of one row after it, that row alone is meant.
    pub then: String,
    /// The numbers of the rows that were chosen.
    pub rows: Vec<String>,
    /// Everything that matches the address the form came from is meant.
    pub all: String,
    /// Why, or what is said.
    pub comment: String,
    /// The last day of an exception.
    pub until: String,
    /// Whom it is handed to: a user name, or the beginning of a name.
    pub to: String,
    /// What was answered before a sign-off, `keep` or `change`, by `row-` and the number of the row.
    pub checks: BTreeMap<String, String>,
    /// The address that the form came from.
    pub back: String,
}

/// Does something with rows of a campaign.
#[server]
pub async fn review(
    /// What.
    act: ReviewForm,
) -> Result<(), PortalError> {
    crate::server::reviews::review(act).await
}
