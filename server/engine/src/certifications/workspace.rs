//! A reviewer's workspace: a window of what is put to them, what is known about each row, how far they are, and whom or
//! what the rows are about.

use std::collections::HashMap;

use bailiwick::certification::{Campaign, LineItem, LineItemStatus, Recommendation, Reviewed};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_store::certifications::items::{self, Counts, Group, GroupBy, Place, Wanted, Window};
use bailiwick_store::{Tx, items as catalog, users};
use chrono::{DateTime, Utc};

use super::ask::{Ask, wanted};
use super::deputies;
use super::insight::{Insight, insights};
use super::read::known;
use super::stages::due_of;
use super::views::{LineItemView, distinct, views};
use crate::{Context, Engine, EngineError};

/// Rows of a window.
const ROWS: usize = 50;
/// Groups that are named.
const GROUPS: usize = 100;
/// So many rows are looked at, at most, to fill a window with those for which something is recommended.
const LOOKED_AT: usize = 2_000;
/// So many of them at once.
const AT_ONCE: usize = 200;
/// Where no index answers, so many of a reviewer's rows are looked through for one page. Hardly anybody has as many.
const REACH: u64 = 20_000;

/// A row with what a decision needs.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewRow {
    /// The line item.
    pub view: LineItemView,
    /// What is known about its grant.
    pub insight: Insight,
    /// What is recommended, and why.
    pub recommendation: Recommendation,
    /// The name of the manager of whoever holds it, where they have one.
    pub manager: Option<String>,
}

/// A person, an item or an application, with how many of its rows wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedGroup {
    /// How many, and how risky.
    pub group: Group,
    /// What people call it.
    pub name: String,
}

/// What a reviewer sees.
#[expect(clippy::struct_excessive_bools, reason = "who looks and what there is, each for itself")]
#[derive(Debug, Clone, PartialEq)]
pub struct Workspace {
    /// The campaign.
    pub campaign: Campaign,
    /// Whose rows these are.
    pub reviewer: UserBrief,
    /// They are the caller's own.
    pub is_own: bool,
    /// The caller decides here: about their own, or in the reviewer's place.
    pub decides: bool,
    /// These are only the rows that the caller decided or signed in the reviewer's place, which they do no more.
    pub is_past: bool,
    /// Until when the first of what waits is to be signed.
    pub due: Option<DateTime<Utc>>,
    /// How many of all their rows stand how.
    pub counts: Counts,
    /// How many rows match; nothing where too many would have to be looked through to say it.
    pub matching: Option<i64>,
    /// How many of those wait to be signed; nothing likewise.
    pub waiting: Option<i64>,
    /// The rows, the riskiest first.
    pub rows: Vec<ReviewRow>,
    /// Where the window before ends.
    pub previous: Option<Place>,
    /// Where the next window begins.
    pub next: Option<Place>,
    /// By what they are grouped; definitions are by application only.
    pub by: GroupBy,
    /// Whom or what the rows are about: those that wait first, the riskiest first.
    pub groups: Vec<NamedGroup>,
    /// There are more groups than are named.
    pub has_more_groups: bool,
    /// The groups are those of so many rows only, the riskiest: they are too many to be grouped each time.
    pub grouped: Option<u64>,
}

