//! Which line items are meant.

use bailiwick::catalog::Risk;
use bailiwick::certification::{LineItemStatus, Verdict};
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Condition, Expr, ExprTrait, LikeExpr, Query, SelectStatement};

use super::{TABLE, rank};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::violations::open_grants;

/// Which line items of a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Put to this person, or left to them by others.
    pub actor: Option<UserId>,
    /// Standing so.
    pub status: Option<LineItemStatus>,
    /// Decided so; `Some(None)`: not decided.
    pub verdict: Option<Option<Verdict>>,
    /// About this person.
    pub user: Option<UserId>,
    /// Of this.
    pub item: Option<ItemId>,
    /// In this application.
    pub application: Option<ItemId>,
    /// In no application: roles.
    pub in_none: bool,
    /// As risky as this.
    pub risk: Option<Risk>,
    /// About people whose name has this text in it.
    pub person: Option<String>,
    /// A part of a violation about which somebody has to decide still.
    pub in_violation: bool,
    /// Given since then.
    pub since: Option<DateTime<Utc>>,
}

pub(super) async fn matching(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
) -> Result<SelectStatement, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut statement = Query::select();
    statement.from_as(TABLE, "l").and_where(l("campaign").eq(campaign));
    if let Some(actor) = wanted.actor {
        let own = l("reviewer_id").eq(actor.uuid());
        // Most have a part in no others: then the index alone answers.
        if has_part_in_others(tx, campaign, actor).await? {
            let beside = beside(campaign, actor);
            statement.cond_where(Condition::any().add(own).add(l("number").in_subquery(beside)));
        } else {
            // Every risk is: with it, SQLite finds the reviewer's rows by their index also where it knows nothing yet of
            // how many there are, and does not read the whole campaign.
            statement.and_where(own).and_where(l("risk").gte(0));
        }
    }
    if let Some(status) = wanted.status {
        statement.and_where(l("status").eq(status.as_str()));
    }
    match wanted.verdict {
        Some(Some(verdict)) => {
            statement.and_where(l("verdict").eq(verdict.as_str()));
        }
        Some(None) => {
            statement.and_where(l("verdict").is_null());
        }
        None => {}
    }
    for (column, id) in [
        ("user_id", wanted.user.map(UserId::uuid)),
        ("item_id", wanted.item.map(ItemId::uuid)),
        ("application_id", wanted.application.map(ItemId::uuid)),
    ] {
        if let Some(id) = id {
            statement.and_where(l(column).eq(id));
        }
    }
    if wanted.in_none {
        statement.and_where(l("application_id").is_null());
    }
    if let Some(risk) = wanted.risk {
        statement.and_where(l("risk").eq(rank(risk)));
    }
    if let Some(text) = &wanted.person {
        let escaped = normalise(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let named = Query::select()
            .column("id")
            .from("users")
            .and_where(
                Expr::col("display_name_norm").like(LikeExpr::new(format!("%{escaped}%")).escape('\\')),
            )
            .take();
        statement.and_where(l("user_id").in_subquery(named));
    }
    if wanted.in_violation {
        statement.and_where(l("grant_id").in_subquery(open_grants().column(("o", "grant_id")).take()));
    }
    if let Some(since) = wanted.since {
        let given = Query::select()
            .expr(Expr::val(1))
            .from_as("grants", "g")
            .and_where(Expr::col(("g", "id")).equals(("l", "grant_id")))
            .and_where(Expr::col(("g", "start_at")).gte(since))
            .take();
        statement.and_where(Expr::exists(given));
    }
    Ok(statement.take())
}

/// The line items of a campaign that others left to a person too.
fn beside(campaign: i64, actor: UserId) -> SelectStatement {
    Query::select()
        .column("number")
        .from("line_item_actors")
        .and_where(Expr::col("campaign").eq(campaign))
        .and_where(Expr::col("user_id").eq(actor.uuid()))
        .take()
}

/// Whether others left line items of a campaign to a person.
pub(super) async fn has_part_in_others(
    tx: &mut Tx,
    campaign: i64,
    actor: UserId,
) -> Result<bool, StoreError> {
    Ok(!tx.select::<(i64,)>(&beside(campaign, actor).limit(1).take()).await?.is_empty())
}
