//! The stages of line items, each with a time of its own: who is asked since when.

use std::collections::HashMap;

use bailiwick::certification::LineItemStatus;
use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// The places behind one of line items that nobody signed and that came to their stage by a moment, or stand in the first
/// one: so many, in order.
pub async fn late(
    tx: &mut Tx,
    campaign: i64,
    began: DateTime<Utc>,
    after: i64,
    most: i64,
) -> Result<Vec<i64>, StoreError> {
    let sql = "SELECT number FROM line_items WHERE campaign = $1 AND number > $2 AND status = 'in-progress' \
               AND (stage_at IS NULL OR stage_at <= $3) ORDER BY number LIMIT $4";
    let rows = tx.rows::<(i64,)>(sql, args![campaign, after, began, most]).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// To whom line items are put that nobody signed and that came to their stage after one moment and by another, and how
/// many to each. In the first stage they have been since the campaign began.
pub async fn began_between(
    tx: &mut Tx,
    campaign: i64,
    started: DateTime<Utc>,
    (after, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(UserId, i64)>, StoreError> {
    let sql = "SELECT reviewer_id, count(*) FROM (SELECT reviewer_id, CASE WHEN stage_at > $2 THEN stage_at ELSE $2 END \
               AS began FROM line_items WHERE campaign = $1 AND status = 'in-progress') l \
               WHERE began > $3 AND began <= $4 GROUP BY reviewer_id ORDER BY reviewer_id";
    let rows = tx.rows::<(Uuid, i64)>(sql, args![campaign, started, after, until]).await?;
    Ok(rows.into_iter().map(|(user, count)| (UserId(user), count)).collect())
}

/// When the first of a person's line items came to its stage, how many are in the first one.
type Soonest = (Uuid, Option<DateTime<Utc>>, i64);

/// Since when the line item has been in its stage that these people have had the longest of those that nobody signed: by
/// person; nothing for one in the first stage. Who is asked nothing is missing.
pub async fn soonest(
    tx: &mut Tx,
    campaign: i64,
    people: &[UserId],
) -> Result<HashMap<UserId, Option<DateTime<Utc>>>, StoreError> {
    let mut found = HashMap::new();
    for chunk in people.chunks(CHUNK) {
        let statement = Query::select()
            .column("reviewer_id")
            .expr(Expr::cust("min(stage_at)"))
            .expr(Expr::cust("CAST(sum(CASE WHEN stage_at IS NULL THEN 1 ELSE 0 END) AS BIGINT)"))
            .from(TABLE)
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("reviewer_id").is_in(chunk.iter().map(|user| user.uuid())))
            .and_where(Expr::col("status").eq(LineItemStatus::InProgress.as_str()))
            .group_by_col("reviewer_id")
            .take();
        for (user, began, in_the_first) in tx.select::<Soonest>(&statement).await? {
            found.insert(UserId(user), began.filter(|_| in_the_first == 0));
        }
    }
    Ok(found)
}
