//! Entitlements (contract 3.17) and applications (contract 3.3), with what somebody may do to them.

use std::collections::BTreeMap;

use bailiwick::authority::ScopePermission;
use bailiwick_engine::applications::ListedApplication;
use bailiwick_engine::catalog::ItemListed;
use serde::Serialize;
use utoipa::ToSchema;

use super::catalog::CatalogDates;
use super::{Application, Assignment, CatalogItem, Entitlement, Indexed, User};

/// What may be done, by name; what is not there may not.
pub type Permissions = BTreeMap<&'static str, bool>;

/// Permissions by name.
pub fn permitted(permissions: &[ScopePermission]) -> Permissions {
    permissions.iter().map(|permission| (permission.as_str(), true)).collect()
}

/// An entitlement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EntitlementItem {
    /// UUID.
    pub id: String,
    /// How it is shown.
    pub descriptor: Indexed,
    /// The entitlement.
    pub entitlement: Option<Entitlement>,
    /// What its application calls such entitlements, where it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_type: Option<String>,
    /// As its application knows it.
    pub assignment: Option<Assignment>,
    /// The application it belongs to.
    pub application: Option<Application>,
    /// Who answers for that application.
    pub application_owner: Vec<User>,
    /// Who answers for the entitlement.
    pub entitlement_owner: Vec<User>,
    /// What is known about it.
    pub glossary: Indexed,
    /// `modifyEntitlement`, where the end user may have it changed.
    pub permissions: Permissions,
    /// When it came into the catalog.
    pub metadata: CatalogDates,
}

impl EntitlementItem {
    /// With what somebody may do to it.
    pub fn of(mut listed: ItemListed, permissions: &[ScopePermission]) -> Self {
        let object_type = listed.object_type.take();
        let id = listed.item.id.to_string();
        let item = CatalogItem::from(listed);
        Self {
            id,
            object_type,
            descriptor: item.descriptor,
            entitlement: item.entitlement,
            assignment: item.assignment,
            application: item.application,
            application_owner: item.application_owner,
            entitlement_owner: item.entitlement_owner.unwrap_or_default(),
            glossary: item.glossary,
            permissions: permitted(permissions),
            metadata: item.metadata,
        }
    }
}

/// An application.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApplicationRow {
    /// UUID.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Who answers for it.
    pub application_owner: Vec<User>,
    /// What is known about it.
    pub glossary: Indexed,
    /// `createEntitlement` and `modifyEntitlement`, where the end user may ask for it.
    pub permissions: Permissions,
    /// When it came into the catalog.
    pub metadata: CatalogDates,
}

impl From<ListedApplication> for ApplicationRow {
    fn from(row: ListedApplication) -> Self {
        let item = &row.listed.item;
        let (id, name, description) = (item.id.to_string(), item.name.clone(), item.description.clone());
        let item = CatalogItem::from(row.listed);
        Self {
            id,
            name,
            description,
            application_owner: item.application_owner,
            glossary: item.glossary,
            permissions: permitted(&row.permissions),
            metadata: item.metadata,
        }
    }
}
