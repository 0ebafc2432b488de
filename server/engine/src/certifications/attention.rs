//! Attention checks: before somebody signs in the portal, they look again at some of what they certified and say of each
//! whether they meant it. What is asked about is [`attention::checks`]'s to say; what was answered is kept at the line item.

use std::collections::{BTreeMap, HashMap, HashSet};

use bailiwick::audit::ON_BEHALF_OF;
use bailiwick::certification::attention::{self, Certified, CheckOutcome, Doubt};
use bailiwick::certification::{Campaign, ItemPermission, LineItem, Verdict};
use bailiwick::id::{CampaignId, GrantId, UserId};
use bailiwick_store::certifications::items::{self, ItemComment, Wanted};
use bailiwick_store::{Tx, violations};
use chrono::{DateTime, Duration, Utc};

use super::act::{Acted, ItemAction, apply, sign_looked_at};
use super::campaigns::told;
use super::deputies;
use super::read::known;
use super::views::{LineItemView, distinct, views};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Among so many line items, those that speak most for a second look, the checks are chosen.
const LOOKED_AT: u64 = 2_000;

/// A line item to be looked at again.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// The line item.
    pub view: LineItemView,
    /// Why, the weightiest first.
    pub doubts: Vec<Doubt>,
}

/// What came of a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedOff {
    /// What was decided is signed.
    Signed(Acted),
    /// So many decisions were taken back at a check: nothing is signed.
    TakenBack(usize),
}

/// What the caller is asked to look at again before they sign what is put to them, or to `whose`, where they stand in for
/// them. What was answered since it was decided is not asked again.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign.
pub async fn checks(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: Option<UserId>,
) -> Result<Vec<Check>, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    asked(&mut tx, ctx, &campaign, whose).await
}

/// Signs what is put to the caller or to `whose`, once each check is answered; `answers` are by the line items' numbers.
/// Where a decision is taken back, that is all that happens.
///
/// # Errors
/// `Conflict`: a check is not answered, or there is one that there was not before; else as `act`.
pub async fn sign_off(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: Option<UserId>,
    answers: &BTreeMap<i64, CheckOutcome>,
    comment: &str,
) -> Result<SignedOff, EngineError> {
    if !checks(engine, ctx, id, whose).await?.is_empty() {
        let taken_back = retry!(try_answer(engine, ctx, id, whose, answers))?;
        if taken_back > 0 {
            engine.ring();
            return Ok(SignedOff::TakenBack(taken_back));
        }
    }
    let whose = whose.map_or_else(|| ctx.person(), Ok)?;
    sign_looked_at(engine, ctx, id, whose, comment).await.map(SignedOff::Signed)
}

/// Whoever signs looked at everything that is asked about, also at what was certified since they were asked.
pub(super) async fn is_looked_at(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    whose: UserId,
) -> Result<(), EngineError> {
    let asked = asked(tx, ctx, campaign, Some(whose)).await?;
    if asked.is_empty() { Ok(()) } else { Err(look_again()) }
}

fn look_again() -> EngineError {
    EngineError::Conflict("look again at what is listed before you sign".into())
}

/// Keeps what was answered. How many decisions were taken back.
async fn try_answer(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    whose: Option<UserId>,
    answers: &BTreeMap<i64, CheckOutcome>,
) -> Result<usize, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.write().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let asked = asked(&mut tx, ctx, &campaign, whose).await?;
    let rows: Vec<LineItem> = asked.iter().map(|check| check.view.item.clone()).collect();
    let stands_in_for = deputies::stood_in_for(&mut tx, ctx, &rows).await?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut counts: BTreeMap<Option<UserId>, (usize, usize)> = BTreeMap::new();
    for (row, check) in rows.iter().zip(&asked) {
        let Some(outcome) = answers.get(&row.id.number).copied() else {
            return Err(look_again());
        };
        let mut item = row.clone();
        let in_place_of = match outcome {
            CheckOutcome::Kept => item.in_place_of(&campaign, me, &stands_in_for, ItemPermission::Signoff),
            CheckOutcome::Changed => apply(
                &mut item,
                &campaign,
                (ctx, stands_in_for.as_slice()),
                &ItemAction::Reset,
                "",
                (None, None),
            ),
        };
        let person = in_place_of.map_err(|refusal| EngineError::Conflict(refusal.to_string()))?;
        let (kept, changed) = counts.entry(person).or_default();
        if outcome == CheckOutcome::Changed {
            *changed += 1;
            before.push(row.clone());
            after.push(item);
        } else {
            *kept += 1;
        }
        let why: Vec<String> = check.doubts.iter().map(ToString::to_string).collect();
        let said = ItemComment {
            user: Some(me),
            name: deputies::name(&mut tx, ctx, person).await?,
            action: outcome.as_str().to_owned(),
            comment: why.join("; "),
            at: ctx.now,
        };
        items::add_comments(&mut tx, &[row.id], &said, || engine.new_id()).await?;
    }
    items::update_many(&mut tx, &before, &after).await?;
    for (person, (kept, changed)) in counts {
        told("attention-check", &campaign)
            .set("kept", kept)
            .set("changed", changed)
            .change(ON_BEHALF_OF, None::<String>, person)
            .write(&mut tx, engine, ctx)
            .await?;
    }
    tx.commit().await?;
    Ok(after.len())
}

