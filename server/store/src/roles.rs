//! Roles: versions that are not in the catalog, and what those in it bring to whoever holds them.

mod membership;

use std::collections::BTreeMap;

use bailiwick::catalog::{RoleBody, RoleStatus, RoleVersion};
use bailiwick::grant::Grant;
use bailiwick::id::{GrantId, ItemId, RequestId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{grant_changes, grants, json as read_json, json_text, nesting, word};

pub use membership::{
    Among, by_rule_among, condition, conditions, count_owed, count_undue, meeting, owed, set_condition, undue,
};

#[derive(FromRow)]
struct Row {
    role_id: Uuid,
    status: String,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for RoleVersion {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let id = ItemId(row.role_id);
        let body: Map<String, Json> = read_json(&row.body, "role_versions", "body")?;
        let body = RoleBody::parse(id, &body).map_err(|fault| StoreError::Corrupt {
            table: "role_versions",
            column: "body",
            fault: fault.to_string(),
        })?;
        Ok(Self {
            id,
            status: word::<RoleStatus>(&row.status, "role_versions", "status")?,
            object: body.object,
            glossary: body.glossary,
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

fn body(version: &RoleVersion) -> Result<String, StoreError> {
    json_text(&json!({"role": version.object.document(), "glossary": version.glossary}))
}

/// Every version that is not in the catalog, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<RoleVersion>, StoreError> {
    let sql = "SELECT role_id, status, body, revision, created_at, modified_at FROM role_versions \
               ORDER BY name_norm, role_id, status";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// The versions of one role, the last changed first.
pub async fn of_role(tx: &mut Tx, id: ItemId) -> Result<Vec<RoleVersion>, StoreError> {
    let sql = "SELECT role_id, status, body, revision, created_at, modified_at FROM role_versions \
               WHERE role_id = $1 ORDER BY modified_at DESC, status";
    tx.rows::<Row>(sql, args![id.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One version.
pub async fn find(tx: &mut Tx, id: ItemId, status: RoleStatus) -> Result<Option<RoleVersion>, StoreError> {
    Ok(of_role(tx, id).await?.into_iter().find(|version| version.status == status))
}

/// Adds a version, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: the role has a version of that status, or another role one of that name.
pub async fn insert(tx: &mut Tx, version: &RoleVersion) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO role_versions (role_id, status, name_norm, body, revision, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            version.id.uuid(),
            version.status.as_str(),
            normalise(&version.object.name),
            body(version)?,
            version.revision,
            version.created_at,
            version.modified_at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces a version, if nobody changed it since: `before` says which it was, also of which status.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; [`StoreError::Duplicate`] as for [`insert`].
pub async fn update(tx: &mut Tx, before: &RoleVersion, after: &RoleVersion) -> Result<(), StoreError> {
    let sql = "UPDATE role_versions SET status = $4, name_norm = $5, body = $6, modified_at = $7, \
               revision = revision + 1 WHERE role_id = $1 AND status = $2 AND revision = $3";
    let values = args![
        before.id.uuid(),
        before.status.as_str(),
        before.revision,
        after.status.as_str(),
        normalise(&after.object.name),
        body(after)?,
        after.modified_at,
    ];
    if tx.execute(sql, values).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Deletes a version, if nobody changed it since.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn delete(tx: &mut Tx, version: &RoleVersion) -> Result<(), StoreError> {
    let sql = "DELETE FROM role_versions WHERE role_id = $1 AND status = $2 AND revision = $3";
    let values = args![version.id.uuid(), version.status.as_str(), version.revision];
    if tx.execute(sql, values).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Whether another role, in the catalog or not, has a name.
pub async fn name_is_taken(tx: &mut Tx, name: &str, but: ItemId) -> Result<bool, StoreError> {
    let norm = normalise(name);
    let sql = "SELECT count(*) FROM items WHERE kind = 'role' AND status = 'active' AND name_norm = $1 AND id <> $2";
    let listed = tx.count(sql, args![norm.clone(), but.uuid()]).await?;
    let sql = "SELECT count(*) FROM role_versions WHERE name_norm = $1 AND role_id <> $2";
    Ok(listed + tx.count(sql, args![norm, but.uuid()]).await? > 0)
}

/// Takes an entitlement out of a role, and away from whoever has it through the role. Whose grants ended by it.
pub async fn take_out(
    tx: &mut Tx,
    role: ItemId,
    entitlement: ItemId,
    now: DateTime<Utc>,
) -> Result<Vec<(UserId, GrantId)>, StoreError> {
    let ids = || args![role.uuid(), entitlement.uuid()];
    tx.execute("DELETE FROM role_entitlements WHERE role_id = $1 AND entitlement_id = $2", ids()).await?;
    let sql = "UPDATE grants SET status = 'ended', ended_at = $3, end_reason = 'role changed' \
               WHERE role_id = $1 AND item_id = $2 AND status = 'active' RETURNING user_id, id";
    let ended: Vec<(Uuid, Uuid)> = tx.rows(sql, args![role.uuid(), entitlement.uuid(), now]).await?;
    let pairs: Vec<_> = ended.iter().map(|(user, _)| (*user, entitlement.uuid())).collect();
    grant_changes::note(tx, &pairs, now).await?;
    let nested = nesting::follow_ended_of_many(tx, &pairs, "role changed", now).await?;
    let ended = ended.into_iter().map(|(user, grant)| (UserId(user), GrantId(grant)));
    Ok(ended.chain(nested.into_iter().map(|one| (one.user, one.grant))).collect())
}

/// The grants of a role to people.
pub async fn members(tx: &mut Tx, role: ItemId) -> Result<Vec<Grant>, StoreError> {
    let sql =
        "SELECT id FROM grants WHERE item_id = $1 AND status = 'active' AND role_id IS NULL ORDER BY id";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![role.uuid()]).await?;
    let mut members = Vec::with_capacity(rows.len());
    for (id,) in rows {
        members.extend(grants::find(tx, GrantId(id)).await?);
    }
    Ok(members)
}

/// Takes a role with all it brings away from everybody. Whose grants ended by it, by person.
pub async fn end_all(
    tx: &mut Tx,
    role: ItemId,
    now: DateTime<Utc>,
) -> Result<BTreeMap<UserId, Vec<GrantId>>, StoreError> {
    let sql = "UPDATE grants SET status = 'ended', ended_at = $2, end_reason = 'role deleted' \
               WHERE (item_id = $1 OR role_id = $1) AND status = 'active' RETURNING user_id, item_id, id";
    let ended: Vec<(Uuid, Uuid, Uuid)> = tx.rows(sql, args![role.uuid(), now]).await?;
    let pairs: Vec<_> = ended.iter().map(|(user, item, _)| (*user, *item)).collect();
    grant_changes::note(tx, &pairs, now).await?;
    let mut of_person: BTreeMap<UserId, Vec<GrantId>> = BTreeMap::new();
    for one in nesting::follow_ended_of_many(tx, &pairs, "role deleted", now).await? {
        of_person.entry(one.user).or_default().push(one.grant);
    }
    for (user, _, grant) in ended {
        of_person.entry(UserId(user)).or_default().push(GrantId(grant));
    }
    Ok(of_person)
}

/// Open requests that give or take away an item.
pub async fn open_requests(tx: &mut Tx, item: ItemId) -> Result<Vec<RequestId>, StoreError> {
    let sql = "SELECT id FROM requests WHERE item_id = $1 AND status IN ('in-progress', 'suspended') \
               AND NOT is_draft ORDER BY number";
    let rows: Vec<(String,)> = tx.rows(sql, args![item.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| RequestId(id)).collect())
}
