//! Grants: who holds what, how they came by it, and until when.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

use crate::catalog::ItemKind;
use crate::hex::hex;
use crate::id::{AccountId, GrantId, ItemId, RequestId, UserId};

crate::words! {
    /// How a person came by a grant.
    pub enum Origin {
        /// They asked, and it was approved.
        Request = "request",
        /// A role they hold contains it.
        Role = "role",
        /// A rule gave it.
        Rule = "rule",
        /// An administrator gave it.
        Administrator = "admin",
        /// It was found in the application.
        Reconciliation = "reconciliation",
    }
}

crate::words! {
    /// Whether a grant is in force.
    pub enum GrantStatus {
        /// Held now.
        Active = "active",
        /// Held once.
        Ended = "ended",
    }
}

/// One grant: a person holds an item, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Server-made.
    pub id: GrantId,
    /// Who holds it.
    pub user: UserId,
    /// What kind of item is held.
    pub kind: ItemKind,
    /// What is held.
    pub item: ItemId,
    /// The account it is held by, for entitlements and applications.
    pub account: Option<AccountId>,
    /// How they came by it.
    pub origin: Origin,
    /// The request that was approved.
    pub request: Option<RequestId>,
    /// The role that contains it.
    pub role: Option<ItemId>,
    /// Who gave it.
    pub granted_by: Option<UserId>,
    /// Whether it is in force.
    pub status: GrantStatus,
    /// Since when.
    pub start: DateTime<Utc>,
    /// Until when; for ever when absent.
    pub end: Option<DateTime<Utc>>,
}

/// The contract's `compositeId` of a grant: 128 hexadecimal digits (3.16).
pub fn composite_id(grant: GrantId) -> String {
    hex(Sha512::digest(grant.uuid().as_bytes()))
}
