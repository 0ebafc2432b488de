//! Line items that follow a person's manager, and those that nobody can decide about because the manager is missing.

use bailiwick::certification::LineItemId;
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, Query};

use super::living::ids;
use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What is noted of a line item that has nobody to decide.
pub const NO_CERTIFIER: &str = "no-certifier";
/// What is noted where whoever it was put to all along can decide again.
pub const CERTIFIER_BACK: &str = "certifier-back";

/// What holds for a note `o` that nobody can decide about a line item `l`: that it was not put to anybody since.
macro_rules! still {
    () => {
        "o.campaign = l.campaign AND o.number = l.number AND o.action = 'no-certifier' \
         AND NOT EXISTS (SELECT 1 FROM line_item_comments n \
         WHERE n.campaign = l.campaign AND n.number = l.number AND n.at > o.at AND n.action IN \
         ('forward', 'reassign', 'new-manager', 'default-certifier', 'certifier-back', 'signoff', 'expire'))"
    };
}

/// What holds for a line item `l` that nobody can decide about.
macro_rules! orphan {
    () => {
        concat!(
            "l.status = 'in-progress' AND EXISTS (SELECT 1 FROM line_item_comments o WHERE ",
            still!(),
            ")"
        )
    };
}

/// From the notes to the line items: there are few of them.
macro_rules! orphans {
    ($what:literal) => {
        concat!(
            "SELECT ",
            $what,
            " FROM line_item_comments o JOIN line_items l ON l.status = 'in-progress' AND ",
            still!(),
            " WHERE o.campaign = $1 AND o.action = 'no-certifier'"
        )
    };
}

/// Line items about a person that are put to somebody and that nobody signed.
pub async fn about(tx: &mut Tx, user: UserId, reviewer: UserId) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "SELECT campaign, number FROM line_items WHERE status = 'in-progress' AND user_id = $1 \
               AND reviewer_id = $2 ORDER BY campaign, number";
    Ok(ids(tx.rows(sql, args![user.uuid(), reviewer.uuid()]).await?))
}

/// Line items about a person that nobody can decide about.
pub async fn orphans_about(tx: &mut Tx, user: UserId) -> Result<Vec<LineItemId>, StoreError> {
    let sql = concat!(
        "SELECT l.campaign, l.number FROM line_items l WHERE l.user_id = $1 AND ",
        orphan!(),
        " ORDER BY l.campaign, l.number"
    );
    Ok(ids(tx.rows(sql, args![user.uuid()]).await?))
}

/// Those of these line items of a campaign that nobody can decide about.
pub async fn orphans_among(tx: &mut Tx, campaign: i64, numbers: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .column(("l", "number"))
            .from_as(TABLE, "l")
            .and_where(Expr::col(("l", "campaign")).eq(campaign))
            .and_where(Expr::col(("l", "number")).is_in(chunk.iter().copied()))
            .and_where(Expr::cust(orphan!()))
            .take();
        let rows = tx.select::<(i64,)>(&statement).await?;
        found.extend(rows.into_iter().map(|(number,)| number));
    }
    Ok(found)
}

/// How many line items of a campaign nobody can decide about.
pub async fn orphans(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    tx.count(orphans!("count(DISTINCT l.number)"), args![campaign]).await
}

/// The places of those line items.
pub async fn orphans_of(tx: &mut Tx, campaign: i64) -> Result<Vec<i64>, StoreError> {
    let rows = tx.rows::<(i64,)>(orphans!("DISTINCT l.number"), args![campaign]).await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// Line items that are put to a person and that nobody signed, in campaigns that ask somebody or are going to.
pub async fn put_to(tx: &mut Tx, reviewer: UserId) -> Result<Vec<LineItemId>, StoreError> {
    let sql = "SELECT l.campaign, l.number FROM campaigns c JOIN line_items l ON l.campaign = c.number \
               AND l.reviewer_id = $1 AND l.status = 'in-progress' \
               WHERE c.status IN ('creating', 'staging', 'in-progress') ORDER BY l.campaign, l.number";
    Ok(ids(tx.rows(sql, args![reviewer.uuid()]).await?))
}
