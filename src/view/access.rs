//! What a person holds, and why.

use serde::{Deserialize, Serialize};

use crate::catalog::ItemBrief;
use crate::directory::UserBrief;
use crate::grant::Grant;

/// One grant with what explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// The grant.
    pub grant: Grant,
    /// What is held.
    pub item: ItemBrief,
    /// What brings it.
    pub through: Option<ItemBrief>,
    /// The account's native name.
    pub account: Option<String>,
    /// Who gave it.
    pub granted_by: Option<UserBrief>,
    /// The number of the request it came from.
    pub request_number: Option<i64>,
    /// The justification of that request.
    pub justification: Option<String>,
}

/// A page of what a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAccess {
    /// Who.
    pub user: UserBrief,
    /// By application, then name.
    pub rows: Vec<AccessView>,
    /// All grants in force that match.
    pub total: i64,
    /// Applications, entitlements and roles held.
    pub counts: HeldAccess,
}

/// How much a person holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldAccess {
    /// Applications.
    pub applications: i64,
    /// Entitlements.
    pub entitlements: i64,
    /// Roles.
    pub roles: i64,
    /// Grants that end within 30 days.
    pub ending: i64,
}
