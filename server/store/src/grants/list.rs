//! Grants in force, a page at a time, by the names of who holds them or what they are of.

use bailiwick::catalog::ItemKind;
use bailiwick::grant::Grant;
use bailiwick::id::{ItemId, UserId};
use sea_query::{Expr, ExprTrait, JoinType, LikeExpr, Order, Query, SelectStatement};

use super::{COLUMNS, GrantRow};
use crate::error::StoreError;
use crate::tx::Tx;

fn matching(user: UserId, text: &str, kind: Option<ItemKind>) -> SelectStatement {
    let mut statement = Query::select();
    statement
        .from_as("grants", "g")
        .join_as(JoinType::InnerJoin, "items", "i", Expr::col(("i", "id")).equals(("g", "item_id")))
        .join_as(JoinType::LeftJoin, "items", "a", Expr::col(("a", "id")).equals(("i", "application_id")))
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
        .join_as(JoinType::InnerJoin, "users", "u", Expr::col(("u", "id")).equals(("g", "user_id")))
        .and_where(Expr::col(("g", "item_id")).eq(item.uuid()))
        .and_where(Expr::col(("g", "status")).eq("active"));
    if let Some(like) = part(text) {
        let name = |column: &'static str| Expr::col(("u", column)).like(like.clone());
        statement.and_where(name("display_name_norm").or(name("user_name_norm")));
    }
    statement.take()
}

/// What has a text in it; nothing is said by none.
fn part(text: &str) -> Option<LikeExpr> {
    let text = bailiwick::text::normalise(text);
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    (!text.is_empty()).then(|| LikeExpr::new(format!("%{escaped}%")).escape('\\'))
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
