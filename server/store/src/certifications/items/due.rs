//! Removals that wait: for a date, or for somebody else's request.

use bailiwick::certification::LineItemId;
use bailiwick::id::{RequestId, UserId};
use chrono::{DateTime, Utc};

use super::living::ids;
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// The next date at which something revoked is to go, for which nothing was asked yet.
pub async fn next_removal(
    tx: &mut Tx,
    campaign: i64,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let sql = "SELECT until_at FROM line_items WHERE campaign = $1 AND removal = 'pending' \
               AND removal_request IS NULL AND until_at > $2 ORDER BY until_at LIMIT 1";
    let row: Option<(DateTime<Utc>,)> = tx.row(sql, args![campaign, now]).await?;
    Ok(row.map(|(at,)| at))
}

/// Line items about what a person holds whose removal waits for a request.
pub async fn waiting_for(
    tx: &mut Tx,
    user: UserId,
    request: &RequestId,
) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "SELECT campaign, number FROM line_items WHERE user_id = $1 AND removal_request = $2 \
               AND removal = 'pending' ORDER BY campaign, number";
    Ok(ids(tx.rows(sql, args![user.uuid(), request.0.clone()]).await?))
}

/// The removal of a line item waits for no request any more: it is to be asked for.
pub async fn stop_waiting(tx: &mut Tx, item: LineItemId) -> Result<(), StoreError> {
    let sql = "UPDATE line_items SET removal_request = NULL, revision = revision + 1 \
               WHERE campaign = $1 AND number = $2 AND removal = 'pending'";
    tx.execute(sql, args![item.campaign, item.number]).await?;
    Ok(())
}
