//! Policies, their rules, scans of them, and what a scan found.

pub mod rules;
pub mod scans;

pub(crate) use rules::corrupt;

use bailiwick::id::{PolicyId, PolicyRuleId};
use bailiwick::policy::{Policy, PolicyDefinition};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Policy {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let definition = PolicyDefinition::parse(json(&row.body, "policies", "body")?);
        Ok(Self {
            definition: definition.map_err(|faults| corrupt("policies", &faults))?,
            id: PolicyId(row.id),
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Every policy.
pub async fn all(tx: &mut Tx) -> Result<Vec<Policy>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM policies ORDER BY name_norm";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One policy.
pub async fn find(tx: &mut Tx, id: PolicyId) -> Result<Option<Policy>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM policies WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// How many policies there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM policies", args![]).await
}

/// The policies that have a rule.
pub async fn with_rule(tx: &mut Tx, rule: PolicyRuleId) -> Result<Vec<Policy>, StoreError> {
    let sql = "SELECT p.id, p.body, p.revision, p.created_at, p.modified_at FROM policies p \
               JOIN policy_members m ON m.policy_id = p.id WHERE m.rule_id = $1 ORDER BY p.name_norm";
    tx.rows::<Row>(sql, args![rule.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// Adds a policy, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: another has its name. [`StoreError::Dangling`]: a rule or the owner does not exist.
pub async fn insert(tx: &mut Tx, policy: &Policy) -> Result<(), StoreError> {
    let definition = &policy.definition;
    tx.execute(
        "INSERT INTO policies (id, name, name_norm, owner_id, body, revision, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            policy.id.uuid(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.owner.uuid(),
            json_text(definition.body())?,
            policy.revision,
            policy.created_at,
            policy.modified_at,
        ],
    )
    .await?;
    put_members(tx, policy).await
}

/// Replaces what was said about a policy, if nobody did since the revision before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; as [`insert`].
pub async fn update(tx: &mut Tx, policy: &Policy) -> Result<(), StoreError> {
    let definition = &policy.definition;
    let touched = tx
        .execute(
            "UPDATE policies SET name = $3, name_norm = $4, owner_id = $5, body = $6, revision = $7, modified_at = $8 \
             WHERE id = $1 AND revision = $2",
            args![
                policy.id.uuid(),
                policy.revision - 1,
                definition.name.clone(),
                normalise(&definition.name),
                definition.owner.uuid(),
                json_text(definition.body())?,
                policy.revision,
                policy.modified_at,
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    tx.execute("DELETE FROM policy_members WHERE policy_id = $1", args![policy.id.uuid()]).await?;
    put_members(tx, policy).await
}

async fn put_members(tx: &mut Tx, policy: &Policy) -> Result<(), StoreError> {
    for (position, rule) in (0_i64..).zip(&policy.definition.rules) {
        tx.execute(
            "INSERT INTO policy_members (policy_id, rule_id, position) VALUES ($1, $2, $3)",
            args![policy.id.uuid(), rule.uuid(), position],
        )
        .await?;
    }
    Ok(())
}

/// Deletes a policy, if nobody changed it since `revision`. Its rules stay.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn delete(tx: &mut Tx, id: PolicyId, revision: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM policy_members WHERE policy_id = $1", args![id.uuid()]).await?;
    let sql = "DELETE FROM policies WHERE id = $1 AND revision = $2";
    if tx.execute(sql, args![id.uuid(), revision]).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
