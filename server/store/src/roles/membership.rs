//! Who has a role by rule: everybody whom its condition matches, for as long as it does.

use std::collections::HashSet;

use bailiwick::filter::Filter;
use bailiwick::glossary::Attribute;
use bailiwick::grant::Origin;
use bailiwick::id::{GrantId, ItemId, UserId};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{glossary, json, json_text, users};

/// The condition of a role; none where nobody has it by rule.
pub async fn condition(tx: &mut Tx, role: ItemId) -> Result<Option<Filter>, StoreError> {
    let sql = "SELECT condition FROM role_conditions WHERE role_id = $1";
    let found: Option<(String,)> = tx.row(sql, args![role.uuid()]).await?;
    found.map(|(text,)| json(&text, "role_conditions", "condition")).transpose()
}

/// Says who has a role by rule; `None`: nobody.
pub async fn set_condition(tx: &mut Tx, role: ItemId, filter: Option<&Filter>) -> Result<(), StoreError> {
    let Some(filter) = filter else {
        tx.execute("DELETE FROM role_conditions WHERE role_id = $1", args![role.uuid()]).await?;
        return Ok(());
    };
    let sql = "INSERT INTO role_conditions (role_id, condition) VALUES ($1, $2) \
               ON CONFLICT (role_id) DO UPDATE SET condition = excluded.condition";
    tx.execute(sql, args![role.uuid(), json_text(filter)?]).await?;
    Ok(())
}

/// Every role that people have by rule, with its condition.
pub async fn conditions(tx: &mut Tx) -> Result<Vec<(ItemId, Filter)>, StoreError> {
    let sql = "SELECT role_id, condition FROM role_conditions ORDER BY role_id";
    let rows: Vec<(Uuid, String)> = tx.rows(sql, args![]).await?;
    let read = |(id, text): (Uuid, String)| Ok((ItemId(id), json(&text, "role_conditions", "condition")?));
    rows.into_iter().map(read).collect()
}

/// Which of these roles people have by rule.
pub async fn by_rule_among(tx: &mut Tx, roles: &[ItemId]) -> Result<HashSet<ItemId>, StoreError> {
    let mut found = HashSet::new();
    for chunk in roles.chunks(500) {
        let statement = Query::select()
            .column("role_id")
            .from("role_conditions")
            .and_where(Expr::col("role_id").is_in(chunk.iter().map(|role| role.uuid())))
            .take();
        found.extend(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| ItemId(id)));
    }
    Ok(found)
}

/// Among whom is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// One person.
    One(UserId),
    /// So many people, by id, beyond one.
    Beyond(Option<UserId>, u64),
}

/// Active people whom a condition matches and who do not have the role themselves, by id.
pub async fn owed(
    tx: &mut Tx,
    role: ItemId,
    condition: &Filter,
    among: Among,
) -> Result<Vec<UserId>, StoreError> {
    let mut statement = owing(role, condition, &glossary::attributes(tx).await?)?;
    narrow(&mut statement, ("u", "id"), among);
    Ok(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| UserId(id)).collect())
}

/// How many they are.
pub async fn count_owed(tx: &mut Tx, role: ItemId, condition: &Filter) -> Result<i64, StoreError> {
    let statement = owing(role, condition, &glossary::attributes(tx).await?)?;
    tx.select_count(&count_of(statement)).await
}

fn owing(role: ItemId, condition: &Filter, attributes: &[Attribute]) -> Result<SelectStatement, StoreError> {
    let has = Query::select()
        .expr(Expr::val(1))
        .from_as("grants", "g")
        .and_where(Expr::col(("g", "user_id")).equals(("u", "id")))
        .and_where(Expr::col(("g", "item_id")).eq(role.uuid()))
        .and_where(Expr::col(("g", "status")).eq("active"))
        .and_where(Expr::col(("g", "role_id")).is_null())
        .take();
    Ok(active(condition, attributes)?.and_where(Expr::exists(has).not()).take())
}

/// Active people whom a condition matches.
fn active(condition: &Filter, attributes: &[Attribute]) -> Result<SelectStatement, StoreError> {
    let mut statement = users::among(condition, attributes)?;
    Ok(statement.and_where(Expr::col(("u", "status")).eq("active")).take())
}

fn count_of(statement: SelectStatement) -> SelectStatement {
    Query::select().expr(Expr::cust("count(*)")).from_subquery(statement, "matching").take()
}

/// How many active people a condition matches, and the first of them by name.
pub async fn meeting(tx: &mut Tx, condition: &Filter, first: u64) -> Result<(i64, Vec<UserId>), StoreError> {
    let mut statement = active(condition, &glossary::attributes(tx).await?)?;
    let total = tx.select_count(&count_of(statement.clone())).await?;
    statement.order_by(("u", "display_name_norm"), Order::Asc).order_by(("u", "id"), Order::Asc).limit(first);
    let rows = tx.select::<(Uuid,)>(&statement).await?;
    Ok((total, rows.into_iter().map(|(id,)| UserId(id)).collect()))
}

/// Grants of a role by rule to people whom no condition matches, by person.
pub async fn undue(
    tx: &mut Tx,
    role: ItemId,
    condition: Option<&Filter>,
    among: Among,
) -> Result<Vec<(UserId, GrantId)>, StoreError> {
    let mut statement = lapsed(role, condition, &glossary::attributes(tx).await?)?;
    narrow(&mut statement, ("g", "user_id"), among);
    let rows = tx.select::<(Uuid, Uuid)>(&statement).await?;
    Ok(rows.into_iter().map(|(user, grant)| (UserId(user), GrantId(grant))).collect())
}

/// How many they are.
pub async fn count_undue(tx: &mut Tx, role: ItemId, condition: Option<&Filter>) -> Result<i64, StoreError> {
    let statement = lapsed(role, condition, &glossary::attributes(tx).await?)?;
    tx.select_count(&count_of(statement)).await
}

fn lapsed(
    role: ItemId,
    condition: Option<&Filter>,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
    let mut statement = Query::select();
    statement
        .exprs([Expr::col(("g", "user_id")), Expr::col(("g", "id"))])
        .from_as("grants", "g")
        .and_where(Expr::col(("g", "item_id")).eq(role.uuid()))
        .and_where(Expr::col(("g", "status")).eq("active"))
        .and_where(Expr::col(("g", "origin")).eq(Origin::Rule.as_str()));
    if let Some(condition) = condition {
        let due = users::among(condition, attributes)?;
        statement.and_where(Expr::col(("g", "user_id")).not_in_subquery(due));
    }
    Ok(statement)
}

fn narrow(statement: &mut SelectStatement, column: (&'static str, &'static str), among: Among) {
    match among {
        Among::One(user) => {
            statement.and_where(Expr::col(column).eq(user.uuid()));
        }
        Among::Beyond(last, most) => {
            if let Some(last) = last {
                statement.and_where(Expr::col(column).gt(last.uuid()));
            }
            statement.order_by(column, Order::Asc).limit(most);
        }
    }
}
