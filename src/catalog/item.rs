//! Applications, entitlements and roles: the three kinds of catalog item.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::directory::Status;
use crate::id::{ItemId, UserId};

crate::words! {
    /// What an item is.
    pub enum ItemKind {
        /// An application: holding it means having an account in it.
        Application = "application",
        /// A right inside an application.
        Entitlement = "entitlement",
        /// A bundle of entitlements.
        Role = "role",
    }
}

impl ItemKind {
    /// The kind of grant that holding such an item is (contract 2.5, `item.type`).
    pub const fn grant_type(self) -> &'static str {
        match self {
            Self::Application => "accountGrant",
            Self::Entitlement => "entitlementGrant",
            Self::Role => "roleMembership",
        }
    }
}

crate::words! {
    /// How much harm wrong hands could do with it.
    pub enum Risk {
        /// Little.
        Low = "low",
        /// Some.
        Medium = "medium",
        /// Much.
        High = "high",
        /// The company's existence.
        Critical = "critical",
    }
}

/// An application, an entitlement or a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Server-made.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// The application an entitlement belongs to.
    pub application: Option<ItemId>,
    /// The name the application itself uses; unique within kind and application.
    pub native_key: String,
    /// As shown.
    pub name: String,
    /// What it lets people do.
    pub description: String,
    /// How much harm wrong hands could do.
    pub risk: Risk,
    /// Whether people may ask for it.
    pub requestable: bool,
    /// Retired items are inactive.
    pub status: Status,
    /// Who answers for it, first the one who is asked first.
    pub owners: Vec<UserId>,
    /// Words people sort it by.
    pub tags: Vec<String>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}

/// An item as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemBrief {
    /// Which.
    pub id: ItemId,
    /// What it is.
    pub kind: ItemKind,
    /// As shown.
    pub name: String,
    /// What it lets people do.
    pub description: String,
    /// The name the application itself uses.
    pub native_key: String,
    /// The application an entitlement belongs to.
    pub application: Option<ItemId>,
    /// That application's name.
    pub application_name: Option<String>,
    /// How much harm wrong hands could do.
    pub risk: Risk,
    /// Whether people may ask for it.
    pub requestable: bool,
    /// Whether it is in use.
    pub status: Status,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}