/// What is asked about and not answered yet. Those that were answered count among the few that are asked about: whoever
/// kept them all signs.
async fn asked(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    whose: Option<UserId>,
) -> Result<Vec<Check>, EngineError> {
    let me = ctx.person()?;
    if !campaign.status.is_open() {
        return Ok(Vec::new());
    }
    let wanted = deputies::decided_by_caller(tx, ctx, whose).await?;
    let mut rows = items::doubtful(tx, campaign.number, &wanted, LOOKED_AT).await?;
    let stands_in_for = deputies::stood_in_for(tx, ctx, &rows).await?;
    let signs =
        |row: &LineItem| row.in_place_of(campaign, me, &stands_in_for, ItemPermission::Signoff).is_ok();
    rows.retain(signs);
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let numbers: Vec<i64> = rows.iter().map(|row| row.id.number).collect();
    let said = items::comments(tx, campaign.number, &numbers).await?;
    let explained: HashSet<i64> =
        rows.iter().filter(|row| is_explained(row, &said)).map(|row| row.id.number).collect();
    let chosen = attention::checks(&certified(tx, campaign, &wanted, &rows, &explained).await?);
    let place = |row: &LineItem| chosen.iter().position(|(number, _)| *number == row.id.number);
    rows.retain(|row| place(row).is_some() && !is_kept(row, &said));
    rows.sort_by_key(place);
    let views = views(tx, ctx, campaign, rows, false).await?.into_iter();
    let check = |view: LineItemView| {
        let (_, doubts) = chosen.iter().find(|(number, _)| *number == view.item.id.number)?;
        Some(Check { doubts: doubts.clone(), view })
    };
    Ok(views.filter_map(check).collect())
}

/// How these line items came to be certified.
async fn certified(
    tx: &mut Tx,
    campaign: &Campaign,
    wanted: &Wanted,
    rows: &[LineItem],
    explained: &HashSet<i64>,
) -> Result<Vec<Certified>, EngineError> {
    let grants = distinct(rows.iter().filter_map(|row| Some(row.held()?.grant)));
    let in_violation: HashSet<GrantId> =
        violations::open_of_grants(tx, &grants).await?.into_iter().map(|(grant, _)| grant).collect();
    let clicks = match wanted.actor {
        Some(reviewer) => clicks(items::clicks(tx, campaign.number, reviewer).await?),
        None => HashMap::new(),
    };
    let one = |row: &LineItem| {
        let click = row.decided_by.zip(row.decided).and_then(|click| clicks.get(&click));
        let (together, pause) = click.copied().unwrap_or((1, None));
        Certified {
            number: row.id.number,
            risk: row.risk,
            in_violation: row.held().is_some_and(|held| in_violation.contains(&held.grant)),
            recommended: row.recommended,
            together,
            pause,
            explained: explained.contains(&row.id.number),
        }
    };
    Ok(rows.iter().map(one).collect())
}

/// About how many each click decided, and how long after the one before.
type Clicks = HashMap<(UserId, DateTime<Utc>), (i64, Option<Duration>)>;

fn clicks(mut all: Vec<(UserId, DateTime<Utc>, i64)>) -> Clicks {
    all.sort_unstable();
    let mut found = Clicks::with_capacity(all.len());
    let mut before: Option<(UserId, DateTime<Utc>)> = None;
    for (who, at, items) in all {
        let pause = before.filter(|(person, _)| *person == who).map(|(_, last)| at - last);
        found.insert((who, at), (items, pause));
        before = Some((who, at));
    }
    found
}

/// What was done and said, by the numbers of the line items.
type Said = HashMap<i64, Vec<ItemComment>>;

/// Whether whoever certified it said something about it in this stage: then, or by itself.
fn is_explained(row: &LineItem, said: &Said) -> bool {
    let explains = |one: &ItemComment| {
        one.user == row.decided_by
            && (one.action == Verdict::Certify.as_str() || one.action == "comment")
            && !one.comment.is_empty()
            && row.stage_began.is_none_or(|began| one.at >= began)
    };
    said.get(&row.id.number).is_some_and(|said| said.iter().any(explains))
}

/// Whether somebody looked at it again since it was decided, and meant it.
fn is_kept(row: &LineItem, said: &Said) -> bool {
    let kept = |one: &ItemComment| {
        one.action == CheckOutcome::Kept.as_str() && row.decided.is_some_and(|decided| one.at >= decided)
    };
    said.get(&row.id.number).is_some_and(|said| said.iter().any(kept))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_pause_is_between_the_clicks_of_one_person() {
        let (ann, bob) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let at = |second| DateTime::UNIX_EPOCH + Duration::seconds(second);
        let found = clicks(vec![(ann, at(9), 1), (bob, at(8), 40), (ann, at(1), 3)]);
        assert_eq!(found.get(&(ann, at(1))), Some(&(3, None)));
        assert_eq!(found.get(&(ann, at(9))), Some(&(1, Some(Duration::seconds(8)))));
        assert_eq!(found.get(&(bob, at(8))), Some(&(40, None)), "it is their first");
    }
}
