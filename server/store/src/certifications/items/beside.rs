//! The same access beside the grants that line items are about.

use std::collections::{BTreeSet, HashMap};

use bailiwick::certification::{LineItemId, Went};
use bailiwick::grant::{Origin, made};
use bailiwick::id::{GrantId, ItemId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::word;

/// A grant in force beside the one that a line item is about: of the same, to the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// How they came by it.
    pub origin: Origin,
    /// What brings it.
    pub through: Option<ItemId>,
    /// It is held in the same way as the one that is reviewed, which it follows.
    pub is_in_its_place: bool,
    /// It was given since that went; else it was there all along.
    pub is_since: bool,
}

/// A grant of what a line item is about to the person it is about, and how the reviewed one went.
#[derive(FromRow)]
pub(super) struct Same {
    campaign: i64,
    pub number: i64,
    own_role: Option<Uuid>,
    own_end: Option<DateTime<Utc>>,
    removed_at: Option<DateTime<Utc>>,
    pub id: Uuid,
    pub origin: String,
    pub role_id: Option<Uuid>,
    pub granted_by: Option<Uuid>,
    pub request_id: Option<String>,
    status: String,
    start_at: DateTime<Utc>,
}

impl Same {
    /// The line item.
    pub const fn line_item(&self) -> LineItemId {
        LineItemId { campaign: self.campaign, number: self.number }
    }

    /// When it was made.
    pub fn made(&self) -> DateTime<Utc> {
        made(GrantId(self.id), self.start_at)
    }

    /// Whether it was given since the reviewed one went.
    pub fn is_since(&self) -> Result<bool, StoreError> {
        let went = Went { through: self.own_role.map(ItemId), at: self.own_end.or(self.removed_at) };
        let status = word(&self.status, "grants", "status")?;
        Ok(went.is_since(self.role_id.map(ItemId), status, self.made()))
    }
}

/// Those line items whose access was given since it went.
pub(super) fn again(found: &[Same]) -> Result<BTreeSet<LineItemId>, StoreError> {
    let mut all = BTreeSet::new();
    for row in found {
        if row.is_since()? {
            all.insert(row.line_item());
        }
    }
    Ok(all)
}

/// A column of line items.
pub(super) fn l(column: &'static str) -> Expr {
    Expr::col(("l", column))
}

/// A column of grants.
pub(super) fn g(column: &'static str) -> Expr {
    Expr::col(("g", column))
}

/// Selects [`Same`] of all the grants of what line items `l` of a campaign are about to the people they are about, oldest
/// first.
pub(super) fn same(campaign: i64) -> SelectStatement {
    same_anywhere().and_where(l("campaign").eq(campaign)).take()
}

/// The same of line items of every campaign.
pub(super) fn same_anywhere() -> SelectStatement {
    Query::select()
        .from_as(TABLE, "l")
        .exprs(["campaign", "number", "removed_at"].map(l))
        .expr_as(l("role_id"), "own_role")
        .expr_as(Expr::col(("o", "ended_at")), "own_end")
        .exprs(["id", "origin", "role_id", "granted_by", "request_id", "status", "start_at"].map(g))
        .join_as(JoinType::InnerJoin, "grants", "g", g("user_id").equals(("l", "user_id")))
        .join_as(JoinType::LeftJoin, "grants", "o", Expr::col(("o", "id")).equals(("l", "grant_id")))
        .and_where(g("item_id").equals(("l", "item_id")))
        .and_where(l("grant_id").is_not_null())
        .order_by(("g", "id"), Order::Asc)
        .take()
}

/// What is in force beside the grants that these line items are about, by their numbers; for a whole page at once.
pub async fn beside(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, Vec<Beside>>, StoreError> {
    let mut found: HashMap<i64, Vec<Beside>> = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let statement = same(campaign)
            .and_where(l("number").is_in(chunk.iter().copied()))
            .and_where(g("status").eq("active"))
            .and_where(g("id").not_equals(("l", "grant_id")))
            .take();
        for row in tx.select::<Same>(&statement).await? {
            found.entry(row.number).or_default().push(Beside {
                origin: word(&row.origin, "grants", "origin")?,
                through: row.role_id.map(ItemId),
                is_in_its_place: row.role_id == row.own_role,
                is_since: row.is_since()?,
            });
        }
    }
    Ok(found)
}
