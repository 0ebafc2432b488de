//! The directory: people, organisations, accounts.

mod record;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, ItemId, OrganisationId, UserId};

pub use record::Record;

crate::words! {
    /// Whether an object takes part in the life of the organisation.
    pub enum Status {
        /// Takes part.
        Active = "active",
        /// Is kept for the record only.
        Inactive = "inactive",
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Server-made.
    pub id: UserId,
    /// The name they sign in with; unique without regard to case.
    pub user_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub sn: String,
    /// As shown.
    pub display_name: String,
    /// Mail address.
    pub mail: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Where they belong.
    pub organisation: Option<OrganisationId>,
    /// Whom they report to.
    pub manager: Option<UserId>,
    /// Inactive people hold nothing new and decide nothing.
    pub status: Status,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}

/// A person in brief: enough to name and picture them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserBrief {
    /// Who.
    pub id: UserId,
    /// Sign-in name.
    pub user_name: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub sn: String,
    /// As shown.
    pub display_name: String,
    /// Mail address.
    pub mail: Option<String>,
    /// What they do.
    pub title: Option<String>,
    /// Name of their organisation.
    pub organisation: Option<String>,
    /// Whom they report to.
    pub manager: Option<UserId>,
    /// Whether they take part.
    pub status: Status,
}

/// A part of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Server-made.
    pub id: OrganisationId,
    /// Unique.
    pub name: String,
    /// The organisation above.
    pub parent: Option<OrganisationId>,
}

/// A person's account in an application; without a person it is an orphan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Server-made.
    pub id: AccountId,
    /// The application.
    pub application: ItemId,
    /// Whose it is.
    pub user: Option<UserId>,
    /// The native login name; unique in the application.
    pub name: String,
    /// Whether it can be used.
    pub status: Status,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}
