//! Violations: a person breaks a rule.

mod list;
pub mod resting;

use std::collections::HashSet;

use bailiwick::id::{ControlId, GrantId, PolicyId, PolicyRuleId, ScanId, UserId, ViolationId};
use bailiwick::policy::{RemediationStatus, Violation, ViolationDecision};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text, word};

pub use list::{Which, page};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    rule_id: Uuid,
    policy_id: Option<Uuid>,
    user_id: Uuid,
    scan_id: Option<Uuid>,
    rule: String,
    access: String,
    status: String,
    decision: Option<String>,
    exception_until: Option<DateTime<Utc>>,
    excepted_at: Option<DateTime<Utc>>,
    control_id: Option<Uuid>,
    paused: String,
    remediation: Option<String>,
    remediation_status: Option<String>,
    is_standing: bool,
    revision: i64,
    created_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
    completed_by: Option<Uuid>,
}

const TABLE: &str = "violations";
/// So many ids are named in one statement.
const CHUNK: usize = 500;

impl TryFrom<Row> for (Violation, i64) {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let violation = Violation {
            id: ViolationId(row.id),
            rule_id: PolicyRuleId(row.rule_id),
            policy: row.policy_id.map(PolicyId),
            user: UserId(row.user_id),
            scan: row.scan_id.map(ScanId),
            rule: json(&row.rule, TABLE, "rule")?,
            access: json(&row.access, TABLE, "access")?,
            status: word(&row.status, TABLE, "status")?,
            decision: row.decision.map(|text| word(&text, TABLE, "decision")).transpose()?,
            exception_until: row.exception_until,
            excepted: row.excepted_at,
            control: row.control_id.map(ControlId),
            paused: json(&row.paused, TABLE, "paused")?,
            remediation: row.remediation.map(|text| json(&text, TABLE, "remediation")).transpose()?,
            remediation_status: row
                .remediation_status
                .map(|text| word(&text, TABLE, "remediation_status"))
                .transpose()?,
            is_standing: row.is_standing,
            created: row.created_at,
            completed: row.completed_at,
            completed_by: row.completed_by.map(UserId),
        };
        Ok((violation, row.revision))
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.rule_id, v.policy_id, v.user_id, v.scan_id, v.rule, v.access, v.status, v.decision, \
             v.exception_until, v.excepted_at, v.control_id, v.paused, v.remediation, v.remediation_status, v.is_standing, v.revision, \
             v.created_at, v.completed_at, v.completed_by FROM violations v ",
            $rest
        )
    };
}

use select;

