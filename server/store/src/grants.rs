//! Who holds what.

use std::collections::HashMap;

use bailiwick::catalog::ItemKind;
use bailiwick::grant::Grant;
use bailiwick::id::{AccountId, GrantId, ItemId, RequestId, UserId};
use bailiwick::view::HeldAccess;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, Value};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{grant_changes, word};

#[derive(FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: Uuid,
    item_kind: String,
    item_id: Uuid,
    account_id: Option<Uuid>,
    origin: String,
    request_id: Option<String>,
    role_id: Option<Uuid>,
    granted_by: Option<Uuid>,
    status: String,
    start_at: DateTime<Utc>,
    end_at: Option<DateTime<Utc>>,
}

/// The columns of a [`GrantRow`].
const COLUMNS: [&str; 12] = [
    "id",
    "user_id",
    "item_kind",
    "item_id",
    "account_id",
    "origin",
    "request_id",
    "role_id",
    "granted_by",
    "status",
    "start_at",
    "end_at",
];

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;
    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: GrantId(row.id),
            user: UserId(row.user_id),
            kind: word(&row.item_kind, "grants", "item_kind")?,
            item: ItemId(row.item_id),
            account: row.account_id.map(AccountId),
            origin: word(&row.origin, "grants", "origin")?,
            request: row.request_id.map(RequestId),
            role: row.role_id.map(ItemId),
            granted_by: row.granted_by.map(UserId),
            status: word(&row.status, "grants", "status")?,
            start: row.start_at,
            end: row.end_at,
        })
    }
}

/// Adds a grant; `false` when the person holds the item already in the same way.
pub async fn insert(tx: &mut Tx, grant: &Grant, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO grants (id, user_id, item_kind, item_id, account_id, origin, request_id, role_id, granted_by, \
             status, start_at, end_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            args![
                grant.id.uuid(),
                grant.user.uuid(),
                grant.kind.as_str(),
                grant.item.uuid(),
                grant.account.map(AccountId::uuid),
                grant.origin.as_str(),
                grant.request.as_ref().map(|request| request.0.clone()),
                grant.role.map(ItemId::uuid),
                grant.granted_by.map(UserId::uuid),
                grant.status.as_str(),
                grant.start,
                grant.end,
            ],
        )
        .await?;
    if added == 1 {
        grant_changes::note(tx, &[(grant.user.uuid(), grant.item.uuid())], now).await?;
    }
    Ok(added == 1)
}

/// Ends the direct grant of an item, and for a role the grants through it. The ids of what ended.
pub async fn end(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let sql = "UPDATE grants SET status = 'ended', ended_at = $3, end_reason = $4 \
               WHERE user_id = $1 AND status = 'active' AND ((item_id = $2 AND role_id IS NULL) OR role_id = $2) \
               RETURNING id, item_id";
    ended(tx, user, sql, args![user.uuid(), item.uuid(), now, reason], now).await
}

/// Ends one grant, and for a role the person's grants through it. The ids of what ended.
pub async fn end_one(
    tx: &mut Tx,
    grant: &Grant,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let sql = "UPDATE grants SET status = 'ended', ended_at = $4, end_reason = $5 \
               WHERE status = 'active' AND (id = $1 OR (user_id = $2 AND role_id = $3)) RETURNING id, item_id";
    let args = args![grant.id.uuid(), grant.user.uuid(), grant.item.uuid(), now, reason];
    ended(tx, grant.user, sql, args, now).await
}

/// Ends grants of a person by a statement that tells their ids and items.
async fn ended(
    tx: &mut Tx,
    user: UserId,
    sql: &'static str,
    args: Vec<Value>,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = tx.rows(sql, args).await?;
    let pairs: Vec<_> = rows.iter().map(|(_, item)| (user.uuid(), *item)).collect();
    grant_changes::note(tx, &pairs, now).await?;
    Ok(rows.into_iter().map(|(id, _)| GrantId(id)).collect())
}

/// One grant.
pub async fn find(tx: &mut Tx, id: GrantId) -> Result<Option<Grant>, StoreError> {
    tx.row::<GrantRow>(
        "SELECT id, user_id, item_kind, item_id, account_id, origin, request_id, role_id, granted_by, status, start_at, \
         end_at FROM grants WHERE id = $1",
        args![id.uuid()],
    )
    .await?
    .map(TryInto::try_into)
    .transpose()
}

/// Every item that a person holds, in whichever way.
pub async fn items_of(tx: &mut Tx, user: UserId) -> Result<Vec<ItemId>, StoreError> {
    let sql = "SELECT DISTINCT item_id FROM grants WHERE user_id = $1 AND status = 'active'";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![user.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// Every grant in force of some people.
pub async fn of_users(tx: &mut Tx, users: &[UserId]) -> Result<Vec<Grant>, StoreError> {
    let mut found = Vec::new();
    for chunk in users.chunks(500) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from("grants")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|id| id.uuid())))
            .and_where(Expr::col("status").eq("active"))
            .take();
        for row in tx.select::<GrantRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// How a person holds an item: not at all, only through a role, or directly.
