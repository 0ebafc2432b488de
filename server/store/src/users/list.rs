//! Lists of people for the faces. Who may see a row is part of the statement.

use bailiwick::directory::UserBrief;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::glossary::{Attribute, ObjectKind};
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use uuid::Uuid;

use super::BriefRow;
use crate::error::StoreError;
use crate::filter::{Property, Searchable, condition, rows_of};
use crate::glossary;
use crate::items::{attribute_of, defined};
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

/// What people can be searched by; besides, every attribute of people in the glossary.
pub const SEARCHABLE: &[Searchable] = &[
    Searchable::one("id", "string"),
    Searchable::one("userName", "string"),
    Searchable::one("displayName", "string"),
    Searchable::one("givenName", "string"),
    Searchable::one("sn", "string"),
    Searchable::one("mail", "string"),
    Searchable::one("title", "string"),
    Searchable::one("accountStatus", "string"),
    Searchable::one("manager.id", "string"),
    Searchable::one("manager.userName", "string"),
    Searchable::one("manager.displayName", "string"),
    Searchable::one("organization", "string"),
    Searchable::many("access.riskLevel", "string"),
];

/// The searchable properties of a person; `attributes` are those that administrators defined.
fn property(name: &str, attributes: &[Attribute]) -> Option<Property> {
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
        "manager.userName" | "manager.displayName" => {
            let rows = rows_of("users", "b", "id", ("u", "manager_id"));
            let column = if name == "manager.userName" { "user_name_norm" } else { "display_name_norm" };
            return Some(Property::any(rows, Property::Norm(Expr::col(("b", column)))));
        }
        // What they hold.
        "access.riskLevel" => {
            let mut rows = rows_of("grants", "h", "user_id", ("u", "id"));
            rows.join_as(JoinType::InnerJoin, "items", "j", Expr::col(("j", "id")).equals(("h", "item_id")))
                .and_where(Expr::col(("h", "status")).eq("active"));
            return Some(Property::any(rows.take(), Property::Word(Expr::col(("j", "risk")))));
        }
        "organization" => {
            let rows = rows_of("organisations", "g", "id", ("u", "organisation_id"));
            return Some(Property::any(rows, Property::Word(Expr::col(("g", "name")))));
        }
        name => {
            let of_any = || name.strip_prefix("glossary.idx./").or_else(|| name.strip_prefix("glossary."));
            let attribute = attribute_of(name, "user").or_else(of_any)?;
            return defined(attribute, attributes, |kind| kind == ObjectKind::User, ("u", "id"));
        }
    })
}

fn matching(
    people: People,
    filter: &Filter,
    attributes: &[Attribute],
) -> Result<SelectStatement, StoreError> {
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
        .cond_where(condition(filter, &|name: &str| property(name, attributes))?)
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
pub(crate) fn property_of_user(name: &str, attributes: &[Attribute]) -> Option<Property> {
    property(name.strip_prefix("user.").unwrap_or(name), attributes)
}

/// Every person a filter matches.
pub async fn matching_ids(tx: &mut Tx, filter: &Filter) -> Result<Vec<UserId>, StoreError> {
    let statement = about(tx, filter).await?;
    Ok(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Whether a filter matches a person.
pub async fn is_among(tx: &mut Tx, user: UserId, filter: &Filter) -> Result<bool, StoreError> {
    let mut statement = about(tx, filter).await?;
    statement.and_where(Expr::col(("u", "id")).eq(user.uuid()));
    Ok(!tx.select::<(Uuid,)>(&statement).await?.is_empty())
}

/// Whether people can be searched by a filter.
///
/// # Errors
/// [`StoreError::UnknownProperty`], or [`StoreError::WrongValue`] when a value does not fit.
pub async fn check(tx: &mut Tx, filter: &Filter) -> Result<(), StoreError> {
    let attributes = glossary::attributes(tx).await?;
    condition(filter, &|name: &str| property_of_user(name, &attributes)).map(drop)
}

async fn about(tx: &mut Tx, filter: &Filter) -> Result<SelectStatement, StoreError> {
    among(filter, &glossary::attributes(tx).await?)
}

/// The ids of the people that a filter matches.
pub(crate) fn among(filter: &Filter, attributes: &[Attribute]) -> Result<SelectStatement, StoreError> {
    let property = |name: &str| property_of_user(name, attributes);
    Ok(Query::select()
        .expr(Expr::col(("u", "id")))
        .from_as("users", "u")
        .cond_where(condition(&filter.clone().normalised(), &property)?)
        .and_where(Expr::col(("u", "deleted_at")).is_null())
        .take())
}

/// One page of people, and how many match; by shown name unless the list says otherwise.
pub async fn page(
    tx: &mut Tx,
    people: People,
    list: &ListQuery,
) -> Result<(Vec<UserBrief>, i64), StoreError> {
    let attributes = glossary::attributes(tx).await?;
    let mut page = matching(people, &list.filter, &attributes)?;
    let all = Query::select().expr(Expr::cust("count(*)")).from_subquery(page.clone(), "matching").take();
    let total = tx.select_count(&all).await?;
    if list.page_size == 0 {
        return Ok((Vec::new(), total));
    }
    for key in &list.sort {
        let order = if key.descending { Order::Desc } else { Order::Asc };
        let name = key.path.as_str();
        let Some(Property::Word(column) | Property::Norm(column) | Property::Id(column)) =
            property(name, &attributes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_be_searchable_is() {
        for searchable in SEARCHABLE {
            let kind = property(searchable.name, &[]).map(|property| property.kind());
            assert_eq!(kind, Some(searchable.kind), "{}", searchable.name);
        }
    }
}
