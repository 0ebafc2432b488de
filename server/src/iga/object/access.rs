//! Grants (contract 3.16).

use bailiwick::catalog::ItemKind;
use bailiwick::directory::UserBrief;
use bailiwick::grant::{Origin, composite_id};
use bailiwick::view::AccessView;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Application, Assignment, CatalogRef, Entitlement, Indexed, ItemType, Role, User};

/// A person holds an item, for one reason.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// 128 hexadecimal digits, the same for ever.
    pub composite_id: String,
    /// What the grant ties together.
    pub keys: Keys,
    /// What holding it means.
    pub item: ItemType,
    /// Who holds it.
    pub user: User,
    /// The role held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The application the account is in, or the entitlement belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Application>,
    /// The account it is held by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
    /// The entitlement held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement: Option<Entitlement>,
    /// The entitlement as its application knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignment: Option<Assignment>,
    /// Where the item is in the catalog.
    pub catalog: CatalogRef,
    /// What is known about the item.
    pub glossary: Indexed,
    /// How the item is shown.
    pub descriptor: Indexed,
    /// How they came by it.
    pub relationship: Relationship,
    /// Since when.
    pub metadata: GrantDates,
}

/// What a grant ties together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Keys {
    /// `accountGrant`, `entitlementGrant` or `roleMembership`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The person.
    pub user_id: String,
    /// The role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
    /// The application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<String>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    /// The entitlement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entitlement_id: Option<String>,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct Account {
    /// UUID.
    pub id: String,
    /// The name the application knows the person by.
    pub name: Option<String>,
}

/// How a person came by a grant.
#[derive(Debug, Serialize, ToSchema)]
pub struct Relationship {
    /// UUID.
    pub id: String,
    /// A role, a rule or membership of something gives it: it cannot be taken away by itself.
    pub conditional: bool,
    /// Where it came from and until when it is.
    pub properties: GrantProperties,
}

/// Where a grant came from and until when it is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantProperties {
    /// `request`, `role`, `rule`, `nested`, `admin` or `reconciliation`.
    #[schema(value_type = String)]
    pub grant_type: Origin,
    /// The request that was approved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Why it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub justification: Option<String>,
    /// The role that contains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The entitlement that is a member of it, and brings it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Entitlement>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_by: Option<User>,
    /// Since when.
    pub start_date: DateTime<Utc>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<DateTime<Utc>>,
    /// When it was last used; absent where it never was, or nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used_date: Option<DateTime<Utc>>,
    /// When a source said so; absent where none says whether it is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub use_known_date: Option<DateTime<Utc>>,
}

/// Since when a grant is.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GrantDates {
    /// Since when.
    pub created_date: DateTime<Utc>,
}

impl Grant {
    /// Of what a person holds.
    pub fn of(view: &AccessView, user: &UserBrief) -> Self {
        let (grant, item) = (&view.grant, &view.item);
        let account_id = grant.account.map(|id| id.to_string());
        let application = match item.kind {
            ItemKind::Application => Some(item.id),
            _ => item.application,
        };
        let key_of = |kind: ItemKind| (item.kind == kind).then(|| item.id.to_string());
        Self {
            composite_id: composite_id(grant.id),
            keys: Keys {
                kind: item.kind.grant_type(),
                user_id: user.id.to_string(),
                role_id: key_of(ItemKind::Role),
                application_id: application.map(|id| id.to_string()),
                account_id: account_id.clone(),
                entitlement_id: key_of(ItemKind::Entitlement),
            },
            item: ItemType::of(item.kind),
            user: User::bare(user),
            role: Role::of(item),
            application: Application::around(item),
            account: account_id.map(|id| Account { id, name: view.account.clone() }),
            entitlement: Entitlement::of(item),
            assignment: Assignment::of(item),
            catalog: CatalogRef::of(item),
            glossary: Indexed::glossary(item.kind, item.requestable, item.risk),
            descriptor: Indexed::descriptor(item.kind, &item.name),
            relationship: Relationship {
                id: grant.id.to_string(),
                conditional: matches!(grant.origin, Origin::Role | Origin::Rule | Origin::Nested),
                properties: GrantProperties {
                    grant_type: grant.origin,
                    request_id: grant.request.as_ref().map(|id| id.0.clone()),
                    justification: view.justification.clone(),
                    role: view.through.as_ref().and_then(Role::of),
                    member: view.through.as_ref().and_then(Entitlement::of),
                    granted_by: view.granted_by.as_ref().map(User::long),
                    start_date: grant.start,
                    end_date: grant.end,
                    last_used_date: grant.used.and_then(|used| used.last),
                    use_known_date: grant.used.map(|used| used.told),
                },
            },
            metadata: GrantDates { created_date: grant.start },
        }
    }
}
