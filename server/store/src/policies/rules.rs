//! The rules of policies.

use bailiwick::document::Fault;
use bailiwick::id::{PolicyId, PolicyRuleId};
use bailiwick::policy::{Rule, RuleDefinition};
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

impl TryFrom<Row> for Rule {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let definition = RuleDefinition::parse(json(&row.body, "policy_rules", "body")?);
        Ok(Self {
            definition: definition.map_err(|faults| corrupt("policy_rules", &faults))?,
            id: PolicyRuleId(row.id),
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

pub(crate) fn corrupt(table: &'static str, faults: &[Fault]) -> StoreError {
    let fault = faults.first().map(ToString::to_string).unwrap_or_default();
    StoreError::Corrupt { table, column: "body", fault }
}

/// Every rule, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Rule>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM policy_rules ORDER BY name_norm";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// The active rules that are asked before access is given.
pub async fn preventive(tx: &mut Tx) -> Result<Vec<Rule>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM policy_rules \
               WHERE is_active AND is_preventive ORDER BY name_norm";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// What changes when any rule does: how many there are, the sum of their revisions, and the last change.
pub async fn state(tx: &mut Tx) -> Result<(i64, i64, Option<DateTime<Utc>>), StoreError> {
    let sql =
        "SELECT count(*), CAST(COALESCE(sum(revision), 0) AS BIGINT), max(modified_at) FROM policy_rules";
    Ok(tx.row(sql, args![]).await?.unwrap_or((0, 0, None)))
}

/// One rule.
pub async fn find(tx: &mut Tx, id: PolicyRuleId) -> Result<Option<Rule>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM policy_rules WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The rules of a policy, in its order.
pub async fn of_policy(tx: &mut Tx, policy: PolicyId) -> Result<Vec<Rule>, StoreError> {
    let sql = "SELECT r.id, r.body, r.revision, r.created_at, r.modified_at FROM policy_rules r \
               JOIN policy_members m ON m.rule_id = r.id WHERE m.policy_id = $1 ORDER BY m.position";
    tx.rows::<Row>(sql, args![policy.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// How many rules there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM policy_rules", args![]).await
}

/// Whether a rule has that name, in any spelling.
pub async fn has_name(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM policy_rules WHERE name_norm = $1";
    Ok(tx.count(sql, args![normalise(name)]).await? > 0)
}

/// Adds a rule, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: another has its name. [`StoreError::Dangling`]: its owner does not exist.
pub async fn insert(tx: &mut Tx, rule: &Rule) -> Result<(), StoreError> {
    let definition = &rule.definition;
    tx.execute(
        "INSERT INTO policy_rules (id, name, name_norm, owner_id, is_active, is_preventive, is_detective, body, revision, \
         created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            rule.id.uuid(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.owner.uuid(),
            definition.is_active,
            definition.is_preventive,
            definition.is_detective,
            json_text(definition.body())?,
            rule.revision,
            rule.created_at,
            rule.modified_at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what was said about a rule, if nobody did since the revision before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; as [`insert`].
pub async fn update(tx: &mut Tx, rule: &Rule) -> Result<(), StoreError> {
    let definition = &rule.definition;
    let touched = tx
        .execute(
            "UPDATE policy_rules SET name = $3, name_norm = $4, owner_id = $5, is_active = $6, is_preventive = $7, \
             is_detective = $8, body = $9, revision = $10, modified_at = $11 WHERE id = $1 AND revision = $2",
            args![
                rule.id.uuid(),
                rule.revision - 1,
                definition.name.clone(),
                normalise(&definition.name),
                definition.owner.uuid(),
                definition.is_active,
                definition.is_preventive,
                definition.is_detective,
                json_text(definition.body())?,
                rule.revision,
                rule.modified_at,
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Deletes a rule, if nobody changed it since `revision`. No policy may have it.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; [`StoreError::Dangling`] when a policy has it.
pub async fn delete(tx: &mut Tx, id: PolicyRuleId, revision: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM policy_rules WHERE id = $1 AND revision = $2";
    if tx.execute(sql, args![id.uuid(), revision]).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
