//! Deputies in campaigns: who stands in for whom is read here, what that reaches is the domain's
//! ([`bailiwick::certification::LineItem::in_place_of`]).

use bailiwick::certification::LineItem;
use bailiwick::id::UserId;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, Wanted};
use bailiwick_store::{Tx, users};

use super::MyReview;
use super::stages::due_of;
use super::views::distinct;
use crate::{Context, EngineError, delegations};

/// So many reviews of others in which somebody did something are listed, the latest campaigns first.
const MOST_PAST: usize = 50;

/// Whom the caller stands in for, as far as these line items need it: whoever is asked about all of them stands in for
/// nobody there.
pub(super) async fn stood_in_for(
    tx: &mut Tx,
    ctx: &Context,
    rows: &[LineItem],
) -> Result<Vec<UserId>, EngineError> {
    match ctx.actor.user_id() {
        Some(me) if rows.iter().any(|row| row.reviewer != me) => delegations::stood_in_for(tx, ctx).await,
        _ => Ok(Vec::new()),
    }
}

/// Whether the caller stands in for a person.
pub(super) async fn stands_in(tx: &mut Tx, ctx: &Context, person: UserId) -> Result<bool, EngineError> {
    Ok(delegations::stood_in_for(tx, ctx).await?.contains(&person))
}

/// The rows at which the caller decides: those of `whose`, where they stand in for them; else their own.
pub(super) async fn decided_by_caller(
    tx: &mut Tx,
    ctx: &Context,
    whose: Option<UserId>,
) -> Result<Wanted, EngineError> {
    let me = ctx.person()?;
    match whose {
        Some(person) if person != me && stands_in(tx, ctx, person).await? => {
            Ok(Wanted::for_deputy(person, me))
        }
        _ => Ok(Wanted { actor: Some(me), ..Wanted::default() }),
    }
}

/// The campaigns in which the caller decided or signed something in another's place, whether they still stand in for them or
/// not: what they did there they may read. But those that are listed already.
pub(super) async fn history(
    tx: &mut Tx,
    ctx: &Context,
    listed: &[MyReview],
) -> Result<Vec<MyReview>, EngineError> {
    let me = ctx.person()?;
    // Those that are listed already take the place of none.
    let most = MOST_PAST + listed.iter().filter(|one| !one.is_own).count();
    let mut past = items::done_for_others(tx, me, most).await?;
    past.retain(|(number, person)| {
        !listed.iter().any(|one| one.campaign.number == *number && one.reviewer.id == *person)
    });
    past.truncate(MOST_PAST);
    let campaigns = store::of_numbers(tx, &distinct(past.iter().map(|(number, _)| *number))).await?;
    let people = users::briefs(tx, &distinct(past.iter().map(|(_, person)| *person))).await?;
    let mut found = Vec::new();
    for (number, person) in past {
        let Some(campaign) = campaigns.iter().find(|one| one.number == number).cloned() else { continue };
        let Some(reviewer) = people.iter().find(|one| one.id == person).cloned() else { continue };
        let counts = items::counts(tx, number, &done_for(person, me)).await?;
        found.push(MyReview { campaign, due: None, counts, reviewer, is_own: false, decides: false });
    }
    Ok(found)
}

/// What somebody decided or signed of what is put to a person.
pub(super) fn done_for(person: UserId, me: UserId) -> Wanted {
    Wanted { actor: Some(person), done_by: Some(me), ..Wanted::default() }
}

/// The campaigns that run and ask those the caller stands in for; for each person the one that ends first, first.
pub(super) async fn reviews(tx: &mut Tx, ctx: &Context) -> Result<Vec<MyReview>, EngineError> {
    let me = ctx.person()?;
    let mut found = Vec::new();
    for person in delegations::stood_in_for(tx, ctx).await? {
        let Some(reviewer) = users::brief(tx, person).await? else { continue };
        let asks = store::of_person(tx, person).await?;
        for campaign in asks.into_iter().filter(|campaign| campaign.status.is_open()) {
            let counts = items::counts(tx, campaign.number, &Wanted::for_deputy(person, me)).await?;
            if counts.total > 0 {
                let due = due_of(tx, &campaign, person).await?;
                let reviewer = reviewer.clone();
                found.push(MyReview { campaign, due, counts, reviewer, is_own: false, decides: true });
            }
        }
    }
    Ok(found)
}

/// In how many campaigns something waits that the caller may decide for those they stand in for.
pub(super) async fn waiting(tx: &mut Tx, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    let mut waiting = 0;
    for person in delegations::stood_in_for(tx, ctx).await? {
        waiting += items::waiting_for_deputy(tx, person, me).await?;
    }
    Ok(waiting)
}

/// What the caller is called at what they do: with the name of whoever they do it for.
pub(super) async fn name(tx: &mut Tx, ctx: &Context, person: Option<UserId>) -> Result<String, EngineError> {
    let own = ctx.actor.name();
    let Some(person) = person else { return Ok(own.to_owned()) };
    let person = users::brief(tx, person).await?.ok_or_else(|| EngineError::not_found("user", person))?;
    Ok(format!("{own} for {}", person.display_name))
}
