//! What the owner of a campaign does while it runs: somebody's line items go to somebody else, and it ends early.

use bailiwick::authority::Actor;
use bailiwick::certification::{Campaign, ExpirationAction, LineItem, LineItemId, LineItemStatus};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignId, UserId};
use bailiwick::text::check;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, ItemComment, Wanted};
use bailiwick_store::users;

use super::act::MOST_TEXT;
use super::campaigns::told;
use super::expire::end_now;
use super::{find, notices, runs};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// So many are handed over in one transaction.
const CHUNK: usize = 2_000;

/// Hands everything that is put to one person and waits to another, whatever the template leaves to reviewers; what was
/// decided and not signed is decided anew. What is about the other one themselves stays. How many went, and how many
/// stayed. For certification administrators and the campaign's owner.
///
/// # Errors
/// `NotFound`, `Forbidden`; `Invalid`: it is the same person, or one who does not work here; `Conflict`: the campaign
/// does not run.
pub async fn reassign_reviewer(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    from: UserId,
    to: UserId,
    comment: &str,
) -> Result<(usize, usize), EngineError> {
    ctx.signed_in()?;
    check(comment, MOST_TEXT).map_err(|fault| EngineError::invalid("comment", fault))?;
    let mut tx = engine.read().await?;
    let campaign = find(&mut tx, id).await?;
    open(ctx, &campaign)?;
    if from == to {
        return Err(EngineError::invalid("newActorId", "must be somebody else"));
    }
    let wanted = Wanted { actor: Some(from), status: Some(LineItemStatus::InProgress), ..Wanted::default() };
    let numbers = items::numbers(&mut tx, campaign.number, &wanted).await?;
    drop(tx);
    let (mut went, mut stayed) = (0, 0);
    for chunk in numbers.chunks(CHUNK) {
        let (some, others) = retry!(hand_over(engine, ctx, id, (from, to), chunk, comment))?;
        went += some;
        stayed += others;
    }
    Ok((went, stayed))
}

async fn hand_over(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    (from, to): (UserId, UserId),
    numbers: &[i64],
    comment: &str,
) -> Result<(usize, usize), EngineError> {
    let mut tx = engine.write().await?;
    let campaign = find(&mut tx, id).await?;
    open(ctx, &campaign)?;
    if users::brief(&mut tx, to).await?.is_none_or(|user| user.status != Status::Active) {
        return Err(EngineError::invalid("newActorId", "must be the id of somebody who works here"));
    }
    let found = items::find(&mut tx, campaign.number, numbers).await?;
    // Nobody chooses who decides about what is their own.
    let chooses = |item: &LineItem| {
        let me = ctx.actor.user_id();
        me.is_some() && me == item.user() && me != Some(item.reviewer)
    };
    let moves = |item: &LineItem, campaign: &Campaign| !chooses(item) && item.may_be_put_to(campaign, to);
    let waits = |item: &LineItem| item.reviewer == from && item.status == LineItemStatus::InProgress;
    let (before, stay): (Vec<LineItem>, Vec<LineItem>) =
        found.into_iter().filter(waits).partition(|item| moves(item, &campaign));
    let mut after = before.clone();
    for item in &mut after {
        item.hand_on(to);
    }
    items::update_many(&mut tx, &before, &after).await?;
    for (before, after) in before.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(&mut tx, after).await?;
        }
    }
    let said = ItemComment {
        user: if let Actor::Person { id, .. } = &ctx.actor { Some(*id) } else { None },
        name: ctx.actor.name().to_owned(),
        action: "forward".into(),
        comment: comment.trim().to_owned(),
        at: ctx.now,
    };
    let ids: Vec<LineItemId> = after.iter().map(|item| item.id).collect();
    items::add_comments(&mut tx, &ids, &said, || engine.new_id()).await?;
    notices::tell_of_handover(&mut tx, engine, ctx, &campaign, (&before, &after)).await?;
    if !after.is_empty() {
        told("reassign-reviewer", &campaign)
            .set("from", from)
            .set("to", to)
            .set("count", after.len())
            .write(&mut tx, engine, ctx)
            .await?;
    }
    tx.commit().await?;
    Ok((after.len(), stay.len()))
}

/// Reminds every reviewer for whom line items wait; within an hour only once. For certification administrators and the
/// campaign's owner.
///
/// # Errors
/// `NotFound`, `Forbidden`; `Conflict`: it does not run.
pub async fn remind(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    ctx.signed_in()?;
    retry!(try_remind(engine, ctx, id))?;
    engine.ring();
    Ok(())
}

async fn try_remind(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let campaign = find(&mut tx, id).await?;
    open(ctx, &campaign)?;
    notices::nudge(&mut tx, engine, ctx, &campaign).await?;
    told("remind-reviewers", &campaign).write(&mut tx, engine, ctx).await?;
    Ok(tx.commit().await?)
}

/// Ends a campaign now, as if its time were over: nobody decides any more, and in the background what nobody signed is
/// dealt with as its definition says. For certification administrators and the campaign's owner.
///
/// # Errors
/// `NotFound`, `Forbidden`; `Conflict`: it does not run, or hands what is late to somebody else.
pub async fn complete(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    let campaign = retry!(try_complete(engine, ctx, id))?;
    engine.ring();
    Ok(campaign)
}

async fn try_complete(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    // Of two who end it at once, the second is told that the first has.
    store::lock(&mut tx, id).await?;
    let mut campaign = find(&mut tx, id).await?;
    open(ctx, &campaign)?;
    let action = campaign.late_action();
    if action == ExpirationAction::Reassign {
        let why = "what is late goes to somebody else here: hand it over, or call the campaign off";
        return Err(EngineError::Conflict(why.into()));
    }
    if action == ExpirationAction::Wait {
        let why = "the campaign goes on until every line item is signed: say what becomes of the rest, or call it off";
        return Err(EngineError::Conflict(why.into()));
    }
    told("complete-campaign", &campaign).set("action", action).write(&mut tx, engine, ctx).await?;
    end_now(&mut tx, engine, ctx, &mut campaign).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Whether the caller may do something with a campaign that runs.
fn open(ctx: &Context, campaign: &Campaign) -> Result<(), EngineError> {
    runs(ctx, campaign)?;
    if campaign.status.is_open() {
        Ok(())
    } else {
        Err(EngineError::Conflict(format!("the campaign is {}", campaign.status)))
    }
}
