//! The end of a campaign's time: what nobody signed is dealt with as its definition says, some line items at a time, each
//! time in a transaction of its own. From the first of them on nobody decides any more.

use std::collections::HashMap;

use bailiwick::certification::{Campaign, CampaignStatus, ExpirationAction, LineItem, LineItemId, Verdict};
use bailiwick::id::{CampaignId, UserId};
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, ItemComment};
use bailiwick_store::jobs::Claimed;
use chrono::Duration;

use super::act::plan_removals;
use super::campaigns::{plan_end, told};
use super::close::{CHUNK, close, plan_close};
use super::exceptions::plan_end_of_exceptions;
use crate::engine::retry;
use crate::jobs::{alive, done};
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
    change(&mut tx, engine, ctx, &campaign, (open, &HashMap::new()), LATE).await?;
    tx.commit().await?;
    Ok(true)
}

async fn finish_it(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    end(&mut tx, engine, ctx, id).await?;
    Ok(tx.commit().await?)
}

/// Nobody decides from now on. Nothing when it is not over, or there is nothing left to be done with its line items.
async fn begin(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Option<Campaign>, EngineError> {
    let mut tx = engine.write().await?;
    let Some(mut campaign) = store::find(&mut tx, id).await? else { return Ok(None) };
    let expiration = &campaign.definition.expiration;
    let delay = Duration::days(i64::from(expiration.delay_days));
    let is_over = campaign.deadline.is_some_and(|deadline| deadline + delay <= ctx.now);
    if campaign.status == CampaignStatus::Expiring {
        return Ok(Some(campaign));
    }
    if !campaign.status.is_open() || !is_over || expiration.action == ExpirationAction::Wait {
        return Ok(None);
    }
    let moves_some = match (expiration.action, expiration.reassignee) {
        (ExpirationAction::Nothing, _) | (ExpirationAction::Reassign, None) => false,
        (ExpirationAction::Reassign, Some(to)) => items::some_move(&mut tx, campaign.number, to).await?,
        _ => true,
    };
    campaign.revision += 1;
    if moves_some {
        campaign.status = CampaignStatus::Expiring;
        store::update(&mut tx, &campaign).await?;
        tx.commit().await?;
        return Ok(Some(campaign));
    }
    campaign.end(CampaignStatus::Expired, None, ctx.now);
    store::update(&mut tx, &campaign).await?;
    told("expire-campaign", &campaign)
        .set("action", campaign.definition.expiration.action)
        .write(&mut tx, engine, ctx)
        .await?;
    plan_close(&mut tx, engine, ctx, &campaign).await?;
    tx.commit().await?;
    Ok(None)
}

async fn end(tx: &mut Tx, engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut campaign = super::find(tx, id).await?;
    if campaign.status != CampaignStatus::Expiring {
        return Ok(());
    }
    campaign.revision += 1;
    let action = campaign.definition.expiration.action;
    if action == ExpirationAction::Reassign {
        // Whoever they went to has as long as those before.
        campaign.begin(ctx.now);
        store::update(tx, &campaign).await?;
        plan_end(tx, engine, ctx, &campaign).await?;
        return told("reassign-campaign", &campaign).write(tx, engine, ctx).await;
    }
    plan_removals(tx, engine, ctx, &campaign).await?;
    campaign.end(CampaignStatus::SignedOff, None, ctx.now);
    store::update(tx, &campaign).await?;
    plan_end_of_exceptions(tx, engine, ctx, &campaign).await?;
    told("expire-campaign", &campaign).set("action", action).write(tx, engine, ctx).await
}

/// What is noted of line items that nobody signed in time.
const LATE: &str = "The time to decide has passed.";

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
    let what = if campaign.definition.expiration.action == ExpirationAction::Reassign {
        "reassign"
    } else {
        "expire"
    };
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
    let expiration = &campaign.definition.expiration;
    let verdict = match expiration.action {
        ExpirationAction::Nothing | ExpirationAction::Wait => return,
        ExpirationAction::Reassign => {
            let moves =
                |to: &UserId| item.user() != Some(*to) && item.reviewer != *to && !item.was_signed_by(*to);
            if let Some(to) = expiration.reassignee.filter(moves) {
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
