//! The directory: people, organisations, accounts.

mod colleagues;
mod record;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::id::{AccountId, ItemId, OrganisationId, UserId};

pub use colleagues::{Colleagues, FEWEST_COLLEAGUES, MOST_IN_ORGANISATION};
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

crate::words! {
    /// Who uses an account.
    pub enum AccountKind {
        /// A person.
        Personal = "personal",
        /// A program: a job, an interface, a service.
        Machine = "machine",
    }
}

/// An account in an application: a person's, or a machine's. A personal one without a person is an orphan.
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
    /// Whether a person or a machine uses it.
    pub kind: AccountKind,
    /// Who answers for it.
    pub owner: Option<UserId>,
    /// Whether it can be used.
    pub status: Status,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
    /// When it was last used, as its application says.
    pub last_used: Option<DateTime<Utc>>,
}

impl Account {
    /// Whether it is looked after by itself, and not as what a person holds: a machine's, or nobody's.
    pub const fn stands_alone(&self) -> bool {
        matches!(self.kind, AccountKind::Machine) || self.user.is_none()
    }
}
