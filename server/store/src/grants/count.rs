//! How many hold what.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::HeldAccess;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// How many people hold each of these items.
pub async fn holders_among(tx: &mut Tx, items: &[ItemId]) -> Result<HashMap<ItemId, i64>, StoreError> {
    let mut holders: HashMap<ItemId, i64> = items.iter().map(|item| (*item, 0)).collect();
    for chunk in items.chunks(500) {
        let statement = Query::select()
            .column("item_id")
            .expr(Expr::cust("count(DISTINCT user_id)"))
            .from("grants")
            .and_where(Expr::col("item_id").is_in(chunk.iter().map(|id| id.uuid())))
            .and_where(Expr::col("status").eq("active"))
            .group_by_col("item_id")
            .take();
        let counted = tx.select::<(Uuid, i64)>(&statement).await?;
        holders.extend(counted.into_iter().map(|(id, count)| (ItemId(id), count)));
    }
    Ok(holders)
}

/// How much a person holds; `soon` bounds what counts as ending.
pub async fn counts(tx: &mut Tx, user: UserId, soon: DateTime<Utc>) -> Result<HeldAccess, StoreError> {
    let rows: Vec<(String, i64)> = tx
        .rows(
            "SELECT item_kind, count(DISTINCT item_id) FROM grants WHERE user_id = $1 AND status = 'active' GROUP BY item_kind",
            args![user.uuid()],
        )
        .await?;
    let of =
        |kind: ItemKind| rows.iter().find(|(word, _)| word == kind.as_str()).map_or(0, |(_, count)| *count);
    let ending = tx
        .count(
            "SELECT count(*) FROM grants WHERE user_id = $1 AND status = 'active' AND end_at IS NOT NULL AND end_at < $2",
            args![user.uuid(), soon],
        )
        .await?;
    Ok(HeldAccess {
        applications: of(ItemKind::Application),
        entitlements: of(ItemKind::Entitlement),
        roles: of(ItemKind::Role),
        ending,
    })
}

/// How many items of an application a person holds.
pub async fn held_in_application(tx: &mut Tx, user: UserId, application: ItemId) -> Result<i64, StoreError> {
    tx.count(
        "SELECT count(DISTINCT g.item_id) FROM grants g JOIN items i ON i.id = g.item_id \
         WHERE g.user_id = $1 AND g.status = 'active' AND i.application_id = $2",
        args![user.uuid(), application.uuid()],
    )
    .await
}
