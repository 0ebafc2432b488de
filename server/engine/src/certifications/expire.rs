//! The end of a campaign's time: what nobody signed is dealt with as its definition says, some line items at a time, each
//! time in a transaction of its own. From the first of them on nobody decides any more.

use std::collections::HashMap;

use bailiwick::certification::{Campaign, CampaignStatus, ExpirationAction, LineItem, LineItemId, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick::notification::NotificationKind;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, ItemComment};
use bailiwick_store::jobs::Claimed;

use super::act::plan_removals;
use super::campaigns::{plan_end, told};
use super::close::{CHUNK, close, plan_close};
use super::exceptions::plan_end_of_exceptions;
use crate::engine::retry;
use crate::jobs::{Job, alive, done};
use crate::notifications::{CampaignNotice, ToldOf};
use crate::{Context, Engine, EngineError};

/// The time of a campaign has come, unless its deadline was moved. Goes on where it was when the process died in between.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: CampaignId,
) -> Result<(), EngineError> {
    Box::pin(alive(engine, job, carry_out(engine, &ctx.as_system(), id))).await?;
    done(engine, job).await?;
    engine.ring();
    Ok(())
}

async fn carry_out(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let Some(campaign) = begin(engine, ctx, id).await? else { return Ok(()) };
    for after in (0..campaign.items).step_by(CHUNK) {
        let until = after + i64::try_from(CHUNK).unwrap_or(i64::MAX);
        if !retry!(part(engine, ctx, id, (after, until)))? {
            return Ok(());
        }
    }
    retry!(finish_it(engine, ctx, id))?;
    close(engine, id).await
}

/// Deals with some line items, unless the campaign was called off meanwhile: whether it was not.
async fn part(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    places: (i64, i64),
) -> Result<bool, EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let campaign = super::find(&mut tx, id).await?;
    if campaign.status != CampaignStatus::Expiring {
        return Ok(false);
    }
    let open = items::open_within(&mut tx, campaign.number, places).await?;
    let open = items::find(&mut tx, campaign.number, &open).await?;
    let words = if campaign.is_over(ctx.now) { LATE } else { EARLY };
    change(&mut tx, engine, ctx, &campaign, (open, &HashMap::new()), words).await?;
    tx.commit().await?;
    Ok(true)
}

async fn finish_it(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    end(&mut tx, engine, ctx, id).await?;
    Ok(tx.commit().await?)
}

