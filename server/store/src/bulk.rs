//! Bulk loading: thousands of rows at a time, for the demo organisation and for imports.
//!
//! The callers see to it that rows refer to what exists and are not there yet; a row that is
//! there already fails the whole transaction.

mod catalog;
mod glossary;
mod known;
mod lookup;
pub(crate) mod rows;
mod upkeep;
mod used;

use bailiwick::audit::Entry;
use bailiwick::authority::Authority;
use bailiwick::directory::{Account, Organisation, User};
use bailiwick::grant::{Grant, GrantStatus};
use bailiwick::id::{AccountId, ItemId, OrganisationId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use crate::accounts::COLUMNS as ACCOUNT;
use crate::tx::args;
use crate::{StoreError, Tx, grant_changes};
use rows::Rows;

pub use catalog::{NewItem, Vocabulary, insert_items, insert_role_content, next_numbers};
pub use glossary::insert_glossary_values;
pub use known::{DirectGrant, Known, known};
pub use lookup::{
    account_entitlements, accounts, accounts_of, applications, entitlements, managers, set_grant_end,
    update_account, user_ids, users,
};
pub use upkeep::{finish, is_incomplete, is_pristine, mark_complete, mark_incomplete};
pub use used::{LastUse, tell_use};

/// How a past grant ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: String,
}

/// Adds organisations, the upper ones first.
pub async fn insert_organisations(tx: &mut Tx, organisations: &[Organisation]) -> Result<(), StoreError> {
    let mut rows = Rows::new("organisations", &["id", "name", "parent_id"], organisations.len());
    for organisation in organisations {
        rows.push([
            organisation.id.uuid().into(),
            organisation.name.clone().into(),
            organisation.parent.map(OrganisationId::uuid).into(),
        ]);
    }
    rows.write(tx).await
}

/// Adds people, managers before those who report to them.
pub async fn insert_users(tx: &mut Tx, users: &[User], now: DateTime<Utc>) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "id",
        "user_name",
        "user_name_norm",
        "given_name",
        "sn",
        "display_name",
        "display_name_norm",
        "sn_norm",
        "mail",
        "title",
        "organisation_id",
        "manager_id",
        "status",
        "created_at",
        "modified_at",
    ];
    let mut rows = Rows::new("users", COLUMNS, users.len());
    for user in users {
        rows.push([
            user.id.uuid().into(),
            user.user_name.clone().into(),
            normalise(&user.user_name).into(),
            user.given_name.clone().into(),
            user.sn.clone().into(),
            user.display_name.clone().into(),
            normalise(&user.display_name).into(),
            normalise(&user.sn).into(),
            user.mail.clone().into(),
            user.title.clone().into(),
            user.organisation.map(OrganisationId::uuid).into(),
            user.manager.map(UserId::uuid).into(),
            user.status.as_str().into(),
            user.created_at.into(),
            now.into(),
        ]);
    }
    rows.write(tx).await
}

/// Trusts people with authorities.
pub async fn insert_authorities(tx: &mut Tx, authorities: &[(UserId, Authority)]) -> Result<(), StoreError> {
    let mut rows = Rows::new("user_authorities", &["user_id", "authority"], authorities.len());
    for (user, authority) in authorities {
        rows.push([user.uuid().into(), authority.as_str().into()]);
    }
    rows.write(tx).await
}

/// Gives people who have none a password, by its hash.
pub async fn insert_credentials(
    tx: &mut Tx,
    users: &[UserId],
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let columns = &["user_id", "password_hash", "failures", "changed_at"];
    let mut rows = Rows::new("credentials", columns, users.len());
    for user in users {
        rows.push([user.uuid().into(), password_hash.to_owned().into(), 0_i64.into(), now.into()]);
    }
    rows.write(tx).await
}

/// Adds accounts.
pub async fn insert_accounts(tx: &mut Tx, accounts: &[Account]) -> Result<(), StoreError> {
    let mut rows = Rows::new("accounts", &ACCOUNT, accounts.len());
    for account in accounts {
        rows.push([
            account.id.uuid().into(),
            account.application.uuid().into(),
            account.user.map(UserId::uuid).into(),
            account.name.clone().into(),
            account.kind.as_str().into(),
            account.owner.map(UserId::uuid).into(),
            account.status.as_str().into(),
            account.created_at.into(),
            account.last_used.into(),
        ]);
    }
    rows.write(tx).await
}