pub async fn held(tx: &mut Tx, user: UserId, item: ItemId) -> Result<(bool, bool), StoreError> {
    let rows: Vec<(Option<Uuid>,)> = tx
        .rows(
            "SELECT role_id FROM grants WHERE user_id = $1 AND item_id = $2 AND status = 'active'",
            args![user.uuid(), item.uuid()],
        )
        .await?;
    Ok((!rows.is_empty(), rows.iter().any(|(role,)| role.is_none())))
}

/// Whether a request has given a person an item, which they still hold.
pub async fn given_by(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    request: &RequestId,
) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM grants WHERE user_id = $1 AND item_id = $2 AND request_id = $3 \
               AND status = 'active'";
    Ok(tx.count(sql, args![user.uuid(), item.uuid(), request.0.clone()]).await? > 0)
}

/// Moves the end of what a person holds directly.
pub async fn set_end(tx: &mut Tx, user: UserId, item: ItemId, end: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE grants SET end_at = $3 WHERE user_id = $1 AND item_id = $2 AND status = 'active' \
               AND role_id IS NULL AND end_at IS NOT NULL";
    tx.execute(sql, args![user.uuid(), item.uuid(), end]).await?;
    Ok(())
}

/// The people who hold an item, at most so many.
pub async fn holders(tx: &mut Tx, item: ItemId, most: i64) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT user_id FROM grants WHERE item_id = $1 AND status = 'active' ORDER BY user_id LIMIT $2";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![item.uuid(), most]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Which of these items a person holds.
pub async fn held_among(tx: &mut Tx, user: UserId, items: &[ItemId]) -> Result<Vec<ItemId>, StoreError> {
    let mut held = Vec::new();
    for chunk in items.chunks(500) {
        let statement = Query::select()
            .distinct()
            .column("item_id")
            .from("grants")
            .and_where(Expr::col("user_id").eq(user.uuid()))
            .and_where(Expr::col("status").eq("active"))
            .and_where(Expr::col("item_id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        held.extend(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| ItemId(id)));
    }
    Ok(held)
}

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

fn matching(user: UserId, text: &str, kind: Option<ItemKind>) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .from_as("grants", "g")
        .join_as(
            sea_query::JoinType::InnerJoin,
            "items",
            "i",
            Expr::col(("i", "id")).equals(("g", "item_id")),
        )
        .join_as(
            sea_query::JoinType::LeftJoin,
            "items",
            "a",
            Expr::col(("a", "id")).equals(("i", "application_id")),
        )
        .and_where(Expr::col(("g", "user_id")).eq(user.uuid()))
        .and_where(Expr::col(("g", "status")).eq("active"));
    if let Some(kind) = kind {
        statement.and_where(Expr::col(("g", "item_kind")).eq(kind.as_str()));
    }
    if let Some(like) = part(text) {
        let name = |alias: &'static str| Expr::col((alias, "name_norm")).like(like.clone());
        statement.and_where(name("i").or(name("a")));
    }
    statement.take()
}

fn of_item(item: ItemId, text: &str) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .from_as("grants", "g")
        .join_as(
            sea_query::JoinType::InnerJoin,
            "users",
            "u",
            Expr::col(("u", "id")).equals(("g", "user_id")),
        )
        .and_where(Expr::col(("g", "item_id")).eq(item.uuid()))
        .and_where(Expr::col(("g", "status")).eq("active"));
    if let Some(like) = part(text) {
        let name = |column: &'static str| Expr::col(("u", column)).like(like.clone());
        statement.and_where(name("display_name_norm").or(name("user_name_norm")));
    }
    statement.take()
}

/// What has a text in it; nothing is said by none.
fn part(text: &str) -> Option<sea_query::LikeExpr> {
    let text = bailiwick::text::normalise(text);
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    (!text.is_empty()).then(|| sea_query::LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}

/// A page of the grants in force of an item, by the names of who holds it; and how many there are. `text` is part of a
/// name.
pub async fn page_of_item(
    tx: &mut Tx,
    item: ItemId,
    text: &str,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Grant>, i64), StoreError> {
    let total = tx.select_count(of_item(item, text).expr(Expr::cust("count(*)"))).await?;
    let mut page = of_item(item, text);
    page.exprs(COLUMNS.map(|column| Expr::col(("g", column))))
        .order_by(("u", "display_name_norm"), Order::Asc)
        .order_by(("g", "id"), Order::Asc)
        .offset(offset)
        .limit(limit);
    let rows = tx.select::<GrantRow>(&page).await?;
    Ok((rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total))
}

/// A page of the grants in force of a person, by application and name; and how many there are.
pub async fn page_of_user(
    tx: &mut Tx,
    user: UserId,
    text: &str,
    kind: Option<ItemKind>,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Grant>, i64), StoreError> {
    let total = tx.select_count(matching(user, text, kind).expr(Expr::cust("count(*)"))).await?;
    let mut page = matching(user, text, kind);
    page.exprs(COLUMNS.map(|column| Expr::col(("g", column))))
        .order_by_expr(Expr::cust("COALESCE(a.name_norm, i.name_norm)"), Order::Asc)
        .order_by(("i", "name_norm"), Order::Asc)
        .order_by(("g", "id"), Order::Asc)
        .offset(offset)
        .limit(limit);
    let rows = tx.select::<GrantRow>(&page).await?;
    Ok((rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total))
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
