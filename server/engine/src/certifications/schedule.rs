//! Campaigns that start by themselves (contract 3.5, `schedule`).

use bailiwick::certification::Template;
use bailiwick::id::TemplateId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::templates as store;

use super::start::{fail, launch, new};
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Plans the next campaign of a template; nothing when it has no schedule, or its time is over. A plan of a former
/// revision means nothing any more.
pub(super) async fn plan(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: &Template,
) -> Result<(), EngineError> {
    let Some(schedule) = &template.definition.schedule else { return Ok(()) };
    let Some(at) = schedule.next_after(ctx.now, template.created_at) else { return Ok(()) };
    let job = Job::ScheduledCampaign { template: template.id, revision: template.revision, at };
    job.write(tx, engine, ctx, at).await
}

/// The time of a template's next campaign has come: the one after it is planned, by itself and before anything else. What
/// fails again and again is the end of none but itself.
pub(crate) async fn plan_next(
    engine: &Engine,
    ctx: &Context,
    planned: (TemplateId, i64),
) -> Result<(), EngineError> {
    retry!(try_plan_next(engine, &ctx.as_system(), planned))
}

async fn try_plan_next(
    engine: &Engine,
    ctx: &Context,
    planned: (TemplateId, i64),
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let Some(template) = current(&mut tx, planned).await? else { return Ok(()) };
    plan(&mut tx, engine, ctx, &template).await?;
    Ok(tx.commit().await?)
}

/// The template as it was when the campaign was planned; nothing once it was changed.
async fn current(tx: &mut Tx, (id, revision): (TemplateId, i64)) -> Result<Option<Template>, EngineError> {
    Ok(store::find(tx, id).await?.filter(|template| template.revision == revision))
}

/// The time of a template's next campaign has come: it starts.
pub(crate) async fn scheduled(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    planned: (TemplateId, i64),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let Some(template) = current(tx, planned).await? else { return Ok(()) };
    match launch(tx, engine, ctx, template.clone()).await {
        Ok(_) => Ok(()),
        Err(why) if why.is_refusal() => {
            let campaign = new(tx, engine, ctx, Some(template.id), template.definition.plain()).await?;
            fail(tx, engine, ctx, campaign, &why).await
        }
        Err(error) => Err(error),
    }
}
