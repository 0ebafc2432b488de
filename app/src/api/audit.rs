//! The audit trail as it is searched.

use bailiwick::view::AuditPage;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// Entries on a page.
pub const ENTRIES_A_PAGE: u32 = 50;

/// What was asked for, as it stands in the address: everything left empty does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditSearch {
    /// The id of the object.
    pub object: String,
    /// The person it is about: an id, or a sign-in name.
    pub user: String,
    /// Who did it: an id, or a sign-in name.
    pub actor: String,
    /// What happened, such as `create-request`.
    pub event: String,
    /// The first day, `2026-11-01`, in the reader's zone.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Older than this entry number; empty for the newest.
    pub before: String,
}

/// A page of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFound {
    /// Now.
    pub clock: Clock,
    /// Newest first.
    pub page: AuditPage,
    /// The person searched for, by name.
    pub user: Option<String>,
}

/// Searches the trail, as far as the reader may read it.
#[server(input = GetUrl)]
pub async fn audit_trail(
    /// What is looked for.
    search: AuditSearch,
) -> Result<AuditFound, PortalError> {
    crate::server::audit::search(&search).await
}
