//! Rows of certifications, and what they are about.

use std::collections::BTreeMap;

use bailiwick::catalog::{ItemBrief, ItemKind, Risk};
use bailiwick::certification::isc::{AccessType, Decision};
use bailiwick::certification::{LineItemStatus, Revocability, Verdict};
use bailiwick::directory::{Account as HouseAccount, Status, UserBrief};
use bailiwick::id::AccountId;
use bailiwick_engine::certifications::isc::{Facts, Identity, KindCount};
use bailiwick_engine::certifications::{AccountView, LineItemView, Shown};
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::IdentityReference;

/// Access is new for so many days.
const NEW_DAYS: i64 = 30;
/// Usage is told of so many days.
const USAGE_DAYS: i64 = 90;

/// Somebody whose access is reviewed.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IdentitySummary {
    /// The person's id: within a certification nobody is there twice.
    id: String,
    /// As shown.
    name: String,
    /// The person's id.
    identity_id: String,
    /// Everything about them is decided.
    completed: bool,
}

impl From<&Identity> for IdentitySummary {
    fn from(identity: &Identity) -> Self {
        Self {
            id: identity.id.to_string(),
            name: identity.name.clone(),
            identity_id: identity.id.to_string(),
            completed: identity.completed,
        }
    }
}

/// What is held, named.
#[derive(Debug, Serialize, ToSchema)]
pub struct Access {
    /// `ENTITLEMENT`, `ROLE` or `ACCOUNT`.
    #[serde(rename = "type")]
    #[schema(example = "ENTITLEMENT")]
    kind: &'static str,
    /// Its id.
    id: String,
    /// As shown.
    name: String,
}

/// Whether an account is used: what is known of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ActivityInsights {
    /// The account.
    #[serde(rename = "accountID")]
    account_id: String,
    /// On how many days of the last 90; null when that is not known.
    usage_days: Option<i32>,
    /// `UNKNOWN`: applications tell when an account was last used, not on how many days. `COMPLETE` with 0 days, where it was
    /// last used before that.
    #[schema(example = "UNKNOWN")]
    usage_days_state: &'static str,
}

/// The account that something is held by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// The name the application knows it by.
    native_identity: String,
    /// It cannot be used.
    disabled: bool,
    /// Always false: locks of applications are not known.
    locked: bool,
    /// Always `ACCOUNT`.
    #[serde(rename = "type")]
    #[schema(example = "ACCOUNT")]
    kind: &'static str,
    /// Its id.
    id: String,
    /// As shown.
    name: String,
    /// When its record was made.
    created: DateTime<Utc>,
    /// Whether it is used.
    activity_insights: ActivityInsights,
    /// Always null: nothing is written about accounts.
    description: Option<String>,
    /// Always null: there are no governance groups.
    governance_group_id: Option<String>,
    /// Who answers for it, where somebody does: `{id, type, displayName}`.
    owner: Option<AccountOwner>,
}

/// Who answers for an account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountOwner {
    /// The person's id.
    id: String,
    /// Always `IDENTITY`.
    #[serde(rename = "type")]
    #[schema(example = "IDENTITY")]
    kind: &'static str,
    /// As shown.
    display_name: String,
}

/// An entitlement.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the flags of the contract, each for itself")]
pub struct Entitlement {
    /// Its id.
    id: String,
    /// As shown.
    name: String,
    /// What it lets people do.
    description: String,
    /// Its risk is high.
    privileged: bool,
    /// Who answers for it.
    owner: Option<IdentityReference>,
    /// What the application calls such a thing.
    attribute_name: String,
    /// Its name in the application.
    attribute_value: String,
    /// What the application calls such a thing.
    source_schema_object_type: String,
    /// The application's name.
    source_name: Option<String>,
    /// Always null: applications have no type here.
    source_type: Option<String>,
    /// The application's id.
    source_id: Option<String>,
    /// Always false: there are no permissions below entitlements.
    has_permissions: bool,
    /// Always false.
    is_permission: bool,
    /// Taking it away works: no role brings it and it comes with no membership. Listed without its holders: from somebody.
    revocable: bool,
    /// Always false.
    cloud_governed: bool,
    /// Always false.
    contains_data_access: bool,
    /// The account it is held by.
    account: Option<Account>,
}

/// A role.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// Its id.
    id: String,
    /// As shown.
    name: String,
    /// What it is for.
    description: String,
    /// Its risk is high.
    privileged: bool,
    /// Who answers for it.
    owner: Option<IdentityReference>,
    /// Taking it away works: no rule gives it. Listed without its holders: from somebody.
    revocable: bool,
    /// When the person holds it no more.
    end_date: Option<DateTime<Utc>>,
    /// Always empty: there are no access profiles.
    access_profiles: Vec<Value>,
    /// What it brings.
    entitlements: Vec<Entitlement>,
}