/// Says what accounts may do that nobody holds, and since when.
pub async fn insert_account_entitlements(
    tx: &mut Tx,
    rights: &[(AccountId, ItemId, DateTime<Utc>)],
) -> Result<(), StoreError> {
    let columns = &["account_id", "item_id", "since"];
    let mut rows = Rows::new("account_entitlements", columns, rights.len());
    for (account, item, since) in rights {
        rows.push([account.uuid().into(), item.uuid().into(), (*since).into()]);
    }
    rows.write(tx).await
}

/// Says that accounts may not do something themselves any more.
pub async fn delete_account_entitlements(
    tx: &mut Tx,
    rights: &[(AccountId, ItemId)],
) -> Result<(), StoreError> {
    let sql = "DELETE FROM account_entitlements WHERE account_id = $1 AND item_id = $2";
    for (account, item) in rights {
        tx.execute(sql, args![account.uuid(), item.uuid()]).await?;
    }
    Ok(())
}

/// Adds grants; those of the past with how they ended.
pub async fn insert_grants(
    tx: &mut Tx,
    grants: &[(Grant, Option<Ended>)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "id",
        "user_id",
        "item_kind",
        "item_id",
        "account_id",
        "origin",
        "request_id",
        "role_id",
        "granted_by",
        "status",
        "start_at",
        "end_at",
        "ended_at",
        "end_reason",
        "last_used_at",
        "use_told_at",
    ];
    let mut rows = Rows::new("grants", COLUMNS, grants.len());
    for (grant, ended) in grants {
        rows.push([
            grant.id.uuid().into(),
            grant.user.uuid().into(),
            grant.kind.as_str().into(),
            grant.item.uuid().into(),
            grant.account.map(AccountId::uuid).into(),
            grant.origin.as_str().into(),
            grant.request.as_ref().map(|request| request.0.clone()).into(),
            grant.through.map(ItemId::uuid).into(),
            grant.granted_by.map(UserId::uuid).into(),
            grant.status.as_str().into(),
            grant.start.into(),
            grant.end.into(),
            ended.as_ref().map(|ended| ended.at).into(),
            ended.as_ref().map(|ended| ended.reason.clone()).into(),
            grant.used.and_then(|used| used.last).into(),
            grant.used.map(|used| used.told).into(),
        ]);
    }
    rows.write(tx).await?;
    let active = grants.iter().filter(|(grant, _)| grant.status == GrantStatus::Active);
    let pairs: Vec<_> = active.map(|(grant, _)| (grant.user.uuid(), grant.item.uuid())).collect();
    grant_changes::note(tx, &pairs, now).await
}

/// Adds notes of what changed, see [`grant_changes`].
pub(crate) async fn insert_grant_changes(
    tx: &mut Tx,
    pairs: &[(Uuid, Uuid)],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut rows = Rows::new("grant_changes", &["user_id", "item_id", "at"], pairs.len());
    for (user, item) in pairs {
        rows.push([(*user).into(), (*item).into(), now.into()]);
    }
    rows.write(tx).await
}

/// Adds audit entries, in order.
pub async fn insert_audit(tx: &mut Tx, entries: &[Entry]) -> Result<(), StoreError> {
    const COLUMNS: &[&str] = &[
        "id",
        "at",
        "actor_kind",
        "actor_id",
        "actor_name",
        "event",
        "object_kind",
        "object_id",
        "object_name",
        "user_id",
        "trace_id",
        "changes",
    ];
    let mut rows = Rows::new("audit_entries", COLUMNS, entries.len());
    for entry in entries {
        let changes =
            serde_json::to_string(&entry.changes).map_err(|fault| StoreError::Unusable(fault.to_string()))?;
        rows.push([
            entry.id.into(),
            entry.at.trunc_subsecs(6).into(),
            entry.actor_kind.clone().into(),
            entry.actor_id.clone().into(),
            entry.actor_name.clone().into(),
            entry.event.clone().into(),
            entry.object_kind.clone().into(),
            entry.object_id.clone().into(),
            entry.object_name.clone().into(),
            entry.user.map(UserId::uuid).into(),
            entry.trace_id.clone().into(),
            changes.into(),
        ]);
    }
    rows.write(tx).await
}
