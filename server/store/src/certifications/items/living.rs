//! Line items follow what becomes of the access, of definitions, accounts and people, and of the person's manager.

use bailiwick::certification::{LineItemId, LineItemStatus};
use bailiwick::id::{AccountId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};

use super::close::Places;
use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What holds for a line item `l` whose subject is gone: neither its grant nor another in its place is in force; the item
/// that it defines is out of use; the account or its application is, or somebody holds it now; the person whose record it is has left.
macro_rules! gone {
    ($rest:literal) => {
        concat!(
            "SELECT l.campaign, l.number FROM line_items l WHERE l.status = 'in-progress' AND ",
            $rest,
            " AND CASE WHEN l.grant_id IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM grants g \
             WHERE g.user_id = l.user_id AND g.item_id = l.item_id \
             AND g.status = 'active' AND COALESCE(g.role_id, g.item_id) = COALESCE(l.role_id, l.item_id)) \
             WHEN l.user_id IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM users u \
             WHERE u.id = l.user_id AND u.status = 'active') \
             WHEN l.account_id IS NOT NULL THEN NOT EXISTS (SELECT 1 FROM accounts c \
             JOIN items i ON i.id = c.application_id AND i.status = 'active' \
             WHERE c.id = l.account_id AND c.status = 'active' AND (c.kind = 'machine' OR c.user_id IS NULL)) \
             ELSE NOT EXISTS (SELECT 1 FROM items i WHERE i.id = l.item_id AND i.status = 'active') END \
             ORDER BY l.campaign, l.number"
        )
    };
}

/// Line items about a person that nobody signed, whose access is gone, or who has left.
pub async fn gone_of(tx: &mut Tx, user: UserId) -> Result<Vec<LineItemId>, StoreError> {
    Ok(ids(tx.rows(gone!("l.user_id = $1"), args![user.uuid()]).await?))
}

/// Line items about accounts themselves that nobody signed, where the account is out of use or somebody's.
pub async fn gone_of_accounts(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<LineItemId>, StoreError> {
    let mut found = Vec::new();
    for account in accounts {
        let sql = gone!("l.account_id = $1 AND l.grant_id IS NULL");
        found.extend(ids(tx.rows(sql, args![account.uuid()]).await?));
    }
    Ok(found)
}

/// Line items about accounts themselves that were revoked, where the account cannot be used any more and nobody has said
/// so yet.
pub async fn disabled_since(tx: &mut Tx, accounts: &[AccountId]) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "SELECT l.campaign, l.number FROM line_items l JOIN accounts c ON c.id = l.account_id \
               WHERE l.account_id = $1 AND l.grant_id IS NULL AND l.removal IN ('pending', 'failed') \
               AND c.status <> 'active' ORDER BY l.campaign, l.number";
    let mut found = Vec::new();
    for account in accounts {
        found.extend(ids(tx.rows(sql, args![account.uuid()]).await?));
    }
    Ok(found)
}

/// The same among some line items of a campaign.
pub async fn gone_within(
    tx: &mut Tx,
    campaign: i64,
    (after, until): Places,
) -> Result<Vec<LineItemId>, StoreError> {
    let sql = gone!("l.campaign = $1 AND l.number > $2 AND l.number <= $3");
    Ok(ids(tx.rows(sql, args![campaign, after, until]).await?))
}

pub(super) fn ids(rows: Vec<(i64, i64)>) -> Vec<LineItemId> {
    rows.into_iter().map(|(campaign, number)| LineItemId { campaign, number }).collect()
}

/// Closes those of these line items of a campaign that nobody signed.
pub async fn close(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
    status: LineItemStatus,
) -> Result<(), StoreError> {
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::update()
            .table(TABLE)
            .values([("status", Expr::val(status.as_str())), ("revision", Expr::col("revision").add(1))])
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .and_where(Expr::col("status").eq(LineItemStatus::InProgress.as_str()))
            .to_owned();
        tx.update(&statement).await?;
    }
    Ok(())
}

/// Says that revoked access is gone.
pub async fn set_removed(tx: &mut Tx, item: LineItemId, at: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE line_items SET removed_at = $3 WHERE campaign = $1 AND number = $2";
    tx.execute(sql, args![item.campaign, item.number, at]).await?;
    Ok(())
}

/// What became of a definition, a record or an account since a line item about it was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinceSigned {
    /// Nothing.
    Same,
    /// It was changed.
    Changed,
    /// It is out of use, the account cannot be used, or the person has left.
    Gone,
}

/// What became of what a line item is about, since it was signed.
pub async fn since_signed(tx: &mut Tx, item: LineItemId) -> Result<SinceSigned, StoreError> {
    let sql = "SELECT COALESCE(i.status, u.status, c.status), CASE WHEN COALESCE(i.modified_at, u.modified_at) > l.signed_at \
               THEN 1 ELSE 0 END FROM line_items l LEFT JOIN items i ON i.id = l.item_id \
               LEFT JOIN users u ON u.id = l.user_id LEFT JOIN accounts c ON c.id = l.account_id \
               WHERE l.campaign = $1 AND l.number = $2 AND l.grant_id IS NULL";
    let row: Option<(Option<String>, i32)> = tx.row(sql, args![item.campaign, item.number]).await?;
    Ok(match row {
        Some((Some(status), changed)) if status == "active" => {
            if changed == 1 {
                SinceSigned::Changed
            } else {
                SinceSigned::Same
            }
        }
        _ => SinceSigned::Gone,
    })
}
