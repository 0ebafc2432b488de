//! How many hold what.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::id::{ItemId, UserId};
use bailiwick::view::HeldAccess;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Func, Query};
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

/// For each of these items, how many of a person's colleagues (same manager) hold it; and how
/// many colleagues there are.
pub async fn peers_among(
    tx: &mut Tx,
    user: UserId,
    items: &[ItemId],
) -> Result<(HashMap<ItemId, u32>, u32), StoreError> {
    let colleagues: Vec<(Uuid,)> = tx
        .rows(
            "SELECT p.id FROM users u JOIN users p ON p.manager_id = u.manager_id AND p.id <> u.id \
             WHERE u.id = $1 AND p.status = 'active' LIMIT 400",
            args![user.uuid()],
        )
        .await?;
    let mut counts = HashMap::new();
    if !colleagues.is_empty() && !items.is_empty() {
        let statement = Query::select()
            .column("item_id")
            .expr(Expr::col("user_id").count_distinct())
            .from("grants")
            .and_where(Expr::col("status").eq("active"))
            .and_where(Expr::col("user_id").is_in(colleagues.iter().map(|(id,)| *id)))
            .and_where(Expr::col("item_id").is_in(items.iter().take(500).map(|id| id.uuid())))
            .group_by_col("item_id")
            .take();
        for (item, count) in tx.select::<(Uuid, i64)>(&statement).await? {
            counts.insert(ItemId(item), u32::try_from(count).unwrap_or(u32::MAX));
        }
    }
    Ok((counts, u32::try_from(colleagues.len()).unwrap_or(u32::MAX)))
}

/// How many active people report to each of these managers, and how many of them hold each of these items. For many
/// people at once: the colleagues of a person are those of their manager without themselves.
pub async fn teams(
    tx: &mut Tx,
    managers: &[UserId],
    items: &[ItemId],
) -> Result<(HashMap<UserId, u32>, HashMap<(UserId, ItemId), u32>), StoreError> {
    let (mut sizes, mut held) = (HashMap::new(), HashMap::new());
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let p = |column: &'static str| Expr::col(("p", column));
    for managers in managers.chunks(500) {
        let mut teams = Query::select();
        teams
            .expr(p("manager_id"))
            .from_as("users", "p")
            .and_where(p("manager_id").is_in(managers.iter().map(|id| id.uuid())))
            .and_where(p("status").eq("active"))
            .group_by_col(("p", "manager_id"));
        let size = teams.clone().expr(Expr::cust("count(*)")).take();
        for (manager, size) in tx.select::<(Uuid, i64)>(&size).await? {
            sizes.insert(UserId(manager), count(size));
        }
        for items in items.chunks(500) {
            let g = |column: &'static str| Expr::col(("g", column));
            let statement = teams
                .clone()
                .expr(g("item_id"))
                .expr(g("user_id").count_distinct())
                .join_as(sea_query::JoinType::InnerJoin, "grants", "g", g("user_id").equals(("p", "id")))
                .and_where(g("status").eq("active"))
                // Not by the index of items: a popular one has more holders than these teams have people.
                .and_where(
                    Expr::expr(Func::coalesce([g("item_id"), g("item_id")]))
                        .is_in(items.iter().map(|id| id.uuid())),
                )
                .group_by_col(("g", "item_id"))
                .take();
            for (manager, item, holders) in tx.select::<(Uuid, Uuid, i64)>(&statement).await? {
                held.insert((UserId(manager), ItemId(item)), count(holders));
            }
        }
    }
    Ok((sizes, held))
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