/// A reviewer's workspace in a campaign: their own, or that of somebody else for who stands in for them,
/// its owner and who reads every campaign; what they did there for who stood in.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign; `Forbidden`: what is put to somebody else.
pub async fn workspace(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    ask: &Ask,
    window: Window,
    by: GroupBy,
) -> Result<Workspace, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let by = match campaign.definition.kind.reviews() {
        Reviewed::Definitions(_) | Reviewed::Accounts => GroupBy::Application,
        Reviewed::Grants | Reviewed::Records => by,
    };
    let wanted = wanted(&mut tx, ctx, &campaign, ask).await?;
    let whose = wanted.actor.unwrap_or(me);
    let (deputy, done_by) = (wanted.deputy, wanted.done_by);
    let own = Wanted { actor: Some(whose), deputy, done_by, ..Wanted::default() };
    let counts = items::counts(&mut tx, campaign.number, &own).await?;
    let riskiest = items::reach(&mut tx, campaign.number, whose, Window::First, REACH).await?;
    let matching = if ask.recommended.is_some() || (riskiest.is_some() && !is_counted(&wanted)) {
        None
    } else if wanted == own {
        Some(counts)
    } else {
        Some(items::counts(&mut tx, campaign.number, &wanted).await?)
    };
    let Found { rows, previous, next } = find(&mut tx, ctx, &campaign, ask, &wanted, window).await?;
    let (rows, mut known): (Vec<LineItem>, HashMap<i64, Insight>) =
        rows.into_iter().map(|(row, insight)| (row.clone(), (row.id.number, insight))).unzip();
    let views = views(&mut tx, ctx, &campaign, rows, false).await?;
    let managers = managers(&mut tx, &views).await?;
    let row = |view: LineItemView| {
        let insight = known.remove(&view.item.id.number)?;
        let manager = view.user.as_ref().and_then(|user| managers.get(&user.manager?).cloned());
        Some(ReviewRow { recommendation: insight.evidence.recommend(), insight, view, manager })
    };
    let rows = views.into_iter().filter_map(row).collect();
    // A group leads to the others: what is chosen of its own kind does not narrow it.
    let around = match by {
        GroupBy::Person => Wanted { user: None, ..wanted },
        GroupBy::Item => Wanted { item: None, ..wanted },
        GroupBy::Application => Wanted { application: None, in_none: false, ..wanted },
    };
    let around = Wanted { to: riskiest, ..around };
    let most = u64::try_from(GROUPS + 1).unwrap_or(u64::MAX);
    let mut groups = items::groups(&mut tx, campaign.number, &around, by, most).await?;
    let has_more_groups = groups.len() > GROUPS;
    groups.truncate(GROUPS);
    let groups = named(&mut tx, by, groups).await?;
    let reviewer = users::brief(&mut tx, whose).await?;
    let reviewer = reviewer.ok_or_else(|| EngineError::not_found("user", whose))?;
    let is_own = whose == me;
    let decides = is_own || deputies::stands_in(&mut tx, ctx, whose).await?;
    let due = due_of(&mut tx, &campaign, whose).await?;
    Ok(Workspace {
        campaign,
        reviewer,
        is_own,
        decides,
        is_past: done_by.is_some(),
        due,
        counts,
        matching: matching.map(|counts| counts.total),
        waiting: matching.map(|counts| counts.open),
        rows,
        previous,
        next,
        by,
        groups,
        has_more_groups,
        grouped: riskiest.map(|_| REACH),
    })
}

/// Counts of such rows are kept, or these are rows of few people.
const fn is_counted(wanted: &Wanted) -> bool {
    let Wanted { user, person, item, application, in_none, risk, in_violation, since, .. } = wanted;
    let is_kept = item.is_none()
        && application.is_none()
        && !*in_none
        && risk.is_none()
        && !*in_violation
        && since.is_none();
    user.is_some() || person.is_some() || is_kept
}

/// No index leads to such rows: the reviewer's list has to be looked through.
const fn is_looked_for(wanted: &Wanted) -> bool {
    let Wanted { user, person, item, application, in_none, in_violation, since, done_by, .. } = wanted;
    user.is_none()
        && person.is_none()
        && (item.is_some()
            || application.is_some()
            || *in_none
            || *in_violation
            || since.is_some()
            || done_by.is_some())
}

/// How much of what waits still is decided: of the caller's own, or of `whose`, where they stand in for them. With who
/// that is, where it is not the caller.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign.
pub async fn standing(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: Option<UserId>,
) -> Result<(Campaign, Counts, Option<UserBrief>), EngineError> {
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let rows = deputies::decided_by_caller(&mut tx, ctx, whose).await?;
    let person = match rows.actor.filter(|actor| ctx.actor.user_id() != Some(*actor)) {
        Some(person) => users::brief(&mut tx, person).await?,
        None => None,
    };
    let open = Wanted { status: Some(LineItemStatus::InProgress), ..rows };
    let open = items::counts(&mut tx, campaign.number, &open).await?;
    Ok((campaign, open, person))
}

struct Found {
    rows: Vec<(LineItem, Insight)>,
    previous: Option<Place>,
    next: Option<Place>,
}

