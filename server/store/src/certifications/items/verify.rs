//! Looks again at what was removed: where an application is read from files of grants, at what the next one says; else at
//! the house's own record.

use std::collections::{BTreeMap, BTreeSet};

use bailiwick::certification::{LineItemId, Loaded};
use bailiwick::grant::Origin;
use bailiwick::id::ItemId;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};

use super::beside::{Same, again, g, l, same, same_anywhere};
use super::living::ids;
use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What is noted of a line item whose access came back.
pub const RETURNED: &str = "access-returned";

/// What holds for a line item about access in an application of which files of grants tell: one came to its end. A file that
/// never did tells of nothing that could be waited for.
macro_rules! is_read {
    ($l:literal) => {
        concat!(
            "(",
            $l,
            ".grant_id IS NOT NULL AND EXISTS (SELECT 1 FROM source_loads s WHERE s.application_id = ",
            $l,
            ".application_id AND s.kind = 'grants' AND s.loaded_at IS NOT NULL))"
        )
    };
}
pub(super) use is_read;

/// What holds for a line item whose access was removed, and of which no later look saw that it is gone.
macro_rules! is_unverified {
    ($l:literal) => {
        concat!("(", $l, ".removal = 'complete' AND ", $l, ".verified_at IS NULL)")
    };
}

/// What holds for a line item whose access nobody holds in any way.
macro_rules! is_held_by_nobody {
    () => {
        "NOT EXISTS (SELECT 1 FROM grants g WHERE g.user_id = line_items.user_id \
         AND g.item_id = line_items.item_id AND g.status = 'active')"
    };
}

/// What holds for a line item `l` of which nobody was told that its access came back since it was last seen gone.
macro_rules! is_untold {
    () => {
        "NOT EXISTS (SELECT 1 FROM line_item_comments t WHERE t.campaign = l.campaign AND t.number = l.number \
         AND t.action = 'access-returned' AND (l.verified_at IS NULL OR t.at >= l.verified_at))"
    };
}

/// Looks again, in the house's own record, at what was removed before a moment: what did not come back is verified, though
/// it may be held in another way all along. What files tell of waits for one. Those that came back, or can be used again.
pub async fn verify(
    tx: &mut Tx,
    campaign: i64,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<LineItemId>, StoreError> {
    let sql = concat!(
        "UPDATE line_items SET verified_at = $3 WHERE campaign = $1 AND ",
        is_unverified!("line_items"),
        " AND removed_at < $2 AND NOT ",
        is_read!("line_items"),
        " AND ",
        is_held_by_nobody!(),
        " AND NOT EXISTS (SELECT 1 FROM accounts c WHERE line_items.grant_id IS NULL \
         AND c.id = line_items.account_id AND c.status = 'active')"
    );
    tx.execute(sql, args![campaign, before, now]).await?;
    let unverified = same(campaign)
        .and_where(Expr::cust(is_unverified!("l")))
        .and_where(l("removed_at").lt(before))
        .and_where(g("status").eq("active"))
        .take();
    let found = tx.select::<Same>(&unverified).await?;
    let mut back = again(&found)?;
    let gone = found.iter().map(Same::line_item).filter(|id| !back.contains(id));
    set_verified(tx, gone, now, WhatIsRead::Waits).await?;
    let sql = concat!(
        "SELECT l.campaign, l.number FROM line_items l JOIN accounts c ON c.id = l.account_id \
         AND c.status = 'active' WHERE l.campaign = $1 AND l.grant_id IS NULL AND ",
        is_unverified!("l"),
        " AND l.removed_at < $2"
    );
    back.extend(ids(tx.rows(sql, args![campaign, before]).await?));
    Ok(back.into_iter().collect())
}

/// Looks again at what was removed from an application before a file of grants was loaded that is written by now: what it
/// did not bring back is gone there. Where it is held in another way all along, a file that has it cannot tell the two
/// apart: the record does.
pub async fn verify_by_file(tx: &mut Tx, application: ItemId, loaded: &Loaded) -> Result<(), StoreError> {
    let sql = concat!(
        "UPDATE line_items SET verified_at = $2, verified_file = $3, verified_rows = $4 WHERE application_id = $1 \
         AND grant_id IS NOT NULL AND removal = 'complete' AND verified_at IS NULL AND removed_at < $2 AND ",
        is_held_by_nobody!()
    );
    tx.execute(sql, args![application.uuid(), loaded.at, loaded.file.clone(), loaded.rows]).await?;
    let held = same_anywhere()
        .and_where(l("application_id").eq(application.uuid()))
        .and_where(Expr::cust("l.removal = 'complete' AND l.verified_at IS NULL"))
        .and_where(l("removed_at").lt(loaded.at))
        .and_where(g("status").eq("active"))
        .take();
    let found = tx.select::<Same>(&held).await?;
    let back = again(&found)?;
    let gone = found.iter().map(Same::line_item).filter(|id| !back.contains(id));
    set_verified(tx, gone, loaded.at, WhatIsRead::Too).await
}

/// What the record says of access in applications of which files tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WhatIsRead {
    /// Nothing: it waits for a file.
    Waits,
    /// The same as of all else: a file was loaded.
    Too,
}

