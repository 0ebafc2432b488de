//! Line items by whom or what they are about.

use bailiwick::catalog::Risk;
use sea_query::{Expr, ExprTrait, Order};
use uuid::Uuid;

use super::{Wanted, matching, risk};
use crate::error::StoreError;
use crate::tx::Tx;

/// What makes a group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GroupBy {
    /// Whose access it is.
    #[default]
    Person,
    /// What is held.
    Item,
    /// Where; roles are in no application.
    Application,
}

impl GroupBy {
    const fn column(self) -> &'static str {
        match self {
            Self::Person => "user_id",
            Self::Item => "item_id",
            Self::Application => "application_id",
        }
    }
}

/// The line items of one person, item or application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// Which; none for what is in no application.
    pub id: Option<Uuid>,
    /// How many.
    pub total: i64,
    /// Of those, how many wait for a decision.
    pub undecided: i64,
    /// The riskiest of those that wait; of all when none does.
    pub risk: Risk,
}

/// The groups of what is wanted: those that wait first, the riskiest of them first. At most so many.
pub async fn groups(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    by: GroupBy,
    most: u64,
) -> Result<Vec<Group>, StoreError> {
    const WAITS: &str = "CASE WHEN l.status = 'in-progress' AND l.verdict IS NULL THEN 1 ELSE 0 END";
    const RANK: &str =
        "min(CASE WHEN l.status = 'in-progress' AND l.verdict IS NULL THEN l.risk ELSE l.risk + 10 END)";
    let undecided = || Expr::cust(WAITS).sum().cast_as("bigint");
    let statement = matching(tx, campaign, wanted)
        .await?
        .expr(Expr::col(("l", by.column())))
        .expr(Expr::cust("count(*)"))
        .expr(undecided())
        .expr(Expr::cust(RANK).cast_as("bigint"))
        .group_by_col(("l", by.column()))
        .order_by_expr(Expr::cust(RANK), Order::Asc)
        .order_by_expr(undecided(), Order::Desc)
        .order_by(("l", by.column()), Order::Asc)
        .limit(most)
        .take();
    let rows = tx.select::<(Option<Uuid>, i64, i64, i64)>(&statement).await?;
    let group = |(id, total, undecided, rank): (Option<Uuid>, i64, i64, i64)| Group {
        id,
        total,
        undecided,
        risk: risk(i16::try_from(rank % 10).unwrap_or(i16::MAX)),
    };
    Ok(rows.into_iter().map(group).collect())
}
