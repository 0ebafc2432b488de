//! The feed of what changed in who holds what, which every node follows.
//!
//! Whatever begins or ends grants notes it here in the same transaction. A note tells only that
//! something changed about a pair of a person and an item; whoever reads it is told the truth
//! of that moment. So a note may be read twice, and may say too much, but never too little.

use bailiwick::id::{ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Cond, Expr, ExprTrait, Order, Query, SelectStatement};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What is more than this in one write is not told one by one: reading everything anew is then
/// hardly slower, and the feed stays small while a company is loaded.
pub const MOST: usize = 1_000;

/// A note, and what is true of its pair now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantChange {
    /// Its number. On PostgreSQL a lower one may come to light after a higher one.
    pub number: i64,
    /// Whose grant of what; nothing when more changed than is told.
    pub pair: Option<(UserId, ItemId)>,
    /// Whether the person holds the item.
    pub held: bool,
}

/// Notes that something changed about these pairs.
pub(crate) async fn note(tx: &mut Tx, pairs: &[(Uuid, Uuid)], now: DateTime<Utc>) -> Result<(), StoreError> {
    match pairs {
        [] => Ok(()),
        [(user, item)] => {
            let sql = "INSERT INTO grant_changes (user_id, item_id, at) VALUES ($1, $2, $3)";
            tx.execute(sql, args![*user, *item, now]).await.map(drop)
        }
        some if some.len() <= MOST => crate::bulk::insert_grant_changes(tx, some, now).await,
        // More changed than is told.
        _ => tx.execute("INSERT INTO grant_changes (at) VALUES ($1)", args![now]).await.map(drop),
    }
}

/// The notes beyond a number and those of `late` numbers (first and last of each range), by number.
pub async fn beyond(
    tx: &mut Tx,
    number: i64,
    late: &[(i64, i64)],
    most: u64,
) -> Result<Vec<GrantChange>, StoreError> {
    let mut changes = read(tx, notes().and_where(Expr::col(("c", "number")).gt(number)).limit(most)).await?;
    for some in late.chunks(100) {
        let within = some.iter().fold(Cond::any(), |any, (first, last)| {
            any.add(Expr::col(("c", "number")).between(*first, *last))
        });
        changes.extend(read(tx, notes().cond_where(within)).await?);
    }
    changes.sort_unstable_by_key(|change| change.number);
    Ok(changes)
}

fn notes() -> SelectStatement {
    Query::select()
        .columns([("c", "number"), ("c", "user_id"), ("c", "item_id")])
        .expr(Expr::cust(
            "EXISTS (SELECT 1 FROM grants g WHERE g.user_id = c.user_id AND g.item_id = c.item_id \
             AND g.status = 'active')",
        ))
        .from_as("grant_changes", "c")
        .order_by(("c", "number"), Order::Asc)
        .take()
}

async fn read(tx: &mut Tx, statement: &SelectStatement) -> Result<Vec<GrantChange>, StoreError> {
    let rows: Vec<(i64, Option<Uuid>, Option<Uuid>, bool)> = tx.select(statement).await?;
    let change = |(number, user, item, held): (i64, Option<Uuid>, Option<Uuid>, bool)| GrantChange {
        number,
        pair: user.map(UserId).zip(item.map(ItemId)),
        held,
    };
    Ok(rows.into_iter().map(change).collect())
}

/// The highest number of a note from before a time (0 when there is none), and the numbers of all since.
pub async fn numbers_since(tx: &mut Tx, time: DateTime<Utc>) -> Result<(i64, Vec<i64>), StoreError> {
    let sql = "SELECT COALESCE(max(number), 0) FROM grant_changes WHERE at < $1";
    let before = tx.count(sql, args![time]).await?;
    let sql = "SELECT number FROM grant_changes WHERE at >= $1 ORDER BY number";
    let rows: Vec<(i64,)> = tx.rows(sql, args![time]).await?;
    Ok((before, rows.into_iter().map(|(number,)| number).collect()))
}

/// Removes at most so many notes from before a time, the oldest first; how many there were.
pub async fn prune(tx: &mut Tx, time: DateTime<Utc>, most: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM grant_changes WHERE at < $1 AND number IN \
               (SELECT number FROM grant_changes ORDER BY number LIMIT $2)";
    tx.execute(sql, args![time, most]).await
}
