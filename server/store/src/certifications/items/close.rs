//! What time does to line items that nobody signed, and to exceptions.

use bailiwick::certification::{LineItemId, LineItemStatus, Removal};
use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};

use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Line items by place: those after the first, up to the second.
pub type Places = (i64, i64);

/// The places of line items that nobody signed, among these.
pub async fn open_within(tx: &mut Tx, campaign: i64, (after, until): Places) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT number FROM line_items WHERE campaign = $1 AND number > $2 AND number <= $3 \
               AND status = 'in-progress' ORDER BY number";
    let rows = tx.rows::<(i64,)>(sql, args![campaign, after, until]).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Closes those of these that nobody signed. How many.
pub async fn close_within(
    tx: &mut Tx,
    campaign: i64,
    (after, until): Places,
    status: LineItemStatus,
) -> Result<u64, StoreError> {
    let sql = "UPDATE line_items SET status = $4, revision = revision + 1 \
               WHERE campaign = $1 AND number > $2 AND number <= $3 AND status = 'in-progress'";
    tx.execute(sql, args![campaign, after, until, status.as_str()]).await
}

/// Whether some that nobody signed would go to somebody else: those that are neither theirs to decide nor about them, and
/// of which they signed no earlier stage.
pub async fn some_move(tx: &mut Tx, campaign: i64, to: UserId) -> Result<bool, StoreError> {
    let sql = "SELECT number FROM line_items l WHERE campaign = $1 AND status = 'in-progress' AND reviewer_id <> $2 \
               AND (user_id IS NULL OR user_id <> $2) AND NOT EXISTS (SELECT 1 FROM line_item_signatures s \
               WHERE s.campaign = l.campaign AND s.number = l.number AND s.user_id = $2) LIMIT 1";
    Ok(tx.row::<(i64,)>(sql, args![campaign, to.uuid()]).await?.is_some())
}

/// When signed exceptions end that have not ended by now.
pub async fn ends_of_exceptions(
    tx: &mut Tx,
    campaign: i64,
    now: DateTime<Utc>,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let sql = "SELECT DISTINCT until_at FROM line_items WHERE campaign = $1 AND verdict = 'exception' \
               AND status = 'signed-off' AND removal IS NULL AND until_at > $2 ORDER BY until_at";
    let rows = tx.rows::<(DateTime<Utc>,)>(sql, args![campaign, now]).await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Exceptions whose time is over, of access that is still in force and was not decided anew since: it is to go from now
/// on. So are definitions and records to be corrected, and accounts to be disabled, that were not decided anew. Which they are.
pub async fn end_exceptions(
    tx: &mut Tx,
    campaign: i64,
    now: DateTime<Utc>,
) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "SELECT l.number FROM line_items l LEFT JOIN grants g ON g.id = l.grant_id \
               WHERE l.campaign = $1 AND l.status = 'signed-off' AND l.verdict = 'exception' AND l.until_at <= $2 \
               AND l.removal IS NULL AND (l.grant_id IS NULL OR g.status = 'active') \
               AND NOT EXISTS (SELECT 1 FROM line_items n \
               WHERE n.grant_id = l.grant_id AND n.signed_at > l.signed_at AND n.verdict IN ('certify', 'exception')) \
               AND NOT EXISTS (SELECT 1 FROM line_items n WHERE l.grant_id IS NULL AND n.grant_id IS NULL \
               AND (n.item_id = l.item_id OR n.user_id = l.user_id OR n.account_id = l.account_id) AND n.signed_at > l.signed_at \
               AND n.verdict IN ('certify', 'exception')) ORDER BY l.number";
    let rows = tx.rows::<(i64,)>(sql, args![campaign, now]).await?;
    let numbers: Vec<i64> = rows.into_iter().map(|(number,)| number).collect();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::update()
            .table(TABLE)
            .values([
                ("removal", Expr::val(Removal::Pending.as_str())),
                ("revision", Expr::col("revision").add(1)),
            ])
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .to_owned();
        tx.update(&statement).await?;
    }
    Ok(numbers.into_iter().map(|number| LineItemId { campaign, number }).collect())
}