/// One violation and its revision.
pub async fn find(tx: &mut Tx, id: ViolationId) -> Result<Option<(Violation, i64)>, StoreError> {
    tx.row::<Row>(select!("WHERE v.id = $1"), args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The violation of a rule by a person that stands; there is at most one.
pub async fn standing(
    tx: &mut Tx,
    rule: PolicyRuleId,
    user: UserId,
) -> Result<Option<(Violation, i64)>, StoreError> {
    let sql = select!("WHERE v.rule_id = $1 AND v.user_id = $2 AND v.is_standing");
    tx.row::<Row>(sql, args![rule.uuid(), user.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The standing violations of a rule that were there before a scan, and that it did not find again; at most so many.
pub async fn not_found_again(
    tx: &mut Tx,
    rule: PolicyRuleId,
    scan: ScanId,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(Violation, i64)>, StoreError> {
    let sql = select!(
        "WHERE v.rule_id = $1 AND v.is_standing AND v.created_at < $3 AND NOT EXISTS (SELECT 1 FROM policy_scan_results r \
         WHERE r.scan_id = $2 AND r.rule_id = v.rule_id AND r.user_id = v.user_id) ORDER BY v.created_at LIMIT $4"
    );
    let rows = tx.rows::<Row>(sql, args![rule.uuid(), scan.uuid(), before, most]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The rules that a person may break: somebody allowed it, or it is excepted still.
pub async fn tolerated(
    tx: &mut Tx,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<HashSet<PolicyRuleId>, StoreError> {
    // An exception that rests on a control counts no longer than that one works, ended or not yet.
    let sql = "SELECT rule_id FROM violations v WHERE user_id = $1 AND is_standing AND (decision = 'allow' \
               OR (decision = 'exception' AND exception_until > $2 AND (control_id IS NULL OR EXISTS (SELECT 1 \
               FROM mitigating_controls c WHERE c.id = v.control_id AND c.retired_at IS NULL AND c.evidence_until > $2))))";
    let rows = tx.rows::<(Uuid,)>(sql, args![user.uuid(), now]).await?;
    Ok(rows.into_iter().map(|(id,)| PolicyRuleId(id)).collect())
}

/// How many violations are open, of each rule.
pub async fn open_by_rule(tx: &mut Tx) -> Result<Vec<(PolicyRuleId, i64)>, StoreError> {
    let sql = "SELECT rule_id, count(*) FROM violations WHERE status <> 'complete' GROUP BY rule_id";
    let rows = tx.rows::<(Uuid, i64)>(sql, args![]).await?;
    Ok(rows.into_iter().map(|(id, count)| (PolicyRuleId(id), count)).collect())
}

/// Violations by id, in no order.
pub async fn find_many(tx: &mut Tx, ids: &[ViolationId]) -> Result<Vec<Violation>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let statement = Query::select()
            .exprs(COLUMNS.map(|column| Expr::col(("v", column))))
            .from_as("violations", "v")
            .and_where(Expr::col(("v", "id")).is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        for row in tx.select::<Row>(&statement).await? {
            let (violation, _): (Violation, i64) = row.try_into()?;
            found.push(violation);
        }
    }
    Ok(found)
}

/// The violations about which somebody has to decide still, by the grants that are a part of them.
pub async fn open_of_grants(
    tx: &mut Tx,
    grants: &[GrantId],
) -> Result<Vec<(GrantId, ViolationId)>, StoreError> {
    let mut found = Vec::new();
    for chunk in grants.chunks(CHUNK) {
        let statement = open_grants()
            .column(("o", "grant_id"))
            .column(("o", "violation_id"))
            .and_where(Expr::col(("o", "grant_id")).is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        let rows = tx.select::<(Uuid, Uuid)>(&statement).await?;
        found.extend(rows.into_iter().map(|(grant, violation)| (GrantId(grant), ViolationId(violation))));
    }
    Ok(found)
}

/// Grants that are a part of violations about which somebody has to decide still: `o`.
pub(crate) fn open_grants() -> SelectStatement {
    Query::select()
        .from_as("violation_grants", "o")
        .join_as(JoinType::InnerJoin, "violations", "v", Expr::col(("v", "id")).equals(("o", "violation_id")))
        .and_where(Expr::cust("v.status IN ('in-progress', 'pending')"))
        .take()
}

/// The columns of a [`Row`].
const COLUMNS: [&str; 20] = [
    "id",
    "rule_id",
    "policy_id",
    "user_id",
    "scan_id",
    "rule",
    "access",
    "status",
    "decision",
    "exception_until",
    "excepted_at",
    "control_id",
    "paused",
    "remediation",
    "remediation_status",
    "is_standing",
    "revision",
    "created_at",
    "completed_at",
    "completed_by",
];

/// Adds a violation.
///
/// # Errors
/// [`StoreError::Duplicate`]: one of the same rule and person stands.
pub async fn insert(tx: &mut Tx, violation: &Violation) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO violations (id, rule_id, policy_id, user_id, scan_id, case_id, rule, access, status, decision, \
         exception_until, excepted_at, paused, remediation, remediation_status, is_standing, revision, created_at, \
         modified_at, control_id) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17, $17, $18)",
        args![
            violation.id.uuid(),
            violation.rule_id.uuid(),
            violation.policy.map(PolicyId::uuid),
            violation.user.uuid(),
            violation.scan.map(ScanId::uuid),
            violation.case_id().0,
            json_text(&violation.rule)?,
            json_text(&violation.access)?,
            violation.status.as_str(),
            violation.decision.map(ViolationDecision::as_str),
            violation.exception_until,
            violation.excepted,
            json_text(&violation.paused)?,
            violation.remediation.as_ref().map(json_text).transpose()?,
            violation.remediation_status.map(RemediationStatus::as_str),
            violation.is_standing,
            violation.created,
            violation.control.map(ControlId::uuid),
        ],
    )
    .await?;
    keep_grants(tx, violation).await
}

/// The grants that a violation consists of, where they can be searched by.
async fn keep_grants(tx: &mut Tx, violation: &Violation) -> Result<(), StoreError> {
    let mut grants: Vec<GrantId> = violation.access.iter().flatten().map(|grant| grant.id).collect();
    grants.sort_unstable();
    grants.dedup();
    for chunk in grants.chunks(CHUNK) {
        let mut statement = Query::insert();
        statement.into_table("violation_grants").columns(["grant_id", "violation_id"]);
        for grant in chunk {
            // The columns are as many as the values.
            let _ = statement.values([grant.uuid().into(), violation.id.uuid().into()]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// Replaces what is known of a violation, if nobody did since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn update(
    tx: &mut Tx,
    violation: &Violation,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE violations SET access = $3, status = $4, decision = $5, exception_until = $6, excepted_at = $7, \
             paused = $8, remediation = $9, remediation_status = $10, is_standing = $11, completed_at = $12, \
             completed_by = $13, modified_at = $14, control_id = $15, revision = revision + 1 \
             WHERE id = $1 AND revision = $2",
            args![
                violation.id.uuid(),
                revision,
                json_text(&violation.access)?,
                violation.status.as_str(),
                violation.decision.map(ViolationDecision::as_str),
                violation.exception_until,
                violation.excepted,
                json_text(&violation.paused)?,
                violation.remediation.as_ref().map(json_text).transpose()?,
                violation.remediation_status.map(RemediationStatus::as_str),
                violation.is_standing,
                violation.completed,
                violation.completed_by.map(UserId::uuid),
                now,
                violation.control.map(ControlId::uuid),
            ],
        )
        .await?;
    if touched == 0 {
        return Err(StoreError::Stale);
    }
    tx.execute("DELETE FROM violation_grants WHERE violation_id = $1", args![violation.id.uuid()]).await?;
    keep_grants(tx, violation).await
}

/// Deletes a violation; its case stays.
pub async fn delete(tx: &mut Tx, id: ViolationId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM violations WHERE id = $1", args![id.uuid()]).await?;
    Ok(())
}