/// The rows of a window. Where only those are wanted for which something is recommended, or which no index finds, the list
/// is looked through until the window is full, or so much was looked at that the next page goes on from there.
async fn find(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    ask: &Ask,
    wanted: &Wanted,
    window: Window,
) -> Result<Found, EngineError> {
    let backwards = matches!(window, Window::Before(_));
    let (mut at, mut looked_at, mut rows, mut more) = (window, 0, Vec::new(), true);
    let ends_at = match wanted.actor {
        Some(actor) if is_looked_for(wanted) => {
            items::reach(tx, campaign.number, actor, window, REACH).await?
        }
        _ => None,
    };
    let wanted = &if backwards {
        Wanted { from: ends_at, ..wanted.clone() }
    } else {
        Wanted { to: ends_at, ..wanted.clone() }
    };
    let step = if ask.recommended.is_some() { AT_ONCE } else { ROWS };
    let fits = |insight: &Insight| {
        ask.recommended.is_none_or(|verdict| insight.evidence.recommend().verdict == Some(verdict))
    };
    while more && rows.len() < ROWS && looked_at < LOOKED_AT {
        let (found, has_more) = items::window(tx, campaign.number, wanted, at, step).await?;
        more = has_more;
        looked_at += found.len();
        let mut known = insights(tx, ctx, campaign, &found).await?;
        let ends = if backwards { found.first() } else { found.last() };
        if let Some(place) = ends.map(Place::of) {
            at = if backwards { Window::Before(place) } else { Window::After(place) };
        }
        let found = found.into_iter().filter_map(|row| Some((known.remove(&row.id.number)?, row)));
        let mut found: Vec<_> = found.filter(|(insight, _)| fits(insight)).map(|(i, row)| (row, i)).collect();
        if backwards {
            found.append(&mut rows);
            rows = found;
        } else {
            rows.append(&mut found);
        }
    }
    if let (false, Some(place)) = (more, ends_at) {
        at = if backwards { Window::Before(place) } else { Window::After(place) };
        more = true;
    }
    // The last part may have brought too many.
    if rows.len() > ROWS {
        if backwards {
            rows.drain(..rows.len() - ROWS);
            at = rows.first().map_or(at, |(row, _)| Window::Before(Place::of(row)));
        } else {
            rows.truncate(ROWS);
            at = rows.last().map_or(at, |(row, _)| Window::After(Place::of(row)));
        }
        more = true;
    }
    let ends = match at {
        Window::After(place) | Window::Before(place) => Some(place),
        Window::First => None,
    };
    let onward = ends.filter(|_| more);
    // A window without rows leads back to where it began.
    let back = match window {
        Window::First => None,
        Window::After(place) => {
            let began = Place { number: place.number + 1, ..place };
            Some(rows.first().map_or(began, |(row, _)| Place::of(row)))
        }
        Window::Before(place) => {
            let began = Place { number: place.number - 1, ..place };
            Some(rows.last().map_or(began, |(row, _)| Place::of(row)))
        }
    };
    let (previous, next) = if backwards { (onward, back) } else { (back, onward) };
    Ok(Found { rows, previous, next })
}

/// The names of the managers of those these rows are about.
async fn managers(tx: &mut Tx, rows: &[LineItemView]) -> Result<HashMap<UserId, String>, EngineError> {
    let ids = distinct(rows.iter().filter_map(|row| row.user.as_ref()?.manager));
    let found = users::briefs(tx, &ids).await?;
    Ok(found.into_iter().map(|user| (user.id, user.display_name)).collect())
}

async fn named(tx: &mut Tx, by: GroupBy, groups: Vec<Group>) -> Result<Vec<NamedGroup>, EngineError> {
    let ids: Vec<_> = groups.iter().filter_map(|group| group.id).collect();
    let names: HashMap<_, String> = if by == GroupBy::Person {
        let ids: Vec<UserId> = ids.into_iter().map(UserId).collect();
        users::briefs(tx, &ids).await?.into_iter().map(|user| (user.id.uuid(), user.display_name)).collect()
    } else {
        let ids: Vec<ItemId> = ids.into_iter().map(ItemId).collect();
        catalog::briefs(tx, &ids).await?.into_iter().map(|item| (item.id.uuid(), item.name)).collect()
    };
    let name = |group: &Group| match group.id {
        Some(id) => names.get(&id).cloned().unwrap_or_else(|| "Gone".to_owned()),
        None => "Roles".to_owned(),
    };
    Ok(groups.into_iter().map(|group| NamedGroup { name: name(&group), group }).collect())
}