/// Notes of line items that their access was seen gone in the house's own record.
async fn set_verified(
    tx: &mut Tx,
    gone: impl Iterator<Item = LineItemId>,
    at: DateTime<Utc>,
    what_is_read: WhatIsRead,
) -> Result<(), StoreError> {
    let mut by_campaign: BTreeMap<i64, BTreeSet<i64>> = BTreeMap::new();
    for id in gone {
        by_campaign.entry(id.campaign).or_default().insert(id.number);
    }
    for (campaign, numbers) in by_campaign {
        for chunk in Vec::from_iter(numbers).chunks(CHUNK) {
            let mut statement = Query::update();
            statement
                .table(TABLE)
                .value("verified_at", at)
                .and_where(Expr::col("campaign").eq(campaign))
                .and_where(Expr::col("number").is_in(chunk.iter().copied()));
            if what_is_read == WhatIsRead::Waits {
                statement.and_where(Expr::cust(concat!("NOT ", is_read!("line_items"))));
            }
            tx.update(&statement).await?;
        }
    }
    Ok(())
}

/// Those whose access was removed from an application, and that a file brought back that was loaded at this moment and is
/// written by now; also those of which an earlier look saw that they were gone. Whoever was told of them is not told again.
pub async fn brought_back(
    tx: &mut Tx,
    application: ItemId,
    loaded: DateTime<Utc>,
) -> Result<Vec<LineItemId>, StoreError> {
    let begun = same_anywhere()
        .and_where(l("application_id").eq(application.uuid()))
        .and_where(Expr::cust("l.removal = 'complete'"))
        .and_where(g("status").eq("active"))
        .and_where(g("origin").is_in([Origin::Reconciliation.as_str(), Origin::Nested.as_str()]))
        .and_where(Expr::cust(is_untold!()))
        .take();
    let mut found = tx.select::<Same>(&begun).await?;
    // What was given before stays as it is, whoever gave it.
    found.retain(|row| row.made().timestamp_millis() >= loaded.timestamp_millis());
    Ok(again(&found)?.into_iter().collect())
}

/// Revoked accounts of an application that can be used again, of which nobody was told.
pub async fn usable_again(tx: &mut Tx, application: ItemId) -> Result<Vec<LineItemId>, StoreError> {
    let sql = concat!(
        "SELECT l.campaign, l.number FROM line_items l JOIN accounts c ON c.id = l.account_id \
         AND c.status = 'active' WHERE l.application_id = $1 AND l.grant_id IS NULL AND l.removal = 'complete' AND ",
        is_untold!(),
        " ORDER BY l.campaign, l.number"
    );
    Ok(ids(tx.rows(sql, args![application.uuid()]).await?))
}

/// How many line items whose access was removed until now wait for the next file of grants of their applications; those
/// that came back meanwhile do not.
pub async fn awaiting_a_file(tx: &mut Tx, campaign: i64, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let sql = concat!(
        "SELECT count(*) FROM line_items WHERE campaign = $1 AND removed_at <= $2 AND ",
        is_unverified!("line_items"),
        " AND ",
        is_read!("line_items")
    );
    let all = tx.count(sql, args![campaign, now]).await?;
    if all == 0 {
        return Ok(0);
    }
    let held = same(campaign)
        .and_where(l("removed_at").lte(now))
        .and_where(Expr::cust(concat!(is_unverified!("l"), " AND ", is_read!("l"))))
        .and_where(g("status").eq("active"))
        .take();
    let back = again(&tx.select::<Same>(&held).await?)?;
    Ok(all - i64::try_from(back.len()).unwrap_or_default())
}

/// Of how many line items of a campaign it was said that their access came back.
pub async fn returned(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM line_items l WHERE l.campaign = $1 AND l.removal = 'complete' AND EXISTS \
               (SELECT 1 FROM line_item_comments t WHERE t.campaign = l.campaign AND t.number = l.number \
               AND t.action = 'access-returned')";
    tx.count(sql, args![campaign]).await
}
