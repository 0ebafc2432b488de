//! Campaigns of several stages are looked through every hour (`stages.rs`): when, and that it goes on whatever fails.

use bailiwick::authority::Actor;
use bailiwick::certification::Campaign;
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::jobs::{self, Claimed};
use chrono::{DateTime, Duration, Utc};

use super::stages::look;
use crate::engine::retry;
use crate::jobs::{Job, alive, done};
use crate::{Context, Engine, EngineError};

/// Every so often.
const EVERY: Duration = Duration::hours(1);

/// Plans a look at a campaign of several stages, and says when the one before it was.
async fn plan(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (since, at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), EngineError> {
    if !campaign.has_several_stages() {
        return Ok(());
    }
    Job::LookAfterStages { campaign: campaign.id, at, since: Some(since) }.write(tx, engine, ctx, at).await
}

/// The first look is an hour after the campaign began.
pub(super) async fn plan_first(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    plan(tx, engine, ctx, campaign, (ctx.now, ctx.now + EVERY)).await
}

/// Whether a look after a moment is planned, or under way.
async fn is_planned(tx: &mut Tx, campaign: CampaignId, after: DateTime<Utc>) -> Result<bool, EngineError> {
    let key = |at| Job::LookAfterStages { campaign, at, since: None }.unique_key();
    Ok(jobs::any_between(tx, &key(after), &key(DateTime::<Utc>::MAX_UTC)).await?)
}

/// Campaigns that run and that nobody looks through, as those that began under a version without stages' times, are looked
/// through from now on.
pub(crate) async fn take_up(engine: &Engine) -> Result<(), EngineError> {
    let ctx = engine.context(Actor::System, "start");
    let living = store::living(&mut engine.read().await?).await?;
    for id in living {
        retry!(take_up_one(engine, &ctx, id))?;
    }
    Ok(())
}

async fn take_up_one(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let misses_a_look = |campaign: &Campaign| campaign.status.is_open() && campaign.has_several_stages();
    let campaign = store::find(&mut engine.read().await?, id).await?;
    if !campaign.is_some_and(|campaign| misses_a_look(&campaign)) {
        return Ok(());
    }
    let mut tx = engine.write().await?;
    // Another node may start at this moment.
    store::lock(&mut tx, id).await?;
    let Some(campaign) = store::find(&mut tx, id).await?.filter(misses_a_look) else { return Ok(()) };
    if !is_planned(&mut tx, id, DateTime::UNIX_EPOCH).await? {
        plan_first(&mut tx, engine, ctx, &campaign).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Plans the next look, and looks through a campaign. In this order: a look that fails again and again is the end of none
/// but itself.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: CampaignId,
    (since, at): (Option<DateTime<Utc>>, DateTime<Utc>),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    retry!(plan_next(engine, ctx, id, at))?;
    let since = since.unwrap_or(at - EVERY);
    Box::pin(alive(engine, job, look(engine, ctx, id, (since, at)))).await?;
    done(engine, job).await?;
    engine.ring();
    Ok(())
}

async fn plan_next(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    at: DateTime<Utc>,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let Some(campaign) = store::find(&mut tx, id).await? else { return Ok(()) };
    // A look that failed is tried again when the next one is planned already.
    if campaign.status.has_ended() || is_planned(&mut tx, id, at).await? {
        return Ok(());
    }
    // Looks that were missed while nothing ran are made up for by one, at once.
    let hours = i32::try_from((ctx.now - at).num_hours()).unwrap_or(i32::MAX).max(1);
    plan(&mut tx, engine, ctx, &campaign, (at, at + EVERY * hours)).await?;
    Ok(tx.commit().await?)
}
