//! Scans of rules, and what they found.

use bailiwick::grant::Grant;
use bailiwick::id::{PolicyId, PolicyRuleId, ScanId, UserId};
use bailiwick::policy::{Found, Scan};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::bulk::rows::Rows;
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text, word};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    policy_id: Option<Uuid>,
    rule_id: Option<Uuid>,
    target_name: String,
    started_by: String,
    is_simulation: bool,
    status: String,
    rules: String,
    people: i64,
    done: i64,
    found: i64,
    opened: i64,
    failure: Option<String>,
    started_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Scan {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: ScanId(row.id),
            policy: row.policy_id.map(PolicyId),
            rule: row.rule_id.map(PolicyRuleId),
            target_name: row.target_name,
            started_by: row.started_by,
            is_simulation: row.is_simulation,
            status: word(&row.status, "policy_scans", "status")?,
            rules: json(&row.rules, "policy_scans", "rules")?,
            people: row.people,
            done: row.done,
            found: row.found,
            opened: row.opened,
            failure: row.failure,
            started: row.started_at,
            completed: row.completed_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, policy_id, rule_id, target_name, started_by, is_simulation, status, rules, people, done, found, \
             opened, failure, started_at, completed_at FROM policy_scans ",
            $rest
        )
    };
}

/// Adds a scan that begins.
pub async fn insert(tx: &mut Tx, scan: &Scan) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO policy_scans (id, policy_id, rule_id, target_name, started_by, is_simulation, status, rules, started_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            scan.id.uuid(),
            scan.policy.map(PolicyId::uuid),
            scan.rule.map(PolicyRuleId::uuid),
            scan.target_name.clone(),
            scan.started_by.clone(),
            scan.is_simulation,
            scan.status.as_str(),
            json_text(&scan.rules)?,
            scan.started,
        ],
    )
    .await?;
    Ok(())
}

/// How far a scan is, and what came of it.
pub async fn update(tx: &mut Tx, scan: &Scan) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE policy_scans SET status = $2, people = $3, done = $4, found = $5, opened = $6, failure = $7, \
         completed_at = $8 WHERE id = $1",
        args![
            scan.id.uuid(),
            scan.status.as_str(),
            scan.people,
            scan.done,
            scan.found,
            scan.opened,
            scan.failure.clone(),
            scan.completed,
        ],
    )
    .await?;
    Ok(())
}

/// One scan.
pub async fn find(tx: &mut Tx, id: ScanId) -> Result<Option<Scan>, StoreError> {
    let sql = select!("WHERE id = $1");
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// Every scan, the latest first; at most so many.
pub async fn all(tx: &mut Tx, most: i64) -> Result<Vec<Scan>, StoreError> {
    let sql = select!("ORDER BY started_at DESC, id DESC LIMIT $1");
    tx.rows::<Row>(sql, args![most]).await?.into_iter().map(TryInto::try_into).collect()
}

/// Deletes a scan and what it found.
pub async fn delete(tx: &mut Tx, id: ScanId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM policy_scan_results WHERE scan_id = $1", args![id.uuid()]).await?;
    tx.execute("DELETE FROM policy_scans WHERE id = $1", args![id.uuid()]).await?;
    Ok(())
}

/// Keeps what a scan found; what it had found of the same people and rules before must be gone.
pub async fn add_results(tx: &mut Tx, scan: ScanId, found: &[Found]) -> Result<(), StoreError> {
    let columns = &["scan_id", "rule_id", "user_id", "access"];
    let mut rows = Rows::new("policy_scan_results", columns, found.len());
    for one in found {
        let access = json_text(&one.access)?;
        rows.push([scan.uuid().into(), one.rule.uuid().into(), one.user.uuid().into(), access.into()]);
    }
    rows.write(tx).await
}

/// Forgets what a scan found, to begin anew.
pub async fn forget_results(tx: &mut Tx, scan: ScanId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM policy_scan_results WHERE scan_id = $1", args![scan.uuid()]).await?;
    Ok(())
}

/// A page of what a scan found, by rule and person.
pub async fn results(
    tx: &mut Tx,
    scan: ScanId,
    rule: Option<PolicyRuleId>,
    offset: i64,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let sql = "SELECT rule_id, user_id, access FROM policy_scan_results WHERE scan_id = $1 \
               AND ($2 IS NULL OR rule_id = $2) ORDER BY rule_id, user_id LIMIT $3 OFFSET $4";
    let values = args![scan.uuid(), rule.map(PolicyRuleId::uuid), limit, offset];
    let rows = tx.rows::<(Uuid, Uuid, String)>(sql, values).await?;
    let read = |(rule, user, access): (Uuid, Uuid, String)| {
        let access: Vec<Vec<Grant>> = json(&access, "policy_scan_results", "access")?;
        Ok(Found { rule: PolicyRuleId(rule), user: UserId(user), access })
    };
    rows.into_iter().map(read).collect()
}

/// How often somebody breaks each rule, as a scan found it.
pub async fn counts(tx: &mut Tx, scan: ScanId) -> Result<Vec<(PolicyRuleId, i64)>, StoreError> {
    let sql = "SELECT rule_id, count(*) FROM policy_scan_results WHERE scan_id = $1 GROUP BY rule_id";
    let rows = tx.rows::<(Uuid, i64)>(sql, args![scan.uuid()]).await?;
    Ok(rows.into_iter().map(|(rule, count)| (PolicyRuleId(rule), count)).collect())
}
