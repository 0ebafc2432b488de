//! Who signed the stages of line items that are behind them.

use std::collections::{BTreeSet, HashMap, HashSet};

use bailiwick::certification::{LineItem, Signature};
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use uuid::Uuid;

use super::CHUNK;
use crate::error::StoreError;
use crate::tx::{Tx, args};

const TABLE: &str = "line_item_signatures";

/// Adds who signed earlier stages.
pub(super) async fn read(tx: &mut Tx, campaign: i64, items: &mut [LineItem]) -> Result<(), StoreError> {
    let numbers: Vec<i64> = items.iter().filter(|item| item.stage > 0).map(|item| item.id.number).collect();
    let mut signed: HashMap<i64, Vec<Signature>> = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["number", "user_id", "is_own"])
            .from(TABLE)
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .order_by("stage", Order::Asc)
            .take();
        for (number, user, is_own) in tx.select::<(i64, Uuid, bool)>(&statement).await? {
            signed.entry(number).or_default().push(Signature { by: UserId(user), is_own });
        }
    }
    for item in items {
        item.earlier = signed.remove(&item.id.number).unwrap_or_default();
    }
    Ok(())
}

/// Keeps who signed a stage that line items have behind them now.
pub(super) async fn write(tx: &mut Tx, before: &[LineItem], after: &[LineItem]) -> Result<(), StoreError> {
    let signed =
        before.iter().zip(after).filter(|(before, after)| after.earlier.len() > before.earlier.len());
    let signed: Vec<(&LineItem, Signature)> =
        signed.filter_map(|(before, after)| Some((before, *after.earlier.last()?))).collect();
    for chunk in signed.chunks(CHUNK) {
        let mut statement = Query::insert();
        statement.into_table(TABLE).columns(["campaign", "number", "stage", "user_id", "is_own"]);
        for (before, signature) in chunk {
            // The columns are as many as the values.
            let _ = statement.values([
                before.id.campaign.into(),
                before.id.number.into(),
                i16::try_from(before.stage).unwrap_or(i16::MAX).into(),
                signature.by.uuid().into(),
                signature.is_own.into(),
            ]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// The line items of a campaign of which a person signed an earlier stage.
pub(super) fn signed_by(campaign: i64, person: UserId) -> SelectStatement {
    Query::select()
        .column("number")
        .from(TABLE)
        .and_where(Expr::col("campaign").eq(campaign))
        .and_where(Expr::col("user_id").eq(person.uuid()))
        .take()
}

/// Those of them about which somebody else decides because of it, also where they are asked
/// (`bailiwick::certification::LineItem::is_barred`).
pub(super) fn barred(campaign: i64, person: UserId) -> SelectStatement {
    signed_by(campaign, person).and_where(Expr::cust("NOT is_own")).take()
}

/// Those of these line items that somebody handed over since they came to their stage; the template has no part in whom
/// they are put to.
pub async fn handed_over(tx: &mut Tx, campaign: i64, numbers: &[i64]) -> Result<HashSet<i64>, StoreError> {
    let mut found = HashSet::new();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .distinct()
            .column(("c", "number"))
            .from_as("line_item_comments", "c")
            .and_where(Expr::col(("c", "campaign")).eq(campaign))
            .and_where(Expr::col(("c", "number")).is_in(chunk.iter().copied()))
            // Where a person lets somebody else decide too, whoever is asked stays so; the product puts it to another.
            .and_where(Expr::cust("(c.action = 'forward' OR (c.action = 'reassign' AND c.user_id IS NULL))"))
            .and_where(Expr::cust(
                "EXISTS (SELECT 1 FROM line_items l WHERE l.campaign = c.campaign AND l.number = c.number \
                 AND (l.stage_at IS NULL OR c.at >= l.stage_at))",
            ))
            .take();
        found.extend(tx.select::<(i64,)>(&statement).await?.into_iter().map(|(number,)| number));
    }
    Ok(found)
}

/// Which rows `l` a person decided, or signed, in another's place, and had no part in themselves: each has an index of its own.
macro_rules! done_for_others {
    ($column:literal, $rest:literal) => {
        concat!(
            "SELECT l.campaign, l.reviewer_id FROM line_items l WHERE l.",
            $column,
            " = $1 AND l.",
            $column,
            " <> l.reviewer_id AND NOT EXISTS (SELECT 1 FROM line_item_actors a WHERE a.campaign = l.campaign \
             AND a.number = l.number AND a.user_id = $1) ",
            $rest
        )
    };
}

/// In which campaigns a person decided or signed something in whose place, as far as that stands: so many, the latest first.
/// They may have done so with very many rows: the index is asked for one after the other, and no row is read that says the same.
pub async fn done_for_others(
    tx: &mut Tx,
    person: UserId,
    most: usize,
) -> Result<Vec<(i64, UserId)>, StoreError> {
    let mut found = BTreeSet::new();
    for sql in [
        done_for_others!(
            "decided_by",
            "AND (l.campaign, l.reviewer_id) < ($2, $3) ORDER BY l.campaign DESC, l.reviewer_id DESC LIMIT 1"
        ),
        done_for_others!(
            "signed_by",
            "AND (l.campaign, l.reviewer_id) < ($2, $3) ORDER BY l.campaign DESC, l.reviewer_id DESC LIMIT 1"
        ),
    ] {
        let (mut campaign, mut reviewer) = (i64::MAX, Uuid::max());
        for _ in 0..most {
            let next = tx.row::<(i64, Uuid)>(sql, args![person.uuid(), campaign, reviewer]).await?;
            let Some(next) = next else { break };
            found.insert(next);
            (campaign, reviewer) = next;
        }
    }
    Ok(found.into_iter().rev().take(most).map(|(campaign, reviewer)| (campaign, UserId(reviewer))).collect())
}

/// Whether they did so in a campaign.
pub async fn any_done_for_others(tx: &mut Tx, campaign: i64, person: UserId) -> Result<bool, StoreError> {
    let sql = concat!(
        done_for_others!("decided_by", "AND l.campaign = $2 "),
        "UNION ALL ",
        done_for_others!("signed_by", "AND l.campaign = $2 "),
        "LIMIT 1"
    );
    Ok(tx.row::<(i64, Uuid)>(sql, args![person.uuid(), campaign]).await?.is_some())
}
