//! What became of revoked access after it was gone: seen so again, come back, or held in another way all along.

use std::collections::{BTreeSet, HashMap};

use bailiwick::certification::Removal;
use bailiwick::grant::Origin;
use bailiwick::id::{GrantId, ItemId, RequestId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use super::beside::{Same, again, g, l, same};
use super::verify::is_read;
use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// How many of the line items whose access was taken away are held now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeldNow {
    /// It was given again, or the account can be used again.
    pub again: i64,
    /// It was not, and another way holds it all along.
    pub still: i64,
}

/// How many of the line items whose access was taken away are held now.
pub async fn held_now(tx: &mut Tx, campaign: i64) -> Result<HeldNow, StoreError> {
    let removed = same(campaign)
        .and_where(g("status").eq("active"))
        .and_where(l("removal").eq(Removal::Complete.as_str()))
        .take();
    let found = tx.select::<Same>(&removed).await?;
    let held: BTreeSet<i64> = found.iter().map(|row| row.number).collect();
    let count = |all: usize| i64::try_from(all).unwrap_or(i64::MAX);
    let returned = again(&found)?.len();
    let sql = "SELECT count(*) FROM line_items l JOIN accounts c ON c.id = l.account_id AND c.status = 'active' \
               WHERE l.campaign = $1 AND l.removal = 'complete' AND l.grant_id IS NULL";
    let accounts = tx.count(sql, args![campaign]).await?;
    Ok(HeldNow { again: count(returned) + accounts, still: count(held.len() - returned) })
}

/// What became of revoked access after it was gone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// When it was gone.
    pub removed: Option<DateTime<Utc>>,
    /// When a later look saw that it still was.
    pub verified: Option<DateTime<Utc>>,
    /// Which file of grants that look was at; none where it was at the house's own record.
    pub file: Option<String>,
    /// How many rows that had about the application, as far as that was noted.
    pub rows: Option<i64>,
    /// Its application is read from files of grants.
    pub is_read: bool,
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

/// A line item's place, when its access was gone, when that was seen again, in which file with how many rows, and whether one
/// can tell.
type Gone = (i64, DateTime<Utc>, Option<DateTime<Utc>>, Option<String>, Option<i64>, i32);

/// What became of these line items' access after it was gone; those that nothing was removed for are missing.
pub async fn aftermath(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, Aftermath>, StoreError> {
    let mut found: HashMap<i64, Aftermath> = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let removed = Query::select()
            .from_as(TABLE, "l")
            .exprs(["number", "removed_at", "verified_at", "verified_file", "verified_rows"].map(l))
            .expr(Expr::cust(concat!("CASE WHEN ", is_read!("l"), " THEN 1 ELSE 0 END")))
            .and_where(l("campaign").eq(campaign))
            .and_where(l("number").is_in(chunk.iter().copied()))
            .and_where(l("removed_at").is_not_null())
            .take();
        for (number, removed, verified, file, rows, is_read) in tx.select::<Gone>(&removed).await? {
            let is_read = is_read == 1;
            let gone = Aftermath { removed: Some(removed), verified, file, rows, is_read, returned: None };
            found.insert(number, gone);
        }
        let others = same(campaign)
            .and_where(l("number").is_in(chunk.iter().copied()))
            .and_where(l("removed_at").is_not_null())
            .and_where(g("id").not_equals(("l", "grant_id")))
            .take();
        for row in tx.select::<Same>(&others).await? {
            let Some(after) = found.get_mut(&row.number) else { continue };
            if after.returned.is_none() && row.is_since()? {
                after.returned = Some(Returned {
                    grant: GrantId(row.id),
                    at: row.made(),
                    by: row.granted_by.map(UserId),
                    origin: word(&row.origin, "grants", "origin")?,
                    request: row.request_id.map(RequestId),
                    asked_by: None,
                    role: row.role_id.map(ItemId),
                });
            }
        }
    }
    asked(tx, &mut found).await?;
    Ok(found)
}

/// Adds whose requests brought access back.
async fn asked(tx: &mut Tx, found: &mut HashMap<i64, Aftermath>) -> Result<(), StoreError> {
    let back = found.values().filter_map(|after| after.returned.as_ref()?.request.as_ref());
    let requests: BTreeSet<String> = back.map(|request| request.0.clone()).collect();
    let mut requesters: HashMap<String, UserId> = HashMap::new();
    for chunk in Vec::from_iter(requests).chunks(CHUNK) {
        let statement = Query::select()
            .columns(["id", "requester_id"])
            .from("requests")
            .and_where(Expr::col("id").is_in(chunk.iter().cloned()))
            .and_where(Expr::col("requester_id").is_not_null())
            .take();
        let rows = tx.select::<(String, Uuid)>(&statement).await?;
        requesters.extend(rows.into_iter().map(|(id, requester)| (id, UserId(requester))));
    }
    for one in found.values_mut().filter_map(|after| after.returned.as_mut()) {
        one.asked_by = one.request.as_ref().and_then(|request| requesters.get(&request.0).copied());
    }
    Ok(())
}
