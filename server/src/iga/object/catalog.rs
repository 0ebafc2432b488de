//! Catalog items (contract 3.4).

use bailiwick::catalog::{Item, ItemBrief, ItemKind, catalog_id};
use bailiwick_engine::catalog::ItemListed;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Indexed, User};

/// What holding the item means.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemType {
    /// `accountGrant`, `entitlementGrant` or `roleMembership`.
    #[serde(rename = "type")]
    #[schema(example = "entitlementGrant")]
    pub kind: &'static str,
}

impl ItemType {
    /// Of an item of that kind.
    pub const fn of(kind: ItemKind) -> Self {
        Self { kind: kind.grant_type() }
    }
}

/// Where an item is in the catalog.
#[derive(Debug, Serialize, ToSchema)]
pub struct CatalogRef {
    /// 128 hexadecimal digits.
    pub id: String,
}

impl CatalogRef {
    /// Of an item.
    pub fn of(item: &ItemBrief) -> Self {
        Self { id: catalog_id(item.kind, item.id) }
    }
}

/// An application.
#[derive(Debug, Serialize, ToSchema)]
pub struct Application {
    /// UUID.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it is for; left out where only the name is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// An entitlement as it is shown.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entitlement {
    /// UUID.
    #[serde(rename = "_id")]
    pub id: String,
    /// As shown.
    pub display_name: String,
    /// What it lets people do.
    pub description: String,
}

/// An entitlement as its application knows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Assignment {
    /// UUID.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it lets people do.
    pub description: String,
    /// Always `__ENTITLEMENT__`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The name the application itself uses.
    pub mapping: String,
    /// What it sets on an account; nothing that is known.
    pub attributes: Vec<String>,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
pub struct Role {
    /// UUID.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub description: String,
}

impl Application {
    /// Of an application's item.
    pub fn of(item: &ItemBrief) -> Self {
        Self { id: item.id.to_string(), name: item.name.clone(), description: Some(item.description.clone()) }
    }

    /// Of the item itself when it is an application, else of the one it belongs to.
    pub fn around(item: &ItemBrief) -> Option<Self> {
        if item.kind == ItemKind::Application {
            return Some(Self::of(item));
        }
        Some(Self {
            id: item.application?.to_string(),
            name: item.application_name.clone()?,
            description: None,
        })
    }
}

impl Entitlement {
    /// Of an item, when it is an entitlement.
    pub fn of(item: &ItemBrief) -> Option<Self> {
        (item.kind == ItemKind::Entitlement).then(|| Self {
            id: item.id.to_string(),
            display_name: item.name.clone(),
            description: item.description.clone(),
        })
    }
}

impl Assignment {
    /// Of an item, when it is an entitlement.
    pub fn of(item: &ItemBrief) -> Option<Self> {
        (item.kind == ItemKind::Entitlement).then(|| Self {
            id: item.id.to_string(),
            name: item.name.clone(),
            description: item.description.clone(),
            kind: "__ENTITLEMENT__",
            mapping: item.native_key.clone(),
            attributes: Vec::new(),
        })
    }
}

impl Role {
    /// Of an item, when it is a role.
    pub fn of(item: &ItemBrief) -> Option<Self> {
        (item.kind == ItemKind::Role).then(|| Self {
            id: item.id.to_string(),
            name: item.name.clone(),
            description: item.description.clone(),
        })
    }
}

/// When an item came into the catalog.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogDates {
    /// When its record was made.
    pub created: DateTime<Utc>,
    /// When its first record was made.
    pub first_created: DateTime<Utc>,
}

/// Whatever can be asked for.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogItem {
    /// 128 hexadecimal digits, the same for ever.
    pub id: String,
    /// What holding it means.
    pub item: ItemType,
    /// The application, or the one an entitlement belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// Who answers for that application.
    pub application_owner: Vec<User>,
    /// The entitlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Entitlement>,
    /// The entitlement as its application knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    /// Who answers for the entitlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_owner: Option<Vec<User>>,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Who answers for the role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_owner: Option<Vec<User>>,
    /// How it is shown.
    pub descriptor: Indexed,
    /// What is known about it.
    pub glossary: Indexed,
    /// When it came into the catalog.
    pub metadata: CatalogDates,
}

impl From<ItemListed> for CatalogItem {
    fn from(listed: ItemListed) -> Self {
        let kind = listed.item.kind;
        let item = brief(listed.item);
        let owners: Vec<User> = listed.owners.iter().map(User::bare).collect();
        let owners_of = |wanted: ItemKind| (kind == wanted).then(|| owners.clone());
        let above: Vec<User> = listed.application_owners.iter().map(User::bare).collect();
        Self {
            id: catalog_id(kind, item.id),
            item: ItemType::of(kind),
            application: listed
                .application
                .as_ref()
                .map(Application::of)
                .or_else(|| Application::around(&item)),
            application_owner: owners_of(ItemKind::Application).unwrap_or(above),
            entitlement: Entitlement::of(&item),
            assignment: Assignment::of(&item),
            entitlement_owner: owners_of(ItemKind::Entitlement),
            role: Role::of(&item),
            role_owner: owners_of(ItemKind::Role),
            descriptor: Indexed::descriptor(kind, &item.name),
            glossary: Indexed::glossary(kind, item.requestable, item.risk).with(kind, listed.glossary),
            metadata: CatalogDates { created: item.created_at, first_created: item.created_at },
        }
    }
}

fn brief(item: Item) -> ItemBrief {
    ItemBrief {
        id: item.id,
        kind: item.kind,
        name: item.name,
        description: item.description,
        native_key: item.native_key,
        application: item.application,
        application_name: None,
        risk: item.risk,
        requestable: item.requestable,
        status: item.status,
        created_at: item.created_at,
    }
}
