//! Scans of rules, and what they found.

use bailiwick::grant::Grant;
use bailiwick::id::{PolicyId, PolicyRuleId, ScanId, UserId};
use bailiwick::policy::{Found, Scan, Standing};
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
    as_of: Option<DateTime<Utc>>,
    draft: Option<String>,
    status: String,
    rules: String,
    people: i64,
    done: i64,
    found: i64,
    today: Option<i64>,
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
            as_of: row.as_of,
            draft: row.draft.map(|draft| json(&draft, "policy_scans", "draft")).transpose()?,
            status: word(&row.status, "policy_scans", "status")?,
            rules: json(&row.rules, "policy_scans", "rules")?,
            people: row.people,
            done: row.done,
            found: row.found,
            today: row.today,
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
            "SELECT id, policy_id, rule_id, target_name, started_by, is_simulation, as_of, draft, status, rules, \
             people, done, found, today, opened, failure, started_at, completed_at FROM policy_scans ",
            $rest
        )
    };
}

/// Adds a scan that begins.
pub async fn insert(tx: &mut Tx, scan: &Scan) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO policy_scans (id, policy_id, rule_id, target_name, started_by, is_simulation, as_of, draft, \
         status, rules, started_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            scan.id.uuid(),
            scan.policy.map(PolicyId::uuid),
            scan.rule.map(PolicyRuleId::uuid),
            scan.target_name.clone(),
            scan.started_by.clone(),
            scan.is_simulation,
            scan.as_of,
            scan.draft.as_ref().map(json_text).transpose()?,
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
        "UPDATE policy_scans SET status = $2, people = $3, done = $4, found = $5, today = $6, opened = $7, \
         failure = $8, completed_at = $9 WHERE id = $1",
        args![
            scan.id.uuid(),
            scan.status.as_str(),
            scan.people,
            scan.done,
            scan.found,
            scan.today,
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
    let columns = &["scan_id", "rule_id", "user_id", "access", "standing"];
    let mut rows = Rows::new("policy_scan_results", columns, found.len());
    for one in found {
        let (access, standing) = (json_text(&one.access)?, one.standing.map(Standing::as_str));
        rows.push([
            scan.uuid().into(),
            one.rule.uuid().into(),
            one.user.uuid().into(),
            access.into(),
            standing.into(),
        ]);
    }
    rows.write(tx).await
}

/// Forgets what a scan found, to begin anew.
pub async fn forget_results(tx: &mut Tx, scan: ScanId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM policy_scan_results WHERE scan_id = $1", args![scan.uuid()]).await?;
    Ok(())
}

/// Which of what a scan found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Of this rule.
    pub rule: Option<PolicyRuleId>,
    /// What compares so with today.
    pub standing: Option<Standing>,
}

/// A page of what a scan found, by rule and person.
pub async fn results(
    tx: &mut Tx,
    scan: ScanId,
    wanted: Wanted,
    offset: i64,
    limit: i64,
) -> Result<Vec<Found>, StoreError> {
    let sql = "SELECT rule_id, user_id, access, standing FROM policy_scan_results WHERE scan_id = $1 \
               AND ($2 IS NULL OR rule_id = $2) AND ($3 IS NULL OR standing = $3) \
               ORDER BY rule_id, user_id LIMIT $4 OFFSET $5";
    let rule = wanted.rule.map(PolicyRuleId::uuid);
    let standing = wanted.standing.map(Standing::as_str);
    let rows = tx
        .rows::<(Uuid, Uuid, String, Option<String>)>(sql, args![scan.uuid(), rule, standing, limit, offset]);
    let read = |(rule, user, access, standing): (Uuid, Uuid, String, Option<String>)| {
        let access: Vec<Vec<Grant>> = json(&access, "policy_scan_results", "access")?;
        let standing = standing.map(|text| word(&text, "policy_scan_results", "standing")).transpose()?;
        Ok(Found { rule: PolicyRuleId(rule), user: UserId(user), access, standing })
    };
    rows.await?.into_iter().map(read).collect()
}

/// How often somebody breaks each rule, as a scan found it, and how that compares with today.
pub async fn counts(
    tx: &mut Tx,
    scan: ScanId,
) -> Result<Vec<(PolicyRuleId, Option<Standing>, i64)>, StoreError> {
    let sql = "SELECT rule_id, standing, count(*) FROM policy_scan_results WHERE scan_id = $1 \
               GROUP BY rule_id, standing";
    let rows = tx.rows::<(Uuid, Option<String>, i64)>(sql, args![scan.uuid()]).await?;
    let read = |(rule, standing, count): (Uuid, Option<String>, i64)| {
        let standing = standing.map(|text| word(&text, "policy_scan_results", "standing")).transpose()?;
        Ok((PolicyRuleId(rule), standing, count))
    };
    rows.into_iter().map(read).collect()
}
