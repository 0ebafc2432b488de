//! Versions of roles (contract 2.21).

use bailiwick::filter::target;
use bailiwick_engine::roles::RoleView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A version of a role. What is answered can be sent back.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoleVersion {
    /// The role: UUID, the same for all its versions.
    pub id: String,
    /// `draft`, `candidate`, `pending` or `active`.
    pub status: &'static str,
    /// What it is.
    pub role: RoleProperties,
    /// What describes it, by attribute; `roleOwner`, `requestable` and `riskLevel` are built in.
    pub glossary: Map<String, Value>,
    /// When it was made and changed.
    pub metadata: RoleDates,
}

/// What a role is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleProperties {
    /// The role's id again.
    pub id: String,
    /// As shown; no two roles have the same.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The entitlements it brings: UUIDs.
    pub entitlements: Vec<String>,
    /// Who has it by rule: a filter over people (`{operator, operand}`); absent where nobody has.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub membership_condition: Option<Value>,
}

/// When a version was made and changed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RoleDates {
    /// When it was made.
    pub created_date: DateTime<Utc>,
    /// When it was last changed; unknown of what is in the catalog.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_date: Option<DateTime<Utc>>,
}

impl From<RoleView> for RoleVersion {
    fn from(role: RoleView) -> Self {
        let entitlements = role.object.entitlements.iter().map(ToString::to_string).collect();
        Self {
            id: role.id.to_string(),
            status: role.status.as_str(),
            role: RoleProperties {
                id: role.id.to_string(),
                name: role.object.name,
                description: role.object.description,
                entitlements,
                membership_condition: role.object.membership.as_ref().map(target::write),
            },
            glossary: role.glossary,
            metadata: RoleDates { created_date: role.created_at, modified_date: role.modified_at },
        }
    }
}
