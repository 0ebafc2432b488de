//! Who has signed in, and what waits for them.

use bailiwick::id::UserId;
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::{PortalError, theme::Theme};
use crate::clock::Clock;

/// Who has signed in, and what the frame of the portal shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub id: UserId,
    /// Their whole name.
    pub name: String,
    /// Their first name, for greeting.
    pub given_name: String,
    /// Their job title.
    pub title: Option<String>,
    /// Their organisation.
    pub organisation: Option<String>,
    /// What the portal offers them beyond an employee's pages.
    pub may: May,
    /// How much waits.
    pub counts: Counts,
    /// The look they chose.
    pub theme: Theme,
    /// Now, in their zone.
    pub clock: Clock,
}

/// What the portal offers beyond an employee's pages. The engine decides again at every use.
#[expect(clippy::struct_excessive_bools, reason = "one for each part of the portal")]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct May {
    /// Read the audit trail.
    pub audit: bool,
    /// Run the access programme.
    pub administer: bool,
    /// Read rules, policies and scans.
    pub policies: bool,
    /// See violations: all of them, or those they are asked about.
    pub violations: bool,
    /// See campaigns: all of them, or those they own.
    pub campaigns: bool,
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Lines in the cart.
    pub cart: u32,
    /// Tasks in the inbox.
    pub inbox: u32,
    /// Certifications that wait for a decision or a signature.
    pub reviews: u32,
    /// Notifications that were not read yet.
    pub unread: u32,
}

/// Who has signed in.
#[server(name = ReadMe, input = GetUrl)]
pub async fn me() -> Result<Me, PortalError> {
    crate::server::me().await
}
