//! Deleting a campaign in which nobody signed anything. What was signed is evidence, and stays.

use bailiwick::certification::{Campaign, CampaignStatus, LineItemStatus};
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::items::{self, Wanted};
use bailiwick_store::certifications::{campaigns as store, delete};
use bailiwick_store::jobs::Claimed;

use super::campaigns::told;
use super::close::CHUNK;
use super::{find, writable};
use crate::engine::retry;
use crate::jobs::{Job, alive, done};
use crate::{Context, Engine, EngineError};

/// Deletes a campaign; the audit trail keeps that it was there. It is gone at once;
/// where its line items are many, they go in the background. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it runs, or somebody signed something.
pub async fn delete_campaign(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<Campaign, EngineError> {
    writable(ctx)?;
    let deleted = retry!(try_delete(engine, ctx, id))?;
    engine.ring();
    Ok(deleted)
}

/// Whether a campaign may be deleted, as far as itself goes.
pub(super) async fn can_delete(tx: &mut Tx, campaign: &Campaign) -> Result<bool, EngineError> {
    let rests = campaign.status == CampaignStatus::Staging || campaign.status.has_ended();
    Ok(rests && signed(tx, campaign).await? == 0)
}

/// How many line items were signed, for good or in one of several stages.
async fn signed(tx: &mut Tx, campaign: &Campaign) -> Result<i64, EngineError> {
    let wanted = Wanted { status: Some(LineItemStatus::SignedOff), ..Wanted::default() };
    let signed = items::counts(tx, campaign.number, &wanted).await?.total;
    let stages = campaign.definition.stages.len();
    Ok(if stages > 1 { signed + delete::in_later_stages(tx, campaign.number).await? } else { signed })
}

async fn try_delete(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let mut campaign = find(&mut tx, id).await?;
    if !can_delete(&mut tx, &campaign).await? {
        return Err(EngineError::Conflict(match signed(&mut tx, &campaign).await? {
            0 => format!("the campaign is {}: call it off first", campaign.status),
            signed => format!("{signed} of its line items are signed: they are evidence, and stay"),
        }));
    }
    if campaign.status == CampaignStatus::Staging {
        campaign.end(CampaignStatus::Cancelled, ctx.actor.user_id(), ctx.now);
        campaign.revision += 1;
        store::update(&mut tx, &campaign).await?;
    }
    delete::bury(&mut tx, &campaign, ctx.now).await?;
    told("delete-campaign", &campaign).set("items", campaign.items).write(&mut tx, engine, ctx).await?;
    if campaign.items <= chunk() {
        delete::line_items(&mut tx, campaign.number, (0, campaign.items)).await?;
        while delete::certifiers(&mut tx, campaign.number, chunk()).await? > 0 {}
        delete::campaign(&mut tx, &campaign).await?;
    } else {
        Job::DeleteCampaign { campaign: id }.write(&mut tx, engine, ctx, ctx.now).await?;
    }
    tx.commit().await?;
    Ok(campaign)
}

fn chunk() -> i64 {
    i64::try_from(CHUNK).unwrap_or(i64::MAX)
}

/// Takes away what is left of a deleted campaign, some line items at a time.
pub(crate) async fn run(engine: &Engine, job: &Claimed, id: CampaignId) -> Result<(), EngineError> {
    Box::pin(alive(engine, job, take_away(engine, id))).await?;
    done(engine, job).await
}

async fn take_away(engine: &Engine, id: CampaignId) -> Result<(), EngineError> {
    let Some(campaign) = store::find_deleted(&mut engine.read().await?, id).await? else { return Ok(()) };
    for after in (0..campaign.items).step_by(CHUNK) {
        let mut tx = engine.write().await?;
        delete::line_items(&mut tx, campaign.number, (after, after + chunk())).await?;
        tx.commit().await?;
    }
    loop {
        let mut tx = engine.write().await?;
        let went = delete::certifiers(&mut tx, campaign.number, chunk()).await?;
        tx.commit().await?;
        if went == 0 {
            break;
        }
    }
    let mut tx = engine.write().await?;
    delete::campaign(&mut tx, &campaign).await?;
    Ok(tx.commit().await?)
}