/// What is held.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessSummary {
    /// Named.
    access: Access,
    /// The entitlement, or the account as what gives access to its source.
    entitlement: Option<Entitlement>,
    /// Always null.
    access_profile: Option<Value>,
    /// The role.
    role: Option<Role>,
}

/// What would have to change for access that cannot be taken away by itself.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RevocationRequires {
    /// Why: `role` (a role brings it), `rule` (the role's condition gives it) or `nested` (it comes with membership of something).
    #[schema(value_type = String)]
    reason: Revocability,
    /// The role that brings it or whose condition gives it, or the entitlement that is a member of it; null when that is gone.
    access: Option<Access>,
    /// Of a membership: the names from what is held to what comes with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    path: Vec<String>,
}

impl RevocationRequires {
    fn of(view: &LineItemView) -> Option<Self> {
        let reason = view.revocability.filter(|reason| !reason.is_direct())?;
        Some(Self {
            reason,
            access: view.to_change().map(Access::of),
            path: view.way.iter().map(|item| item.name.clone()).collect(),
        })
    }
}

/// A row of a certification.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccessReviewItem {
    /// What is held.
    access_summary: AccessSummary,
    /// By whom; absent where a role or an entitlement itself is reviewed.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_summary: Option<IdentitySummary>,
    /// Its id.
    id: String,
    /// It is decided.
    completed: bool,
    /// It was given in the 30 days before the campaign.
    new_access: bool,
    /// `APPROVE` or `REVOKE`; null when nothing is decided.
    decision: Option<&'static str>,
    /// What was said with the decision.
    comments: Option<String>,
    /// What would have to change, where `revocable` is false: a member of our own.
    #[serde(skip_serializing_if = "Option::is_none")]
    revocation_requires: Option<RevocationRequires>,
}

fn privileged(item: &ItemBrief) -> bool {
    item.risk >= Risk::High
}

fn account(id: AccountId, account: &HouseAccount, owner: Option<&UserBrief>, now: DateTime<Utc>) -> Account {
    // What was not used for so long was used on no day of it; how often what was used was, nobody says.
    let is_unused = account.last_used.is_some_and(|at| at < now - Duration::days(USAGE_DAYS));
    Account {
        native_identity: account.name.clone(),
        disabled: account.status == Status::Inactive,
        locked: false,
        kind: "ACCOUNT",
        id: id.to_string(),
        name: account.name.clone(),
        created: account.created_at,
        activity_insights: ActivityInsights {
            account_id: id.to_string(),
            usage_days: is_unused.then_some(0),
            usage_days_state: if is_unused { "COMPLETE" } else { "UNKNOWN" },
        },
        description: None,
        governance_group_id: None,
        owner: owner.map(|owner| AccountOwner {
            id: owner.id.to_string(),
            kind: "IDENTITY",
            display_name: owner.display_name.clone(),
        }),
    }
}

fn entitlement(item: &ItemBrief, facts: &Facts, revocable: bool, account: Option<Account>) -> Entitlement {
    let object_type = facts.types.get(&item.id).cloned().unwrap_or_default();
    let is_account = item.kind == ItemKind::Application;
    Entitlement {
        id: item.id.to_string(),
        name: item.name.clone(),
        description: item.description.clone(),
        privileged: privileged(item),
        owner: owner(item, facts),
        attribute_name: object_type.clone(),
        attribute_value: item.native_key.clone(),
        source_schema_object_type: object_type,
        source_name: if is_account { Some(item.name.clone()) } else { item.application_name.clone() },
        source_type: None,
        source_id: if is_account { Some(item.id) } else { item.application }.map(|id| id.to_string()),
        has_permissions: false,
        is_permission: false,
        revocable,
        cloud_governed: false,
        contains_data_access: false,
        account,
    }
}

fn owner(item: &ItemBrief, facts: &Facts) -> Option<IdentityReference> {
    facts.owners.get(&item.id).and_then(|owners| owners.first()).map(IdentityReference::from)
}

impl Access {
    fn of(item: &ItemBrief) -> Self {
        Self { kind: AccessType::of(item.kind).as_str(), id: item.id.to_string(), name: item.name.clone() }
    }
}

