//! Lists of people for the faces. Who may see a row is part of the statement.

use bailiwick::directory::UserBrief;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use uuid::Uuid;

use super::BriefRow;
use crate::error::StoreError;
use crate::filter::{Property, condition, rows_of};
use crate::tx::Tx;

/// Which people are listed; nobody who was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum People {
    /// Everybody.
    Everybody,
    /// A person and those who report to them.
    OwnAndReports(UserId),
    /// Those who report to a person.
    Reports(UserId),
    /// None.
    Nobody,
}

/// The searchable properties of a person.
fn property(name: &str) -> Option<Property> {
    let u = |column: &'static str| Expr::col(("u", column));
    Some(match name {
        "id" | "_id" => Property::Id(u("id")),
        "userName" => Property::Norm(u("user_name_norm")),
        "displayName" | "cn" => Property::Norm(u("display_name_norm")),
        "givenName" => Property::Word(u("given_name")),
        "sn" => Property::Norm(u("sn_norm")),
        "mail" => Property::Word(u("mail")),
        "title" => Property::Word(u("title")),
        "accountStatus" => Property::Word(u("status")),
        "manager.id" | "manager._refResourceId" => Property::Id(u("manager_id")),
        "organization" => {
            let rows = rows_of("organisations", "g", "id", ("u", "organisation_id"));
            return Some(Property::any(rows, Property::Word(Expr::col(("g", "name")))));
        }
        _ => return None,
    })
}

fn matching(people: People, filter: &Filter) -> Result<SelectStatement, StoreError> {
    let mut statement = Query::select();
    statement
        .exprs(
            ["id", "user_name", "given_name", "sn", "display_name", "mail", "title", "manager_id", "status"]
                .map(|column| Expr::col(("u", column))),
        )
        .expr_as(Expr::col(("o", "name")), "organisation")
        .from_as("users", "u")
        .join_as(
            JoinType::LeftJoin,
            "organisations",
            "o",
            Expr::col(("o", "id")).equals(("u", "organisation_id")),
        )
        .cond_where(condition(filter, &property)?)
        .and_where(Expr::col(("u", "deleted_at")).is_null());
    let reports = |of: UserId| Expr::col(("u", "manager_id")).eq(of.uuid());
    match people {
        People::Everybody => {}
        People::OwnAndReports(of) => {
            statement.and_where(reports(of).or(Expr::col(("u", "id")).eq(of.uuid())));
        }
        People::Reports(of) => {
            statement.and_where(reports(of));
        }
        People::Nobody => {
            statement.and_where(Expr::val(1).eq(0));
        }
    }
    Ok(statement.take())
}

/// The searchable properties of a person, also as part of something else that has a `user`.
fn property_of_user(name: &str) -> Option<Property> {
    property(name.strip_prefix("user.").unwrap_or(name))
}

/// Every person a filter matches.
pub async fn matching_ids(tx: &mut Tx, filter: &Filter) -> Result<Vec<UserId>, StoreError> {
    let statement = about(filter)?;
    Ok(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Whether a filter matches a person.
pub async fn is_among(tx: &mut Tx, user: UserId, filter: &Filter) -> Result<bool, StoreError> {
    let statement = about(filter)?.and_where(Expr::col(("u", "id")).eq(user.uuid())).take();
    Ok(!tx.select::<(Uuid,)>(&statement).await?.is_empty())
}

/// Whether people can be searched by a filter.
///
/// # Errors
/// [`StoreError::UnknownProperty`], or [`StoreError::WrongValue`] when a value does not fit.
pub fn check(filter: &Filter) -> Result<(), StoreError> {
    condition(filter, &property_of_user).map(|_| ())
}

/// The ids of the people that a filter matches.
pub(crate) fn about(filter: &Filter) -> Result<SelectStatement, StoreError> {
    Ok(Query::select()
        .expr(Expr::col(("u", "id")))
        .from_as("users", "u")
        .cond_where(condition(&filter.clone().normalised(), &property_of_user)?)
        .and_where(Expr::col(("u", "deleted_at")).is_null())
        .take())
}

/// One page of people, and how many match; by shown name unless the list says otherwise.
pub async fn page(
    tx: &mut Tx,
    people: People,
    list: &ListQuery,
) -> Result<(Vec<UserBrief>, i64), StoreError> {
    let mut page = matching(people, &list.filter)?;
    let all = Query::select().expr(Expr::cust("count(*)")).from_subquery(page.clone(), "matching").take();
    let total = tx.select_count(&all).await?;
    if list.page_size == 0 {
        return Ok((Vec::new(), total));
    }
    for key in &list.sort {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        let name = key.path.as_str();
        let Some(Property::Word(column) | Property::Norm(column) | Property::Id(column)) = property(name)
        else {
            return Err(StoreError::UnknownSortKey(name.to_owned()));
        };
        page.order_by_expr(column, order);
    }
    page.order_by(("u", "display_name_norm"), Order::Asc)
        .order_by(("u", "id"), Order::Asc)
        .offset(list.offset)
        .limit(u64::from(list.page_size));
    let rows = tx.select::<BriefRow>(&page).await?;
    Ok((rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total))
}
