//! The rows of a certification.

use bailiwick::filter::list::ListQuery;
use bailiwick::id::{ItemId, UserId};
use sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};

use super::order;
use crate::certifications::items::{by_number, with_subjects};
use crate::error::StoreError;
use crate::filter::{Property, condition};
use crate::tx::Tx;

/// What somebody holds, as rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// About this person.
    Of(UserId),
    /// Of this; or about this account itself.
    Item(ItemId),
}

/// Which rows, beside a filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of these things; all when empty.
    pub items: Vec<ItemId>,
}

/// What is held is called; or the account itself, where that is reviewed.
fn name() -> Expr {
    Expr::cust("COALESCE(i.name_norm, lower(c.name))")
}

fn property(of: &str) -> Option<Property> {
    let l = |column: &'static str| Expr::col(("l", column));
    Some(match of {
        "number" => Property::Word(Expr::cust("CAST(l.number AS TEXT)")),
        "type" | "access.type" => Property::Word(Expr::cust(
            "CASE l.item_kind WHEN 'role' THEN 'ROLE' WHEN 'entitlement' THEN 'ENTITLEMENT' ELSE 'ACCOUNT' END",
        )),
        "completed" => Property::Truth(Expr::cust(
            "(CASE WHEN l.verdict IS NULL AND l.status = 'in-progress' THEN FALSE ELSE TRUE END)",
        )),
        "identitySummary.id" => Property::Id(l("user_id")),
        "identitySummary.name" => Property::Norm(Expr::col(("u", "display_name_norm"))),
        "access.id" => Property::Id(Func::coalesce([l("item_id"), l("account_id")]).into()),
        "access.name" => Property::Norm(name()),
        "entitlement.sourceName" => {
            Property::Norm(Expr::cust("CASE WHEN l.item_kind = 'entitlement' THEN a.name_norm END"))
        }
        // There are none.
        "accessProfile.sourceName" => Property::Norm(Expr::cust("CAST(NULL AS TEXT)")),
        _ => return None,
    })
}

fn sort(key: &str) -> Option<Vec<Expr>> {
    Some(vec![match key {
        "identitySummary.name" => Expr::col(("u", "display_name_norm")),
        "access.name" => name(),
        "access.type" => Expr::col(("l", "item_kind")),
        "entitlement.sourceName" => Expr::col(("a", "name_norm")),
        "accessProfile.sourceName" => return Some(Vec::new()),
        _ => return None,
    }])
}

fn of(campaign: i64, reviewer: UserId) -> SelectStatement {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut statement = Query::select();
    statement.from_as("line_items", "l");
    with_subjects(&mut statement);
    statement.and_where(l("campaign").eq(campaign)).and_where(l("reviewer_id").eq(reviewer.uuid())).take()
}

/// The places of a page of a certification's rows, in order, the riskiest first unless the list says otherwise; and how
/// many match.
pub async fn items(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    also: &ItemFilter,
    list: &ListQuery,
) -> Result<(Vec<i64>, i64), StoreError> {
    let filter = by_number(list.filter.clone(), campaign)?;
    let mut all = of(campaign, reviewer);
    all.cond_where(condition(&filter, &property)?);
    if !also.items.is_empty() {
        let of = Func::coalesce([Expr::col(("l", "item_id")), Expr::col(("l", "account_id"))]);
        all.and_where(Expr::expr(of).is_in(also.items.iter().map(|id| id.uuid())));
    }
    let total = tx.select_count(all.clone().expr(Expr::cust("count(*)"))).await?;
    all.expr(Expr::col(("l", "number")));
    order(&mut all, list, sort)?;
    all.order_by(("l", "risk"), Order::Asc)
        .order_by(("l", "number"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<(i64,)>(&all).await?;
    Ok((rows.into_iter().map(|(number,)| number).collect(), total))
}

/// The places of a certification's rows that wait to be signed, about a person or of a thing where one is named.
pub async fn numbers(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    held: Option<Held>,
) -> Result<Vec<i64>, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut all = Query::select();
    all.expr(l("number"))
        .from_as("line_items", "l")
        .and_where(l("campaign").eq(campaign))
        .and_where(l("reviewer_id").eq(reviewer.uuid()))
        .and_where(l("status").eq("in-progress"))
        .order_by(("l", "number"), Order::Asc);
    match held {
        Some(Held::Of(user)) => {
            all.and_where(l("user_id").eq(user.uuid()));
        }
        Some(Held::Item(item)) => {
            let of = Func::coalesce([l("item_id"), l("account_id")]);
            all.and_where(Expr::expr(of).eq(item.uuid()));
        }
        None => {}
    }
    Ok(tx.select::<(i64,)>(&all).await?.into_iter().map(|(number,)| number).collect())
}
