//! Which line items are meant.

use bailiwick::catalog::Risk;
use bailiwick::certification::{LineItemStatus, Verdict};
use bailiwick::filter::Filter;
use bailiwick::id::{ItemId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Condition, Expr, ExprTrait, LikeExpr, Query, SelectStatement};
use uuid::Uuid;

use super::property::{narrow, with_subjects};
use super::{Place, TABLE, key, rank, signatures};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::violations::open_grants;
use crate::{dialect, glossary};

/// So many people of a name are looked up one by one.
const PEOPLE: usize = 200;

/// Which line items of a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Put to this person, or left to them by others.
    pub actor: Option<UserId>,
    /// Only what is `actor`'s own to decide: neither what others left to them, nor what somebody else decides because of
    /// what they signed in an earlier stage.
    pub only_own: bool,
    /// Or to one of these, as far as `actor` stands in for them.
    pub stood_in_for: Vec<UserId>,
    /// As far as this person stands in for `actor`: about neither of both, and not where the deputy signed an earlier stage.
    pub deputy: Option<UserId>,
    /// Decided or signed by this person.
    pub done_by: Option<UserId>,
    /// Come to their stage within this time.
    pub began: Option<Began>,
    /// Standing so.
    pub status: Option<LineItemStatus>,
    /// Decided so; `Some(None)`: not decided.
    pub verdict: Option<Option<Verdict>>,
    /// Signed by this person.
    pub signed_by: Option<UserId>,
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
    /// From this place on, in the order in which they are read.
    pub from: Option<Place>,
    /// Up to this place, with it.
    pub to: Option<Place>,
    /// Known not to have been used for so many days.
    pub unused_days: Option<i64>,
    /// Besides, by their properties as clients call them.
    pub filter: Filter,
}

/// When line items came to their stage: those of the first one with their campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Began {
    /// When the campaign began.
    pub campaign: DateTime<Utc>,
    /// After this.
    pub after: DateTime<Utc>,
    /// By then.
    pub until: DateTime<Utc>,
}

impl Began {
    /// Nothing began before the campaign did.
    fn condition(self) -> Condition {
        let at = || Expr::col(("l", "stage_at"));
        if self.campaign > self.until {
            Condition::all().add(Expr::val(1).eq(0))
        } else if self.campaign > self.after {
            Condition::any().add(at().is_null()).add(at().lte(self.until))
        } else {
            Condition::all().add(at().gt(self.after)).add(at().lte(self.until))
        }
    }
}

impl Wanted {
    /// What is put or left to a person, as far as a deputy stands in for them.
    pub fn for_deputy(person: UserId, deputy: UserId) -> Self {
        Self { actor: Some(person), deputy: Some(deputy), ..Self::default() }
    }
}

