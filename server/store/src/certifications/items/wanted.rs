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
use super::{Place, TABLE, key, rank};
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
    /// Or to one of these, for whom `actor` stands in: about neither of both.
    pub stood_in_for: Vec<UserId>,
    /// About nobody of these.
    pub not_about: Vec<UserId>,
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

impl Wanted {
    /// What is put or left to a person, as far as a deputy stands in for them: about neither of both.
    pub fn for_deputy(person: UserId, deputy: UserId) -> Self {
        Self { actor: Some(person), not_about: vec![deputy, person], ..Self::default() }
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
    if !wanted.not_about.is_empty() {
        statement.and_where(not_about(&wanted.not_about));
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
            statement.and_where(l("user_id").is_in(ids));
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
    let own = l("reviewer_id").eq(actor.uuid());
    if !wanted.stood_in_for.is_empty() {
        let mut any = put_to(campaign, actor);
        for person in &wanted.stood_in_for {
            let reached = Condition::all().add(put_to(campaign, *person)).add(not_about(&[actor, *person]));
            any = any.add(reached);
        }
        statement.cond_where(any);
    } else if has_part_in_others(tx, campaign, actor).await? {
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

/// About nobody, or somebody else than these.
fn not_about(people: &[UserId]) -> Expr {
    let user = || Expr::col(("l", "user_id"));
    user().is_null().or(user().is_not_in(people.iter().map(|person| person.uuid())))
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
