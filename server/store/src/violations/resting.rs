//! Exceptions that rest on a control.

use bailiwick::id::{ControlId, UserId, ViolationId};
use bailiwick::policy::Violation;
use uuid::Uuid;

use super::{Row, select};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// The violations whose exceptions rest on a control, the first to end first; at most so many.
pub async fn on_control(tx: &mut Tx, control: ControlId, most: i64) -> Result<Vec<Violation>, StoreError> {
    let sql = select!(
        "WHERE v.control_id = $1 AND v.status = 'exception' ORDER BY v.exception_until, v.id LIMIT $2"
    );
    let rows = tx.rows::<Row>(sql, args![control.uuid(), most]).await?;
    rows.into_iter().map(|row| <(Violation, i64)>::try_from(row).map(|(one, _)| one)).collect()
}

/// How many exceptions rest on each control.
pub async fn counts(tx: &mut Tx) -> Result<Vec<(ControlId, i64)>, StoreError> {
    let sql = "SELECT control_id, count(*) FROM violations WHERE control_id IS NOT NULL AND status = 'exception' \
               GROUP BY control_id";
    let rows = tx.rows::<(Uuid, i64)>(sql, args![]).await?;
    Ok(rows.into_iter().map(|(id, count)| (ControlId(id), count)).collect())
}

/// How many exceptions rest on a control.
pub async fn count(tx: &mut Tx, control: ControlId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM violations WHERE control_id = $1 AND status = 'exception'";
    tx.count(sql, args![control.uuid()]).await
}

/// The people whose exceptions rest on a control.
pub async fn people(tx: &mut Tx, control: ControlId) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT user_id FROM violations WHERE control_id = $1 AND status = 'exception'";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![control.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// The violations whose exceptions cannot rest on a control any longer: all when it does not work, else those of rules
/// that are there and no longer linked to it. At most so many.
pub async fn without_ground(
    tx: &mut Tx,
    control: ControlId,
    works: bool,
    most: i64,
) -> Result<Vec<ViolationId>, StoreError> {
    let sql = if works {
        "SELECT v.id FROM violations v JOIN policy_rules r ON r.id = v.rule_id \
         WHERE v.control_id = $1 AND v.status = 'exception' AND NOT EXISTS (SELECT 1 FROM rule_controls l \
         WHERE l.rule_id = v.rule_id AND l.control_id = v.control_id) ORDER BY v.id LIMIT $2"
    } else {
        "SELECT v.id FROM violations v WHERE v.control_id = $1 AND v.status = 'exception' ORDER BY v.id LIMIT $2"
    };
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![control.uuid(), most]).await?;
    Ok(rows.into_iter().map(|(id,)| ViolationId(id)).collect())
}
