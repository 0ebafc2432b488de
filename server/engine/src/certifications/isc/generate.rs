//! Campaigns are generated of templates, by hand or by a schedule.

use bailiwick::certification::isc::{Asked, AskedTemplate, Narrowed, Schedule};
use bailiwick::certification::{Campaign, TemplateDefinition};
use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::id::{CampaignTemplateId, UserId};
use bailiwick_store::certifications::isc::{campaigns as kept, templates as store};
use bailiwick_store::{Tx, users};
use chrono::{DateTime, Utc};

use super::campaigns::{CampaignView, add, owner, view};
use super::templates::{CampaignTemplate, find, told};
use crate::certifications::start::{fail, new};
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

/// The time of a template's next campaign has come: the one after it is planned, by itself and before anything else. What
/// fails again and again is the end of none but itself.
pub(crate) async fn plan_next(
    engine: &Engine,
    ctx: &Context,
    planned: (CampaignTemplateId, i64),
) -> Result<(), EngineError> {
    retry!(try_plan_next(engine, &ctx.as_system(), planned))
}

async fn try_plan_next(
    engine: &Engine,
    ctx: &Context,
    planned: (CampaignTemplateId, i64),
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let Some(template) = current(&mut tx, planned).await? else { return Ok(()) };
    plan(&mut tx, engine, ctx, &template).await?;
    Ok(tx.commit().await?)
}

/// The template as it was when the campaign was planned; nothing once it was changed.
async fn current(
    tx: &mut Tx,
    (id, revision): (CampaignTemplateId, i64),
) -> Result<Option<CampaignTemplate>, EngineError> {
    Ok(store::find(tx, id).await?.filter(|template| template.revision == revision))
}

/// The time of a template's next campaign has come: it is generated, and whoever made the template answers for it.
pub(crate) async fn scheduled(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (id, revision, at): (CampaignTemplateId, i64, DateTime<Utc>),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let Some(template) = current(tx, (id, revision)).await? else { return Ok(()) };
    match made(tx, engine, ctx, &template, at).await {
        Ok(_) => Ok(()),
        // What it names is not there any more, say.
        Err(why) if why.is_refusal() => failed(tx, engine, ctx, (&template, at), &why).await,
        Err(error) => Err(error),
    }
}

/// A campaign that could not be generated stands among the others and says why, and whoever answers for it is told.
async fn failed(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (template, at): (&CampaignTemplate, DateTime<Utc>),
    why: &EngineError,
) -> Result<(), EngineError> {
    tracing::warn!(template = %template.id, error = why as &dyn std::error::Error, "no campaign was generated");
    told("fail-campaign", template).set("failure", why).write(tx, engine, ctx).await?;
    let owner = match answers_for(tx, ctx, template).await {
        Ok(owner) => owner,
        // There is nobody who could be told.
        Err(EngineError::Conflict(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    // What cannot even be said is in the trail alone.
    let Ok((asked, definition)) = defined(template, at, owner) else { return Ok(()) };
    let made = Campaign { deadline: asked.deadline, ..new(tx, engine, ctx, None, definition).await? };
    kept::keep(tx, made.id, asked.body(), None).await?;
    fail(tx, engine, ctx, made, why).await
}

/// What was to be generated, without the filter that narrows it: that may be what is missing.
fn defined(
    template: &CampaignTemplate,
    at: DateTime<Utc>,
    owner: UserId,
) -> Result<(Asked, TemplateDefinition), Vec<Fault>> {
    let asked = AskedTemplate::parse(template.body.clone())?.campaign(at)?;
    let definition = TemplateDefinition::parse(asked.template(owner, &Narrowed::default()))?;
    Ok((asked, definition))
}
