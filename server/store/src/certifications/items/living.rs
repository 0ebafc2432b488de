//! Line items follow what becomes of the access, of definitions, accounts and people, and of the person's manager.

use std::collections::HashMap;

use bailiwick::certification::{LineItemId, LineItemStatus};
use bailiwick::grant::Origin;
use bailiwick::id::{AccountId, GrantId, ItemId, RequestId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use uuid::Uuid;

use super::close::Places;
use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

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

/// Looks again at what was removed before a moment: what is not held is verified. Those that are held again.
pub async fn verify(
    tx: &mut Tx,
    campaign: i64,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "UPDATE line_items SET verified_at = $3 WHERE campaign = $1 AND removal = 'complete' \
               AND verified_at IS NULL AND removed_at < $2 AND NOT EXISTS (SELECT 1 FROM grants g \
               WHERE g.user_id = line_items.user_id AND g.item_id = line_items.item_id AND g.status = 'active') \
               AND NOT EXISTS (SELECT 1 FROM accounts c WHERE line_items.grant_id IS NULL \
               AND c.id = line_items.account_id AND c.status = 'active')";
    tx.execute(sql, args![campaign, before, now]).await?;
    let sql = "SELECT campaign, number FROM line_items WHERE campaign = $1 AND removal = 'complete' \
               AND verified_at IS NULL AND removed_at < $2 ORDER BY number";
    Ok(ids(tx.rows(sql, args![campaign, before]).await?))
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

/// What became of revoked access after it was gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// When it was gone.
    pub removed: Option<DateTime<Utc>>,
    /// When a later look saw that it still was.
    pub verified: Option<DateTime<Utc>>,
    /// How it came back, the first time.
    pub returned: Option<Returned>,
}

/// How access came back that had been revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The grant by which it is, or was, held again.
    pub grant: GrantId,
    /// Since when.
    pub at: DateTime<Utc>,
    /// By whom, where it was a person.
    pub by: Option<UserId>,
    /// How it was given.
    pub origin: Origin,
    /// By which request.
    pub request: Option<RequestId>,
    /// Whose request that was.
    pub asked_by: Option<UserId>,
    /// By which role.
    pub role: Option<ItemId>,
}

/// A line item's place, when its access was gone, and when that was seen again.
type Gone = (i64, DateTime<Utc>, Option<DateTime<Utc>>);

/// A line item's place, a grant of the same access, and who asked for it.
type Again = (i64, Uuid, DateTime<Utc>, Option<Uuid>, String, Option<String>, Option<Uuid>, Option<Uuid>);

/// What became of these line items' access after it was gone; those that nothing was removed for are missing.
pub async fn aftermath(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, Aftermath>, StoreError> {
    let mut found: HashMap<i64, Aftermath> = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let l = |column: &'static str| Expr::col(("l", column));
        let mut rows = Query::select();
        rows.from_as(TABLE, "l")
            .expr(l("number"))
            .and_where(l("campaign").eq(campaign))
            .and_where(l("number").is_in(chunk.iter().copied()))
            .and_where(l("removed_at").is_not_null());
        let removed = rows.clone().expr(l("removed_at")).expr(l("verified_at")).take();
        for (number, removed, verified) in tx.select::<Gone>(&removed).await? {
            found.insert(number, Aftermath { removed: Some(removed), verified, returned: None });
        }
        let g = |column: &'static str| Expr::col(("g", column));
        let again = rows
            .exprs(["id", "start_at", "granted_by", "origin", "request_id", "role_id"].map(g))
            .expr(Expr::col(("q", "requester_id")))
            .join_as(JoinType::InnerJoin, "grants", "g", g("user_id").equals(("l", "user_id")))
            .join_as(JoinType::LeftJoin, "requests", "q", Expr::col(("q", "id")).equals(("g", "request_id")))
            .and_where(g("item_id").equals(("l", "item_id")))
            .and_where(g("id").not_equals(("l", "grant_id")))
            .order_by(("g", "id"), Order::Asc)
            .take();
        for (number, id, at, by, origin, request, role, asked_by) in tx.select::<Again>(&again).await? {
            let Some(after) = found.get_mut(&number) else { continue };
            // A start date may be long ago; the id tells when the grant was made.
            let made = id.get_timestamp().and_then(|time| {
                let (seconds, nanos) = time.to_unix();
                DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
            });
            let is_later = made.unwrap_or(at) >= after.removed.unwrap_or(at);
            if after.returned.is_none() && is_later {
                after.returned = Some(Returned {
                    grant: GrantId(id),
                    at: made.unwrap_or(at),
                    by: by.map(UserId),
                    origin: word(&origin, "grants", "origin")?,
                    request: request.map(RequestId),
                    asked_by: asked_by.map(UserId),
                    role: role.map(ItemId),
                });
            }
        }
    }
    Ok(found)
}

/// How many of the line items whose access was taken away are held again now, by another grant; and of accounts, can be used
/// again.
pub async fn held_again(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM line_items l WHERE l.campaign = $1 AND l.removal = 'complete' AND (EXISTS (\
               SELECT 1 FROM grants g WHERE g.user_id = l.user_id AND g.item_id = l.item_id \
               AND g.status = 'active' AND g.id <> l.grant_id) OR EXISTS (SELECT 1 FROM accounts c \
               WHERE l.grant_id IS NULL AND c.id = l.account_id AND c.status = 'active'))";
    tx.count(sql, args![campaign]).await
}
