//! What attention checks are chosen from, and what was answered at them.

use bailiwick::catalog::Risk;
use bailiwick::certification::attention::CheckOutcome;
use bailiwick::certification::{LineItem, LineItemStatus, Verdict};
use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use sea_query::{CaseStatement, Condition, Expr, ExprTrait, Order};
use uuid::Uuid;

use super::{COLUMNS, Row, Wanted, matching, rank, with_others};
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::violations::open_grants;
use crate::word;

/// Line items of these that wait to be signed and are certified, of which a second look may be worth it: they are part of an
/// open violation, to revoke them was recommended, or they are of high or critical risk. At most so many, in that order,
/// each time the riskiest first.
pub async fn doubtful(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    most: u64,
) -> Result<Vec<LineItem>, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let waits = Wanted {
        status: Some(LineItemStatus::InProgress),
        verdict: Some(Some(Verdict::Certify)),
        ..wanted.clone()
    };
    let in_violation = || l("grant_id").in_subquery(open_grants().column(("o", "grant_id")).take());
    let against = || l("recommended").eq(Verdict::Revoke.as_str());
    let order = CaseStatement::new().case(in_violation(), 0).case(against(), 1).finally(2);
    let mut statement = matching(tx, campaign, &waits).await?;
    statement
        .exprs(COLUMNS.map(|column| Expr::col(("l", column))))
        .cond_where(Condition::any().add(in_violation()).add(against()).add(l("risk").lte(rank(Risk::High))))
        .order_by_expr(order.into(), Order::Asc)
        .order_by(("l", "risk"), Order::Asc)
        .order_by(("l", "number"), Order::Asc)
        .limit(most);
    let rows = tx.select::<Row>(&statement).await?;
    let items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<LineItem>, _>>()?;
    with_others(tx, campaign, items).await
}

/// When which person decided about what is put to a reviewer, signed or not, and about how many at that moment.
pub async fn clicks(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
) -> Result<Vec<(UserId, DateTime<Utc>, i64)>, StoreError> {
    // Every risk is: with it, SQLite finds the reviewer's rows by their index.
    let sql = "SELECT decided_by, decided_at, count(*) FROM line_items WHERE campaign = $1 AND reviewer_id = $2 \
               AND risk >= 0 AND decided_by IS NOT NULL AND decided_at IS NOT NULL GROUP BY decided_by, decided_at";
    let rows = tx.rows::<(Uuid, DateTime<Utc>, i64)>(sql, args![campaign, reviewer.uuid()]).await?;
    Ok(rows.into_iter().map(|(who, at, items)| (UserId(who), at, items)).collect())
}

/// How often each person answered how who was asked to look again.
pub async fn answered(tx: &mut Tx, campaign: i64) -> Result<Vec<(UserId, CheckOutcome, i64)>, StoreError> {
    // As the index has it.
    let sql = "SELECT user_id, action, count(*) FROM line_item_comments WHERE campaign = $1 AND user_id IS NOT NULL \
               AND action IN ('attention-check-kept', 'attention-check-changed') GROUP BY user_id, action";
    let rows = tx.rows::<(Uuid, String, i64)>(sql, args![campaign]).await?;
    let one = |(who, action, times): (Uuid, String, i64)| {
        Ok((UserId(who), word(&action, "line_item_comments", "action")?, times))
    };
    rows.into_iter().map(one).collect()
}
