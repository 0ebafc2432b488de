//! Pages of line items, the riskiest first.

use bailiwick::certification::LineItem;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::UserId;
use sea_query::{Expr, ExprTrait, NullOrdering, Order, Query, SelectStatement};

use super::property::{sort_column, with_subjects};
use super::{COLUMNS, Row, TABLE, Wanted, counts, matching, rank, with_others};
use crate::error::StoreError;
use crate::glossary;
use crate::tx::Tx;

/// A page that begins after so many, the riskiest first unless sorted; and how many there are. For lists whose pages
/// have numbers.
pub async fn page(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    list: &ListQuery,
) -> Result<(Vec<LineItem>, i64), StoreError> {
    let total = counts(tx, campaign, wanted).await?.total;
    let mut page = matching(tx, campaign, wanted).await?;
    if !list.sort.is_empty() {
        if wanted.filter == Filter::All {
            with_subjects(&mut page);
        }
        let attributes = glossary::attributes(tx).await?;
        for key in &list.sort {
            let order = if key.descending { Order::Desc } else { Order::Asc };
            let column = sort_column(key.path.as_str(), &attributes)?;
            page.order_by_expr_with_nulls(column, order, NullOrdering::Last);
        }
    }
    page.exprs(COLUMNS.map(|column| Expr::col(("l", column))))
        .order_by(("l", "risk"), Order::Asc)
        .order_by(("l", "number"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<Row>(&page).await?;
    let items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<LineItem>, _>>()?;
    Ok((with_others(tx, campaign, items).await?, total))
}

/// Where a line item stands in the order in which they are read: how risky it is, then its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// 0 is the riskiest.
    pub rank: i16,
    /// Its number in the campaign.
    pub number: i64,
}

impl Place {
    /// Where this one stands.
    pub const fn of(item: &LineItem) -> Self {
        Self { rank: rank(item.risk), number: item.id.number }
    }

    /// As it is compared with `key()`.
    pub(super) fn key(self) -> Expr {
        Expr::tuple([Expr::val(self.rank), Expr::val(self.number)])
    }
}

/// Where line items stand, in SQL.
pub(super) fn key() -> Expr {
    Expr::tuple([Expr::col(("l", "risk")), Expr::col(("l", "number"))])
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Window {
    /// From the start.
    #[default]
    First,
    /// What comes after this one.
    After(Place),
    /// What comes before this one.
    Before(Place),
}

impl Window {
    /// Leaves what is in it; the order in which it is read.
    fn narrow(self, statement: &mut SelectStatement) -> Order {
        match self {
            Self::First => Order::Asc,
            Self::After(place) => {
                statement.and_where(key().gt(place.key()));
                Order::Asc
            }
            Self::Before(place) => {
                statement.and_where(key().lt(place.key()));
                Order::Desc
            }
        }
    }
}

/// So many line items from some place on, found by the index whatever came before; and whether there are more in that
/// direction.
pub async fn window(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    window: Window,
    limit: usize,
) -> Result<(Vec<LineItem>, bool), StoreError> {
    let mut statement = matching(tx, campaign, wanted).await?;
    let order = window.narrow(&mut statement);
    statement
        .exprs(COLUMNS.map(|column| Expr::col(("l", column))))
        .order_by(("l", "risk"), order.clone())
        .order_by(("l", "number"), order)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1));
    let rows = tx.select::<Row>(&statement).await?;
    let more = rows.len() > limit;
    let items = rows.into_iter().take(limit).map(TryInto::try_into);
    let mut items = items.collect::<Result<Vec<LineItem>, _>>()?;
    if let Window::Before(_) = window {
        items.reverse();
    }
    Ok((with_others(tx, campaign, items).await?, more))
}

/// Where a reviewer's list has gone on for so many line items, whatever they are; nothing where it ends before. Found
/// by the index alone.
pub async fn reach(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    window: Window,
    rows: u64,
) -> Result<Option<Place>, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut statement = Query::select();
    statement
        .exprs([l("risk"), l("number")])
        .from_as(TABLE, "l")
        .and_where(l("campaign").eq(campaign))
        .and_where(l("reviewer_id").eq(reviewer.uuid()))
        .and_where(l("risk").gte(0));
    let order = window.narrow(&mut statement);
    statement
        .order_by(("l", "risk"), order.clone())
        .order_by(("l", "number"), order)
        .offset(rows.saturating_sub(1))
        .limit(1);
    let place = tx.select::<(i16, i64)>(&statement).await?.pop();
    Ok(place.map(|(rank, number)| Place { rank, number }))
}

/// Whether there is one at all.
pub async fn any(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<bool, StoreError> {
    let statement = matching(tx, campaign, wanted).await?.expr(Expr::val(1_i64)).limit(1).take();
    Ok(!tx.select::<(i64,)>(&statement).await?.is_empty())
}
