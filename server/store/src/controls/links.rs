//! Which rules a control mitigates.

use bailiwick::id::{ControlId, PolicyRuleId};
use bailiwick::policy::Control;
use sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use uuid::Uuid;

use super::{Row, select};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// The controls of a rule, by name.
pub async fn of_rule(tx: &mut Tx, rule: PolicyRuleId) -> Result<Vec<Control>, StoreError> {
    let sql =
        select!("JOIN rule_controls l ON l.control_id = c.id WHERE l.rule_id = $1 ORDER BY c.name_norm");
    tx.rows::<Row>(sql, args![rule.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// The rules of controls by id and name, by name; all of them where no control is named.
pub async fn rules(
    tx: &mut Tx,
    control: Option<ControlId>,
) -> Result<Vec<(ControlId, PolicyRuleId, String)>, StoreError> {
    let rows: Vec<(Uuid, Uuid, String)> = if let Some(control) = control {
        let sql = "SELECT l.control_id, r.id, r.name FROM rule_controls l JOIN policy_rules r ON r.id = l.rule_id \
                       WHERE l.control_id = $1 ORDER BY r.name_norm";
        tx.rows(sql, args![control.uuid()]).await?
    } else {
        let sql = "SELECT l.control_id, r.id, r.name FROM rule_controls l JOIN policy_rules r ON r.id = l.rule_id \
                       ORDER BY r.name_norm";
        tx.rows(sql, args![]).await?
    };
    Ok(rows.into_iter().map(|(control, rule, name)| (ControlId(control), PolicyRuleId(rule), name)).collect())
}

/// The controls of these rules, by name.
pub async fn of_rules(
    tx: &mut Tx,
    rules: &[PolicyRuleId],
) -> Result<Vec<(PolicyRuleId, ControlId)>, StoreError> {
    let mut found = Vec::new();
    for chunk in rules.chunks(500) {
        let statement = Query::select()
            .column(("l", "rule_id"))
            .column(("l", "control_id"))
            .from_as("rule_controls", "l")
            .join_as(
                JoinType::InnerJoin,
                "mitigating_controls",
                "c",
                Expr::col(("c", "id")).equals(("l", "control_id")),
            )
            .and_where(Expr::col(("l", "rule_id")).is_in(chunk.iter().map(|rule| rule.uuid())))
            .order_by(("c", "name_norm"), Order::Asc)
            .take();
        let rows: Vec<(Uuid, Uuid)> = tx.select(&statement).await?;
        found.extend(rows.into_iter().map(|(rule, control)| (PolicyRuleId(rule), ControlId(control))));
    }
    Ok(found)
}

/// Links a control to a rule; whether it was not before.
///
/// # Errors
/// [`StoreError::Dangling`]: one of them does not exist.
pub async fn add(tx: &mut Tx, control: ControlId, rule: PolicyRuleId) -> Result<bool, StoreError> {
    let sql = "INSERT INTO rule_controls (rule_id, control_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, args![rule.uuid(), control.uuid()]).await? == 1)
}

/// Takes a link away; whether it was there.
pub async fn remove(tx: &mut Tx, control: ControlId, rule: PolicyRuleId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM rule_controls WHERE rule_id = $1 AND control_id = $2";
    Ok(tx.execute(sql, args![rule.uuid(), control.uuid()]).await? == 1)
}

/// Gives a rule the controls of another.
pub async fn copy(tx: &mut Tx, from: PolicyRuleId, to: PolicyRuleId) -> Result<(), StoreError> {
    let sql = "INSERT INTO rule_controls (rule_id, control_id) \
               SELECT $2, control_id FROM rule_controls WHERE rule_id = $1";
    tx.execute(sql, args![from.uuid(), to.uuid()]).await?;
    Ok(())
}
