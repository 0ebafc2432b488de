//! Campaigns that start by themselves (contract 3.5, `schedule`).

use bailiwick::certification::Template;
use bailiwick::id::TemplateId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::templates as store;

use super::start::{fail, launch};
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

/// The time of a template's next campaign has come: it starts, and the one after it is planned.
pub(crate) async fn scheduled(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    (id, revision): (TemplateId, i64),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    let Some(template) = store::find(tx, id).await?.filter(|template| template.revision == revision) else {
        return Ok(());
    };
    plan(tx, engine, ctx, &template).await?;
    match launch(tx, engine, ctx, template.clone()).await {
        Ok(_) => Ok(()),
        // Its owner sees why among the campaigns.
        Err(EngineError::Conflict(why)) => fail(tx, engine, ctx, template, why).await,
        Err(error) => Err(error),
    }
}
