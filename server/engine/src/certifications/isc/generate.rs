//! Campaigns are generated of templates, by hand or by a schedule.

use bailiwick::certification::Campaign;
use bailiwick::certification::isc::{AskedTemplate, Schedule};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignTemplateId, UserId};
use bailiwick_store::certifications::isc::templates as store;
use bailiwick_store::{Tx, users};
use chrono::{DateTime, Utc};

use super::campaigns::{CampaignView, add, owner, view};
use super::templates::{CampaignTemplate, find, told};
use crate::certifications::writable;
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Plans the next campaign of a template. A plan of a former revision means nothing any more.
pub(super) async fn plan(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: &CampaignTemplate,
) -> Result<(), EngineError> {
    let Some(schedule) = &template.schedule else { return Ok(()) };
    let Some(at) = Schedule::parse(schedule)?.next_after(ctx.now) else { return Ok(()) };
    let job = Job::GenerateCampaign { template: template.id, revision: template.revision, at };
    job.write(tx, engine, ctx, at).await
}

/// Generates a campaign of a template now. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; as to ask for a campaign.
pub async fn generate(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
) -> Result<CampaignView, EngineError> {
    writable(ctx)?;
    let view = retry!(try_generate(engine, ctx, id))?;
    engine.ring();
    Ok(view)
}

async fn try_generate(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
) -> Result<CampaignView, EngineError> {
    let mut tx = engine.write().await?;
    let template = find(&mut tx, id).await?;
    let campaign = made(&mut tx, engine, ctx, &template, ctx.now).await?;
    let view = view(&mut tx, campaign).await?;
    tx.commit().await?;
    Ok(view)
}

async fn made(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: &CampaignTemplate,
    at: DateTime<Utc>,
) -> Result<Campaign, EngineError> {
    let asked = AskedTemplate::parse(template.body.clone())?.campaign(at)?;
    let owner = answers_for(tx, ctx, template).await?;
    add(tx, engine, ctx, &asked, owner).await
}

/// Who answers for a campaign of a template: whoever asks for it; where nobody does, whoever made the template, as long as
/// they work here.
async fn answers_for(tx: &mut Tx, ctx: &Context, template: &CampaignTemplate) -> Result<UserId, EngineError> {
    if let (None, Some(maker)) = (ctx.actor.user_id(), template.owner)
        && users::brief(tx, maker).await?.is_some_and(|user| user.status == Status::Active)
    {
        return Ok(maker);
    }
    owner(tx, ctx).await
}

/// The time of a template's next campaign has come: it is generated, and whoever made the template answers for it.
pub(crate) async fn scheduled(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (id, revision, at): (CampaignTemplateId, i64, DateTime<Utc>),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let found = store::find(tx, id).await?.filter(|template| template.revision == revision);
    let Some(template) = found else { return Ok(()) };
    plan(tx, engine, ctx, &template).await?;
    match made(tx, engine, ctx, &template, at).await {
        Ok(_) => Ok(()),
        // What it names is not there any more: who reads the trail sees why.
        Err(
            error @ (EngineError::Conflict(_) | EngineError::Invalid { .. } | EngineError::InvalidAll(_)),
        ) => {
            tracing::warn!(template = %id, error = &error as &dyn std::error::Error, "no campaign was generated");
            told("fail-campaign", &template).set("failure", error).write(tx, engine, ctx).await
        }
        Err(error) => Err(error),
    }
}
