//! The list of campaigns: searched, sorted, read page by page by key.

use bailiwick::certification::Campaign;
use bailiwick::id::UserId;
use bailiwick::text::normalise;
use sea_query::{
    Condition, Expr, ExprTrait, JoinType, LikeExpr, NullOrdering, Order, Query, SelectStatement,
};

use super::campaigns::of_number;
use crate::error::StoreError;
use crate::tx::Tx;

/// Those that ask nobody yet.
const AHEAD: [&str; 2] = ["creating", "staging"];
/// Those that ask somebody.
const RUNNING: [&str; 2] = ["in-progress", "expiring"];

/// How campaigns are sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CampaignOrder {
    /// By when they were started.
    #[default]
    Started,
    /// By name.
    Name,
    /// By deadline; those without one last.
    Deadline,
}

/// Where campaigns stand, roughly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignState {
    /// Being made, or looked through before they start.
    Ahead,
    /// People decide.
    Running,
    /// They have ended.
    Ended,
}

/// Which campaigns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CampaignsWanted {
    /// Of this owner.
    pub owner: Option<UserId>,
    /// With this in their name, or in their owner's.
    pub text: String,
    /// Standing so.
    pub state: Option<CampaignState>,
    /// Sorted so.
    pub order: CampaignOrder,
    /// The last ones first; campaigns by when they were started otherwise have the first ones first.
    pub descending: bool,
    /// From behind this campaign on, by its number.
    pub after: Option<i64>,
    /// Up to before this one.
    pub before: Option<i64>,
}

/// A page of campaigns, and how many match altogether.
pub async fn page(
    tx: &mut Tx,
    wanted: &CampaignsWanted,
    limit: u64,
) -> Result<(Vec<Campaign>, i64), StoreError> {
    let total = tx.select_count(&matching(wanted).expr(Expr::cust("count(*)")).take()).await?;
    let backwards = wanted.before.is_some();
    let mut statement = matching(wanted);
    statement.column(("c", "number")).limit(limit);
    if let Some(number) = wanted.after.or(wanted.before)
        && let Some(edge) = of_number(tx, number).await?
    {
        statement.cond_where(beyond(wanted, &edge, backwards));
    }
    let order = if wanted.descending == backwards { Order::Asc } else { Order::Desc };
    match wanted.order {
        CampaignOrder::Started => {}
        CampaignOrder::Name => drop(statement.order_by(("c", "name_norm"), order.clone())),
        CampaignOrder::Deadline => {
            let nulls = if backwards { NullOrdering::First } else { NullOrdering::Last };
            statement.order_by_with_nulls(("c", "deadline"), order.clone(), nulls);
        }
    }
    statement.order_by(("c", "number"), order);
    let mut campaigns = Vec::new();
    for (number,) in tx.select::<(i64,)>(&statement).await? {
        campaigns.extend(of_number(tx, number).await?);
    }
    if backwards {
        campaigns.reverse();
    }
    Ok((campaigns, total))
}

fn matching(wanted: &CampaignsWanted) -> SelectStatement {
    let c = |column: &'static str| Expr::col(("c", column));
    let mut statement = Query::select();
    statement.from_as("campaigns", "c").join_as(
        JoinType::LeftJoin,
        "users",
        "o",
        Expr::col(("o", "id")).equals(("c", "owner_id")),
    );
    statement
        .and_where(Expr::cust("NOT EXISTS (SELECT 1 FROM deleted_campaigns d WHERE d.number = c.number)"));
    if let Some(owner) = wanted.owner {
        statement.and_where(c("owner_id").eq(owner.uuid()));
    }
    let text = normalise(&wanted.text);
    if !text.is_empty() {
        let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        let name = c("name_norm").like(like.clone());
        statement
            .cond_where(Condition::any().add(name).add(Expr::col(("o", "display_name_norm")).like(like)));
    }
    match wanted.state {
        None => {}
        Some(CampaignState::Ahead) => drop(statement.and_where(c("status").is_in(AHEAD))),
        Some(CampaignState::Running) => drop(statement.and_where(c("status").is_in(RUNNING))),
        Some(CampaignState::Ended) => {
            statement.and_where(c("status").is_not_in(AHEAD.into_iter().chain(RUNNING)));
        }
    }
    statement
}

/// What comes behind a campaign, or before it.
fn beyond(wanted: &CampaignsWanted, edge: &Campaign, backwards: bool) -> Condition {
    let c = |column: &'static str| Expr::col(("c", column));
    let greater = wanted.descending == backwards;
    let than = |column: Expr, value: Expr| if greater { column.gt(value) } else { column.lt(value) };
    let number = || than(c("number"), edge.number.into());
    let tied = |same: Expr| Condition::all().add(same).add(number());
    match (wanted.order, edge.deadline) {
        (CampaignOrder::Started, _) => Condition::all().add(number()),
        (CampaignOrder::Name, _) => {
            let name = normalise(&edge.definition.name);
            Condition::any().add(than(c("name_norm"), name.clone().into())).add(tied(c("name_norm").eq(name)))
        }
        // Those without a deadline are last, whichever way.
        (CampaignOrder::Deadline, None) if backwards => {
            Condition::any().add(c("deadline").is_not_null()).add(tied(c("deadline").is_null()))
        }
        (CampaignOrder::Deadline, None) => tied(c("deadline").is_null()),
        (CampaignOrder::Deadline, Some(at)) => {
            let mut any =
                Condition::any().add(than(c("deadline"), at.into())).add(tied(c("deadline").eq(at)));
            if !backwards {
                any = any.add(c("deadline").is_null());
            }
            any
        }
    }
}