/// A campaign whose time is over. Nothing when it is not, or there is nothing left to be done with its line items.
async fn begin(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Option<Campaign>, EngineError> {
    let mut tx = engine.write().await?;
    let Some(mut campaign) = store::find(&mut tx, id).await? else { return Ok(None) };
    if campaign.status == CampaignStatus::Expiring {
        return Ok(Some(campaign));
    }
    let is_over = campaign.status.is_open() && campaign.is_over(ctx.now);
    if !is_over || campaign.late_action() == ExpirationAction::Wait {
        return Ok(None);
    }
    let goes_on = stop(&mut tx, engine, ctx, &mut campaign).await?;
    tx.commit().await?;
    Ok(goes_on.then_some(campaign))
}

/// Somebody ends a campaign: at once nobody decides any more, and what nobody signed is dealt with as if its time were
/// over. Its deadline stays as it was planned.
pub(super) async fn end_now(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &mut Campaign,
) -> Result<(), EngineError> {
    campaign.completed_by = ctx.actor.user_id();
    if stop(tx, engine, ctx, campaign).await? {
        Job::ExpireCampaign { campaign: campaign.id, at: ctx.now }.write(tx, engine, ctx, ctx.now).await?;
    }
    Ok(())
}

/// Nobody decides from now on: whether something is left to be done with its line items. If not, it has ended.
async fn stop(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &mut Campaign,
) -> Result<bool, EngineError> {
    let moves_some = match (campaign.late_action(), campaign.definition.expiration.reassignee) {
        (ExpirationAction::Nothing, _) | (ExpirationAction::Reassign, None) => false,
        (ExpirationAction::Reassign, Some(to)) => items::some_move(tx, campaign.number, to).await?,
        _ => true,
    };
    campaign.revision += 1;
    if moves_some {
        campaign.status = CampaignStatus::Expiring;
        store::update(tx, campaign).await?;
        return Ok(true);
    }
    campaign.end(CampaignStatus::Expired, campaign.completed_by, ctx.now);
    store::update(tx, campaign).await?;
    told("expire-campaign", campaign).set("action", campaign.late_action()).write(tx, engine, ctx).await?;
    plan_close(tx, engine, ctx, campaign).await?;
    Ok(false)
}

async fn end(tx: &mut Tx, engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut campaign = super::find(tx, id).await?;
    if campaign.status != CampaignStatus::Expiring {
        return Ok(());
    }
    campaign.revision += 1;
    let action = campaign.late_action();
    if action == ExpirationAction::Reassign {
        let before = campaign.deadline;
        campaign.renew(ctx.now);
        store::update(tx, &campaign).await?;
        plan_end(tx, engine, ctx, &campaign).await?;
        tell_reassignee(tx, engine, ctx, &campaign).await?;
        return told("reassign-campaign", &campaign)
            .change("deadline", before.map(|at| at.to_rfc3339()), campaign.deadline.map(|at| at.to_rfc3339()))
            .write(tx, engine, ctx)
            .await;
    }
    plan_removals(tx, engine, ctx, &campaign).await?;
    campaign.end(CampaignStatus::SignedOff, campaign.completed_by, ctx.now);
    store::update(tx, &campaign).await?;
    plan_end_of_exceptions(tx, engine, ctx, &campaign).await?;
    told("expire-campaign", &campaign).set("action", action).write(tx, engine, ctx).await
}

/// Tells whoever everything went to that was late: once, when all of it has, and until when they have.
async fn tell_reassignee(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    let definition = &campaign.definition;
    let (Some(template), Some(to)) = (&definition.notices.reassignment, definition.expiration.reassignee)
    else {
        return Ok(());
    };
    let waits = items::undecided(tx, campaign.number, to).await?;
    let cause = format!("certification-late:{}:{}", campaign.id, ctx.now.timestamp_micros());
    let notice = CampaignNotice { kind: NotificationKind::Assigned, template, cause: &cause };
    notice.tell(tx, engine, ctx, campaign, (&[(to, waits)], ToldOf::Waiting)).await
}

/// What is noted of line items that nobody signed in time.
const LATE: &str = "The time to decide has passed.";
/// What is noted of them where the time had not passed.
const EARLY: &str = "The campaign was ended before its time was over.";

/// Changes what waits, by the product itself, and says so; where somebody decides next about a line item, it goes to
/// them. Those that changed, before and after.
pub(super) async fn change(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (late, next): (Vec<LineItem>, &HashMap<i64, (usize, UserId)>),
    words: &str,
) -> Result<(Vec<LineItem>, Vec<LineItem>), EngineError> {
    let what = if campaign.late_action() == ExpirationAction::Reassign { "reassign" } else { "expire" };
    let said = ItemComment {
        user: None,
        name: ctx.actor.name().to_owned(),
        action: what.to_owned(),
        comment: words.to_owned(),
        at: ctx.now,
    };
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for item in late {
        let mut moved = item.clone();
        dealt_with(&mut moved, campaign, ctx, next.get(&item.id.number).copied());
        if moved != item {
            before.push(item);
            after.push(moved);
        }
    }
    items::update_many(tx, &before, &after).await?;
    for (before, after) in before.iter().zip(&after) {
        if before.actors != after.actors {
            items::set_actors(tx, after).await?;
        }
    }
    let ids: Vec<LineItemId> = after.iter().map(|item| item.id).collect();
    items::add_comments(tx, &ids, &said, || engine.new_id()).await?;
    Ok((before, after))
}

/// What becomes of a line item that nobody signed: what was decided about it counts.
fn dealt_with(item: &mut LineItem, campaign: &Campaign, ctx: &Context, next: Option<(usize, UserId)>) {
    let verdict = match campaign.late_action() {
        ExpirationAction::Nothing | ExpirationAction::Wait => return,
        ExpirationAction::Reassign => {
            let moves =
                |to: &UserId| item.user() != Some(*to) && item.reviewer != *to && !item.was_signed_by(*to);
            if let Some(to) = campaign.definition.expiration.reassignee.filter(moves) {
                item.enter(item.stage, to, ctx.now);
            }
            return;
        }
        ExpirationAction::Certify => Verdict::Certify,
        ExpirationAction::Revoke => Verdict::Revoke,
        ExpirationAction::Except => Verdict::Exception,
    };
    item.lapse(campaign, verdict, next, ctx.now);
}