impl AccessSummary {
    /// What is held; in general, or by somebody's account and until a date.
    pub fn of(
        item: &ItemBrief,
        facts: &Facts,
        revocable: bool,
        account: Option<Account>,
        end_date: Option<DateTime<Utc>>,
    ) -> Self {
        let access = Access::of(item);
        let is_role = item.kind == ItemKind::Role;
        let role = is_role.then(|| Role {
            id: item.id.to_string(),
            name: item.name.clone(),
            description: item.description.clone(),
            privileged: privileged(item),
            owner: owner(item, facts),
            revocable,
            end_date,
            access_profiles: Vec::new(),
            entitlements: facts
                .contents
                .get(&item.id)
                .into_iter()
                .flatten()
                .map(|inner| entitlement(inner, facts, false, None))
                .collect(),
        });
        let entitlement = (!is_role).then(|| entitlement(item, facts, revocable, account));
        Self { access, entitlement, access_profile: None, role }
    }
}

impl AccessSummary {
    /// An account itself, as what gives access to its source; none when that is gone altogether.
    pub fn of_account(view: &AccountView, facts: &Facts, now: DateTime<Utc>) -> Option<Self> {
        let id = view.account.id;
        let access = Access {
            kind: AccessType::Account.as_str(),
            id: id.to_string(),
            name: view.account.name.clone(),
        };
        let account = account(id, &view.account, view.owner.as_ref(), now);
        let entitlement = entitlement(view.application.as_ref()?, facts, true, Some(account));
        Some(Self { access, entitlement: Some(entitlement), access_profile: None, role: None })
    }
}

impl AccessReviewItem {
    /// A row; none when what is held is gone from the catalog altogether.
    pub fn of(
        view: &LineItemView,
        facts: &Facts,
        campaign_made: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let row = &view.item;
        let end = view.grant.as_ref().and_then(|grant| grant.end);
        let summary = if let Some(Shown::Account(shown)) = &view.shown {
            AccessSummary::of_account(shown, facts, now)?
        } else {
            let held_by = row.held().and_then(|held| held.account);
            let held_by = held_by.and_then(|id| Some(account(id, facts.accounts.get(&id)?, None, now)));
            let revocable = view.revocability.is_none_or(Revocability::is_direct);
            AccessSummary::of(view.of.as_ref()?, facts, revocable, held_by, end)
        };
        let since = view.grant.as_ref().map(|grant| grant.start);
        let said = row.verdict.and_then(|verdict| {
            let spoken = view.comments.iter().rev().find(|said| said.action == verdict.as_str())?;
            Some(spoken.comment.clone()).filter(|text| !text.is_empty())
        });
        let completed = row.verdict.is_some() || row.status != LineItemStatus::InProgress;
        Some(Self {
            access_summary: summary,
            identity_summary: view.user.as_ref().map(|user| IdentitySummary {
                id: user.id.to_string(),
                name: user.display_name.clone(),
                identity_id: user.id.to_string(),
                completed: facts.done.contains(&user.id),
            }),
            id: row.id.to_string(),
            completed,
            new_access: since.is_some_and(|since| since > campaign_made - Duration::days(NEW_DAYS)),
            decision: row.verdict.and_then(Decision::of).map(Decision::as_str),
            comments: said,
            revocation_requires: RevocationRequires::of(view),
        })
    }
}

/// How many rows of each kind are decided, and how: sixteen counts.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DecisionSummary(BTreeMap<String, i64>);

impl DecisionSummary {
    /// Adds the counts up.
    pub fn of(counts: &[KindCount]) -> Self {
        let mut summary = BTreeMap::new();
        for (name, kind) in [
            ("entitlement", Some(ItemKind::Entitlement)),
            ("accessProfile", None),
            ("role", Some(ItemKind::Role)),
            ("account", Some(ItemKind::Application)),
        ] {
            let sum = |counts_for: &dyn Fn(Option<Verdict>) -> bool| {
                let of_kind = counts.iter().filter(|one| Some(one.kind) == kind && counts_for(one.verdict));
                of_kind.map(|one| one.count).sum::<i64>()
            };
            let decided = |verdict: Option<Verdict>| verdict.and_then(Decision::of);
            summary.insert(format!("{name}DecisionsMade"), sum(&|verdict| verdict.is_some()));
            summary.insert(format!("{name}DecisionsTotal"), sum(&|_| true));
            summary.insert(
                format!("{name}sApproved"),
                sum(&|verdict| decided(verdict) == Some(Decision::Approve)),
            );
            summary.insert(
                format!("{name}sRevoked"),
                sum(&|verdict| decided(verdict) == Some(Decision::Revoke)),
            );
        }
        Self(summary)
    }
}
