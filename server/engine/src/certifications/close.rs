//! A campaign that ended with line items that nobody signed: they are closed, some at a time.

use bailiwick::certification::{Campaign, CampaignStatus, LineItemStatus};
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::{campaigns as store, items};
use bailiwick_store::jobs::Claimed;

use crate::jobs::{Job, alive, done};
use crate::{Context, Engine, EngineError};

/// So many line items are looked at in one transaction.
pub(super) const CHUNK: usize = 2_000;

/// Closes what is left, or has it closed when that is much: an ended campaign asks nobody either way.
pub(super) async fn plan_close(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    if let Some(status) = status_of(campaign)
        && campaign.items <= i64::try_from(CHUNK).unwrap_or(i64::MAX)
    {
        items::close_within(tx, campaign.number, (0, campaign.items), status).await?;
        return Ok(());
    }
    Job::CloseLineItems { campaign: campaign.id }.write(tx, engine, ctx, ctx.now).await
}

/// Closes what nobody signed in a campaign that has ended.
pub(crate) async fn run(engine: &Engine, job: &Claimed, id: CampaignId) -> Result<(), EngineError> {
    Box::pin(alive(engine, job, close(engine, id))).await?;
    done(engine, job).await
}

pub(super) async fn close(engine: &Engine, id: CampaignId) -> Result<(), EngineError> {
    let Some(campaign) = store::find(&mut engine.read().await?, id).await? else { return Ok(()) };
    let Some(status) = status_of(&campaign) else { return Ok(()) };
    for after in (0..campaign.items).step_by(CHUNK) {
        let until = after + i64::try_from(CHUNK).unwrap_or(i64::MAX);
        let mut tx = engine.write().await?;
        if items::close_within(&mut tx, campaign.number, (after, until), status).await? > 0 {
            tx.commit().await?;
        }
    }
    Ok(())
}

/// What its line items that nobody signed become; nothing while it has not ended without them.
fn status_of(campaign: &Campaign) -> Option<LineItemStatus> {
    match campaign.status {
        CampaignStatus::Cancelled => Some(LineItemStatus::Cancelled),
        CampaignStatus::Expired => Some(LineItemStatus::Expired),
        _ => None,
    }
}
