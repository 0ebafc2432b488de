//! Carts and their lines.

use std::collections::HashMap;

use bailiwick::cart::{Cart, CartLine, LineForm};
use bailiwick::id::{CartId, CartLineId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct LineRow {
    id: Uuid,
    item_id: Uuid,
    user_id: Uuid,
    modifier: String,
    start_at: Option<DateTime<Utc>>,
    end_at: Option<DateTime<Utc>>,
}

/// A person's cart, made empty when they have none yet.
pub async fn of_owner(
    tx: &mut Tx,
    owner: UserId,
    new_id: CartId,
    now: DateTime<Utc>,
) -> Result<Cart, StoreError> {
    tx.execute(
        "INSERT INTO carts (id, owner_id, justification, priority, modified_at) VALUES ($1, $2, '', 'medium', $3) \
         ON CONFLICT DO NOTHING",
        args![new_id.uuid(), owner.uuid(), now],
    )
    .await?;
    find(tx, owner).await?.ok_or(StoreError::Stale)
}

/// A person's cart, if they have one.
pub async fn find(tx: &mut Tx, owner: UserId) -> Result<Option<Cart>, StoreError> {
    let row: Option<(Uuid, String, String)> = tx
        .row("SELECT id, justification, priority FROM carts WHERE owner_id = $1", args![owner.uuid()])
        .await?;
    let Some((id, justification, priority)) = row else { return Ok(None) };
    let rows: Vec<LineRow> = tx
        .rows(
            "SELECT id, item_id, user_id, modifier, start_at, end_at FROM cart_lines WHERE cart_id = $1 ORDER BY added_at, id",
            args![id],
        )
        .await?;
    let line = |row: LineRow| {
        Ok::<_, StoreError>(CartLine {
            id: CartLineId(row.id),
            item: ItemId(row.item_id),
            user: UserId(row.user_id),
            modifier: word(&row.modifier, "cart_lines", "modifier")?,
            start: row.start_at,
            end: row.end_at,
        })
    };
    Ok(Some(Cart {
        id: CartId(id),
        owner,
        justification,
        priority: word(&priority, "carts", "priority")?,
        lines: rows.into_iter().map(line).collect::<Result<_, _>>()?,
    }))
}

/// How many lines a person's cart has.
pub async fn count(tx: &mut Tx, owner: UserId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM cart_lines l JOIN carts c ON c.id = l.cart_id WHERE c.owner_id = $1";
    tx.count(sql, args![owner.uuid()]).await
}

/// Adds a line; `false` when the cart has that item for that person already.
pub async fn add_line(
    tx: &mut Tx,
    cart: CartId,
    line: &CartLine,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO cart_lines (id, cart_id, item_id, user_id, modifier, start_at, end_at, added_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
            args![
                line.id.uuid(),
                cart.uuid(),
                line.item.uuid(),
                line.user.uuid(),
                line.modifier.as_str(),
                line.start,
                line.end,
                now,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Sets the dates of a line; `false` when the cart has no such line.
pub async fn set_dates(
    tx: &mut Tx,
    cart: CartId,
    line: CartLineId,
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE cart_lines SET start_at = $3, end_at = $4 WHERE cart_id = $1 AND id = $2";
    Ok(tx.execute(sql, args![cart.uuid(), line.uuid(), start, end]).await? == 1)
}

/// What was filled in for the lines of a cart.
pub async fn filled(tx: &mut Tx, cart: CartId) -> Result<HashMap<CartLineId, LineForm>, StoreError> {
    let sql = "SELECT id, filled FROM cart_lines WHERE cart_id = $1 AND filled IS NOT NULL";
    let rows: Vec<(Uuid, String)> = tx.rows(sql, args![cart.uuid()]).await?;
    let corrupt = |fault: serde_json::Error| StoreError::Corrupt {
        table: "cart_lines",
        column: "filled",
        fault: fault.to_string(),
    };
    let read =
        |(id, filled): (Uuid, String)| Ok((CartLineId(id), serde_json::from_str(&filled).map_err(corrupt)?));
    rows.into_iter().map(read).collect()
}

/// Keeps what was filled in for a line; `false` when the cart has no such line.
pub async fn fill(
    tx: &mut Tx,
    cart: CartId,
    line: CartLineId,
    filled: &LineForm,
) -> Result<bool, StoreError> {
    let sql = "UPDATE cart_lines SET filled = $3 WHERE cart_id = $1 AND id = $2";
    let filled = serde_json::to_string(filled).map_err(|fault| StoreError::Unusable(fault.to_string()))?;
    Ok(tx.execute(sql, args![cart.uuid(), line.uuid(), filled]).await? == 1)
}

/// Removes a line; `false` when the cart has no such line.
pub async fn remove_line(tx: &mut Tx, cart: CartId, line: CartLineId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM cart_lines WHERE cart_id = $1 AND id = $2";
    Ok(tx.execute(sql, args![cart.uuid(), line.uuid()]).await? == 1)
}

/// Removes all lines.
pub async fn clear(tx: &mut Tx, cart: CartId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM cart_lines WHERE cart_id = $1", args![cart.uuid()]).await?;
    Ok(())
}

/// Sets what is said about all lines.
pub async fn describe(tx: &mut Tx, cart: &Cart, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE carts SET justification = $2, priority = $3, modified_at = $4 WHERE id = $1",
        args![cart.id.uuid(), cart.justification.clone(), cart.priority.as_str(), now],
    )
    .await?;
    Ok(())
}
