//! Campaigns are started: by hand, for an event, by their schedule (contract row 34).

use std::collections::BTreeMap;

use bailiwick::certification::idhub::DefinitionStatus;
use bailiwick::certification::{
    Campaign, CampaignStatus, Template, TemplateDefinition, USER_DISPLAY_NAME, USER_ID,
};
use bailiwick::id::{CampaignId, TemplateId, UserId};
use bailiwick_store::certifications::{campaigns as store, generate};
use bailiwick_store::{StoreError, Tx, source_loads, users};

use super::campaigns::told;
use super::{notices, sources, templates, unusable, writable};
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Starts a campaign of a template: its line items are made in the background. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it reviews what cannot be found, is started by events, or a draft.
pub async fn start(engine: &Engine, ctx: &Context, template: TemplateId) -> Result<Campaign, EngineError> {
    writable(ctx)?;
    let campaign = retry!(try_start(engine, ctx, template))?;
    engine.ring();
    Ok(campaign)
}

/// Starts a campaign of a template for events, about a person and with what the event says, by parameter; the person's
/// id and name stand for themselves. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `InvalidAll`: a parameter that is missing; `Conflict`: it is not for events, or as [`start`].
pub async fn start_for(
    engine: &Engine,
    ctx: &Context,
    template: TemplateId,
    user: UserId,
    parameters: BTreeMap<String, String>,
) -> Result<Campaign, EngineError> {
    writable(ctx)?;
    let campaign = retry!(try_start_for(engine, ctx, template, user, &parameters))?;
    engine.ring();
    Ok(campaign)
}

async fn try_start_for(
    engine: &Engine,
    ctx: &Context,
    template: TemplateId,
    user: UserId,
    parameters: &BTreeMap<String, String>,
) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let template = templates::find(&mut tx, template).await?;
    check_written(&template)?;
    if !template.definition.is_event_based {
        return Err(EngineError::Conflict("the template is not for events: it takes no parameters".into()));
    }
    let missing = || EngineError::invalid("parameters.userId", "is nobody's id");
    let person = users::brief(&mut tx, user).await?.ok_or_else(missing)?;
    let mut values = parameters.clone();
    values.insert(USER_ID.into(), user.to_string());
    values.insert(USER_DISPLAY_NAME.into(), person.display_name);
    let definition = template.definition.plain().for_event(user, &values)?;
    generate::check(&mut tx, &definition).await.map_err(unusable)?;
    let campaign = new(&mut tx, engine, ctx, Some(template.id), definition).await?;
    let campaign = begin_making(&mut tx, engine, ctx, campaign).await?;
    tx.commit().await?;
    Ok(campaign)
}

async fn try_start(engine: &Engine, ctx: &Context, template: TemplateId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let template = templates::find(&mut tx, template).await?;
    let campaign = launch(&mut tx, engine, ctx, template).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Writes a campaign of a template, whose line items are to be made.
///
/// # Errors
/// `Conflict`: it reviews what cannot be found, is started by events, or a draft.
pub(super) async fn launch(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: Template,
) -> Result<Campaign, EngineError> {
    check_written(&template)?;
    if template.definition.is_event_based {
        return Err(EngineError::Conflict("the template is for events: it is started with `parameters`, which name whom it is about (`userId`)".into()));
    }
    generate::check(tx, &template.definition).await.map_err(unusable)?;
    let campaign = new(tx, engine, ctx, Some(template.id), template.definition.plain()).await?;
    begin_making(tx, engine, ctx, campaign).await
}

/// What a client of IDHub keeps as a draft is started over no face, and not by its schedule.
fn check_written(template: &Template) -> Result<(), EngineError> {
    if template.idhub_status() == DefinitionStatus::Draft {
        let why =
            "the certification is a draft of the IDHub API: it is run once its `status` there is Active";
        return Err(EngineError::Conflict(why.into()));
    }
    Ok(())
}

/// Writes a campaign, whose line items are to be made.
///
/// # Errors
/// `Conflict`: what is known of an application is too old, or was not loaded to its end.
pub(super) async fn begin_making(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: Campaign,
) -> Result<Campaign, EngineError> {
    sources::check(tx, ctx, &campaign.definition).await?;
    store::insert(tx, &campaign).await.map_err(raced)?;
    source_loads::keep(tx, campaign.number).await?;
    Job::MakeLineItems { campaign: campaign.id }.write(tx, engine, ctx, ctx.now).await?;
    told("create-campaign", &campaign).write(tx, engine, ctx).await?;
    Ok(campaign)
}

/// Another campaign took the number at this moment: the next try has one of its own.
fn raced(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::Busy(error),
        error => error.into(),
    }
}

/// A campaign that could not be started: it stands among the others and says why, and its owner is told.
pub(super) async fn fail(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    mut campaign: Campaign,
    why: &EngineError,
) -> Result<(), EngineError> {
    store::insert(tx, &campaign).await.map_err(raced)?;
    campaign.failure = Some(why.to_string());
    campaign.end(CampaignStatus::Failed, None, ctx.now);
    campaign.revision += 1;
    store::update(tx, &campaign).await?;
    told("fail-campaign", &campaign).write(tx, engine, ctx).await?;
    notices::tell_of_failed_start(tx, engine, ctx, &campaign).await
}

/// A campaign that is not written yet.
pub(super) async fn new(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: Option<TemplateId>,
    definition: TemplateDefinition,
) -> Result<Campaign, EngineError> {
    Ok(Campaign {
        id: CampaignId(engine.new_id()),
        number: store::next_number(tx).await?,
        template,
        definition,
        status: CampaignStatus::Creating,
        items: 0,
        started: None,
        deadline: None,
        completed: None,
        completed_by: None,
        rest: None,
        failure: None,
        revision: 1,
        created_at: ctx.now,
    })
}
