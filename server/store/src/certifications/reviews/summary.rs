//! What a certification is about, summed up.

use bailiwick::catalog::ItemKind;
use bailiwick::certification::Verdict;
use bailiwick::directory::Status;
use bailiwick::filter::list::ListQuery;
use bailiwick::grant::Origin;
use bailiwick::id::{AccountId, ItemId, UserId};
use sea_query::{Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement};
use uuid::Uuid;

use super::{CHUNK, order};
use crate::error::StoreError;
use crate::filter::{Property, condition};
use crate::tx::Tx;
use crate::word;

/// Somebody whose access is reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Who.
    pub id: UserId,
    /// As shown.
    pub name: String,
    /// Everything about them is decided.
    pub completed: bool,
}

/// How many rows of a kind are decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: ItemKind,
    /// What was decided.
    pub verdict: Option<Verdict>,
    /// How many.
    pub count: i64,
}

fn rows(campaign: i64, reviewer: UserId) -> SelectStatement {
    let l = |column: &'static str| Expr::col(("l", column));
    Query::select()
        .from_as("line_items", "l")
        .and_where(l("campaign").eq(campaign))
        .and_where(l("reviewer_id").eq(reviewer.uuid()))
        .take()
}

/// A page of the people whom a certification is about, by name; and how many match.
pub async fn identities(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    list: &ListQuery,
) -> Result<(Vec<Identity>, i64), StoreError> {
    let is_open = || {
        let same = Expr::col(("l", "user_id")).equals(("u", "id"));
        let open = Expr::cust("l.status = 'in-progress' AND l.verdict IS NULL");
        let rows = rows(campaign, reviewer).expr(Expr::val(1)).and_where(same).and_where(open).take();
        Expr::exists(rows)
    };
    let property = |name: &str| {
        Some(match name {
            "id" => Property::Id(Expr::col(("u", "id"))),
            "name" => Property::Norm(Expr::col(("u", "display_name_norm"))),
            "completed" => Property::Truth(is_open().not()),
            _ => return None,
        })
    };
    let mut all = Query::select();
    all.from_as("users", "u")
        .and_where(
            Expr::col(("u", "id"))
                .in_subquery(rows(campaign, reviewer).expr(Expr::col(("l", "user_id"))).take()),
        )
        .cond_where(condition(&list.filter, &property)?);
    let total = tx.select_count(all.clone().expr(Expr::cust("count(*)"))).await?;
    all.expr(Expr::col(("u", "id"))).expr(Expr::col(("u", "display_name"))).expr(is_open().not());
    order(&mut all, list, |name| (name == "name").then(|| vec![Expr::col(("u", "display_name_norm"))]))?;
    all.order_by(("u", "display_name_norm"), Order::Asc)
        .order_by(("u", "id"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<(Uuid, String, bool)>(&all).await?;
    let identity = |(id, name, completed)| Identity { id: UserId(id), name, completed };
    Ok((rows.into_iter().map(identity).collect(), total))
}

/// A page of the things of a kind that a certification is about, by name; and how many match.
pub async fn accesses(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    kind: ItemKind,
    list: &ListQuery,
) -> Result<(Vec<ItemId>, i64), StoreError> {
    let property = |name: &str| {
        Some(match name {
            "access.id" => Property::Id(Expr::col(("i", "id"))),
            "access.name" => Property::Norm(Expr::col(("i", "name_norm"))),
            "completed" => Property::Truth({
                let same = Expr::col(("l", "item_id")).equals(("i", "id"));
                let open = Expr::cust("l.status = 'in-progress' AND l.verdict IS NULL");
                let rows = rows(campaign, reviewer).expr(Expr::val(1)).and_where(same).and_where(open).take();
                Expr::exists(rows).not()
            }),
            _ => return None,
        })
    };
    let of_kind = Expr::col(("l", "item_kind")).eq(kind.as_str());
    let ids = rows(campaign, reviewer).expr(Expr::col(("l", "item_id"))).and_where(of_kind).take();
    let mut all = Query::select();
    all.from_as("items", "i")
        .and_where(Expr::col(("i", "id")).in_subquery(ids))
        .cond_where(condition(&list.filter, &property)?);
    let total = tx.select_count(all.clone().expr(Expr::cust("count(*)"))).await?;
    all.expr(Expr::col(("i", "id")));
    order(&mut all, list, |name| (name == "access.name").then(|| vec![Expr::col(("i", "name_norm"))]))?;
    all.order_by(("i", "name_norm"), Order::Asc)
        .order_by(("i", "id"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<(Uuid,)>(&all).await?;
    Ok((rows.into_iter().map(|(id,)| ItemId(id)).collect(), total))
}

/// A way in which somebody holds a thing that a certification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// The thing.
    pub item: ItemId,
    /// How the grant came about; nothing when it is not known any more, or the thing itself is reviewed.
    pub origin: Option<Origin>,
    /// A role or a membership brought it.
    pub is_brought: bool,
    /// Whoever holds it works here.
    pub is_here: bool,
}

/// The ways in which people hold these things, as far as a certification is about them; each way once.
pub async fn ways(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    items: &[ItemId],
) -> Result<Vec<Way>, StoreError> {
    let mut found = Vec::new();
    for chunk in items.chunks(CHUNK) {
        let l = |column: &'static str| Expr::col(("l", column));
        let statement = rows(campaign, reviewer)
            .distinct()
            .expr(l("item_id"))
            .expr(Expr::col(("g", "origin")))
            .expr(l("role_id").is_not_null())
            .expr(Expr::col(("u", "status")))
            .join_as(JoinType::LeftJoin, "grants", "g", Expr::col(("g", "id")).equals(("l", "grant_id")))
            .join_as(JoinType::LeftJoin, "users", "u", Expr::col(("u", "id")).equals(("l", "user_id")))
            .and_where(l("item_id").is_in(chunk.iter().map(|item| item.uuid())))
            .take();
        for (item, origin, is_brought, status) in
            tx.select::<(Uuid, Option<String>, bool, Option<String>)>(&statement).await?
        {
            found.push(Way {
                item: ItemId(item),
                origin: origin.map(|text| word(&text, "grants", "origin")).transpose()?,
                is_brought,
                is_here: status.as_deref() == Some(Status::Active.as_str()),
            });
        }
    }
    Ok(found)
}

/// A page of the accounts that a certification is about themselves, by name; and how many match.
pub async fn accounts(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    list: &ListQuery,
) -> Result<(Vec<AccountId>, i64), StoreError> {
    let name = || Expr::cust("lower(c.name)");
    let property = |of: &str| {
        Some(match of {
            "access.id" => Property::Id(Expr::col(("c", "id"))),
            "access.name" => Property::Norm(name()),
            "completed" => Property::Truth({
                let same = Expr::col(("l", "account_id")).equals(("c", "id"));
                let open = Expr::cust("l.status = 'in-progress' AND l.verdict IS NULL");
                let rows = rows(campaign, reviewer).expr(Expr::val(1)).and_where(same).and_where(open).take();
                Expr::exists(rows).not()
            }),
            _ => return None,
        })
    };
    let ids = rows(campaign, reviewer).expr(Expr::col(("l", "account_id"))).take();
    let mut all = Query::select();
    all.from_as("accounts", "c")
        .and_where(Expr::col(("c", "id")).in_subquery(ids))
        .cond_where(condition(&list.filter, &property)?);
    let total = tx.select_count(all.clone().expr(Expr::cust("count(*)"))).await?;
    all.expr(Expr::col(("c", "id")));
    order(&mut all, list, |key| (key == "access.name").then(|| vec![name()]))?;
    all.order_by_expr(name(), Order::Asc)
        .order_by(("c", "id"), Order::Asc)
        .offset(list.offset)
        .limit(list.page_size.into());
    let rows = tx.select::<(Uuid,)>(&all).await?;
    Ok((rows.into_iter().map(|(id,)| AccountId(id)).collect(), total))
}

/// How a certification's rows of each kind are decided; those about some people only, where a filter over
/// `identitySummary.id` says so.
pub async fn by_kind(
    tx: &mut Tx,
    campaign: i64,
    reviewer: UserId,
    list: &ListQuery,
) -> Result<Vec<KindCount>, StoreError> {
    let property =
        |name: &str| (name == "identitySummary.id").then(|| Property::Id(Expr::col(("l", "user_id"))));
    // Records are of no kind that is spoken of here; accounts themselves are of the kind of their sources.
    let kind = || {
        Expr::cust(
            "CASE WHEN l.item_kind IS NULL AND l.account_id IS NOT NULL THEN 'application' ELSE l.item_kind END",
        )
    };
    let statement = rows(campaign, reviewer)
        .and_where(kind().is_not_null())
        .expr(kind())
        .expr(Expr::col(("l", "verdict")))
        .expr(Func::count(Expr::val(1)))
        .cond_where(condition(&list.filter, &property)?)
        .add_group_by([kind()])
        .group_by_col(("l", "verdict"))
        .take();
    let rows = tx.select::<(String, Option<String>, i64)>(&statement).await?;
    let count = |(kind, verdict, count): (String, Option<String>, i64)| {
        let verdict = verdict.map(|text| word(&text, "line_items", "verdict")).transpose()?;
        Ok(KindCount { kind: word(&kind, "line_items", "item_kind")?, verdict, count })
    };
    rows.into_iter().map(count).collect()
}