pub(super) async fn matching(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
) -> Result<SelectStatement, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut statement = Query::select();
    statement.from_as(TABLE, "l").and_where(l("campaign").eq(campaign));
    let people = people(tx, wanted).await?;
    let is_by_people = matches!(people, People::These(_));
    asked(tx, campaign, wanted, is_by_people, &mut statement).await?;
    if let (Some(person), Some(deputy)) = (wanted.actor, wanted.deputy) {
        statement.cond_where(reached(campaign, person, deputy));
    }
    if let Some(person) = wanted.done_by {
        statement.cond_where(
            Condition::any().add(l("decided_by").eq(person.uuid())).add(l("signed_by").eq(person.uuid())),
        );
    }
    if let Some(began) = wanted.began {
        statement.cond_where(began.condition());
    }
    if let Some(status) = wanted.status {
        statement.and_where(l("status").eq(status.as_str()));
    }
    if let Some(signer) = wanted.signed_by {
        statement.and_where(l("signed_by").eq(signer.uuid()));
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
    match people {
        People::All => {}
        People::These(ids) => {
            statement.and_where(l("number").in_subquery(about(campaign, ids)));
        }
        People::Named(ids) => {
            statement.and_where(l("user_id").in_subquery(*ids));
        }
    }
    for (column, id) in
        [("item_id", wanted.item.map(ItemId::uuid)), ("application_id", wanted.application.map(ItemId::uuid))]
    {
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
    if wanted.in_violation {
        statement.and_where(l("grant_id").in_subquery(open_grants().column(("o", "grant_id")).take()));
    }
    if let Some(since) = wanted.since {
        statement.and_where(of_grant(Expr::col(("g", "start_at")).gte(since)));
    }
    if let Some(days) = wanted.unused_days {
        statement.and_where(of_grant(Expr::cust(dialect::unused_days(tx)).gte(days)));
    }
    if let Some(from) = wanted.from {
        statement.and_where(key().gte(from.key()));
    }
    if let Some(to) = wanted.to {
        statement.and_where(key().lte(to.key()));
    }
    if wanted.filter != Filter::All {
        with_subjects(&mut statement);
        narrow(&mut statement, campaign, &wanted.filter, &glossary::attributes(tx).await?)?;
    }
    Ok(statement.take())
}

/// Narrows to what is put or left to whoever is meant.
async fn asked(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    is_by_people: bool,
    statement: &mut SelectStatement,
) -> Result<(), StoreError> {
    let Some(actor) = wanted.actor else { return Ok(()) };
    let l = |column: &'static str| Expr::col(("l", column));
    if wanted.only_own {
        statement.and_where(l("number").not_in_subquery(signatures::barred(campaign, actor)));
    }
    let own = l("reviewer_id").eq(actor.uuid());
    if !wanted.stood_in_for.is_empty() {
        let mut any = put_to(campaign, actor);
        for person in &wanted.stood_in_for {
            any = any
                .add(Condition::all().add(put_to(campaign, *person)).add(reached(campaign, *person, actor)));
        }
        statement.cond_where(any);
    } else if !wanted.only_own && has_part_in_others(tx, campaign, actor).await? {
        statement.cond_where(put_to(campaign, actor));
    // Most have no part in others: then the index alone answers.
    } else if is_by_people {
        // In a form that no index answers: these people have fewer rows than the reviewer may have.
        statement.and_where(Expr::case(own, 1).finally(0).eq(1));
    } else {
        // Every risk is: with it, SQLite finds the reviewer's rows by their index also where it knows nothing yet of
        // how many there are, and does not read the whole campaign.
        statement.and_where(own).and_where(l("risk").gte(0));
    }
    Ok(())
}

/// Put to a person, or left to them by others.
fn put_to(campaign: i64, person: UserId) -> Condition {
    Condition::any()
        .add(Expr::col(("l", "reviewer_id")).eq(person.uuid()))
        .add(Expr::col(("l", "number")).in_subquery(beside(campaign, person)))
}

/// A deputy stands in for a person there: about nobody, or somebody else than these two, and the deputy signed no earlier
/// stage (`bailiwick::certification::LineItem::reaches`).
fn reached(campaign: i64, person: UserId, deputy: UserId) -> Condition {
    let user = || Expr::col(("l", "user_id"));
    let others = user().is_null().or(user().is_not_in([person, deputy].map(UserId::uuid)));
    let signed = signatures::signed_by(campaign, deputy);
    Condition::all().add(others).add(Expr::col(("l", "number")).not_in_subquery(signed))
}

/// About whom.
enum People {
    All,
    These(Vec<Uuid>),
    Named(Box<SelectStatement>),
}

/// Those meant by id or by a part of their name; where there are few of that name, who they are.
async fn people(tx: &mut Tx, wanted: &Wanted) -> Result<People, StoreError> {
    let Some(text) = &wanted.person else {
        return Ok(wanted.user.map_or(People::All, |user| People::These(vec![user.uuid()])));
    };
    let escaped = normalise(text).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let named = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let mut statement = Query::select();
    statement.column("id").from("users").and_where(Expr::col("display_name_norm").like(named));
    if let Some(user) = wanted.user {
        statement.and_where(Expr::col("id").eq(user.uuid()));
    }
    let some = statement.clone().limit(PEOPLE as u64 + 1).take();
    let some: Vec<Uuid> = tx.select::<(Uuid,)>(&some).await?.into_iter().map(|(id,)| id).collect();
    Ok(if some.len() > PEOPLE { People::Named(Box::new(statement)) } else { People::These(some) })
}

/// The line items of a campaign about these people, as an index alone answers: SQLite would rather look through all of a
/// campaign.
fn about(campaign: i64, people: Vec<Uuid>) -> SelectStatement {
    Query::select()
        .expr(Expr::col(("p", "number")))
        .from_as(TABLE, "p")
        .and_where(Expr::col(("p", "campaign")).eq(campaign))
        .and_where(Expr::col(("p", "user_id")).is_in(people))
        .take()
}

/// Whether something is so of a line item's grant `g`.
fn of_grant(condition: Expr) -> Expr {
    let found = Query::select()
        .expr(Expr::val(1))
        .from_as("grants", "g")
        .and_where(Expr::col(("g", "id")).equals(("l", "grant_id")))
        .and_where(condition)
        .take();
    Expr::exists(found)
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
