//! Campaigns: started, looked through, begun, extended, called off (contract rows 34, 35).

use std::collections::BTreeMap;

use bailiwick::authority::Actor;
use bailiwick::certification::idhub::DefinitionStatus;
use bailiwick::certification::{
    Campaign, CampaignStatus, ExpirationAction, SelfCertification, Template, TemplateDefinition,
    USER_DISPLAY_NAME, USER_ID,
};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignId, TemplateId, UserId};
use bailiwick::text::check_present;
use bailiwick_store::certifications::{campaigns as store, generate, items};
use bailiwick_store::{Tx, source_loads, users};
use chrono::{DateTime, Utc};

use super::close::plan_close;
use super::{find, notices, runs, sources, templates, unusable, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most characters of a name.
const MOST_NAME: usize = 200;

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
    store::insert(tx, &campaign).await?;
    source_loads::keep(tx, campaign.number).await?;
    Job::MakeLineItems { campaign: campaign.id }.write(tx, engine, ctx, ctx.now).await?;
    told("create-campaign", &campaign).write(tx, engine, ctx).await?;
    Ok(campaign)
}

/// A campaign of a template that could not be started: it stands among the others, and says why.
pub(super) async fn fail(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    template: Template,
    why: String,
) -> Result<(), EngineError> {
    let mut campaign = new(tx, engine, ctx, Some(template.id), template.definition.plain()).await?;
    store::insert(tx, &campaign).await?;
    campaign.failure = Some(why);
    campaign.end(CampaignStatus::Failed, None, ctx.now);
    campaign.revision += 1;
    store::update(tx, &campaign).await?;
    told("fail-campaign", &campaign).write(tx, engine, ctx).await
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
        failure: None,
        revision: 1,
        created_at: ctx.now,
    })
}

/// Begins a campaign that was looked through: people are asked. For certification administrators and its owner.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it is not staged.
pub async fn activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    retry!(try_activate(engine, ctx, id))
}

async fn try_activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let mut campaign = find(&mut tx, id).await?;
    runs(ctx, &campaign)?;
    if campaign.status != CampaignStatus::Staging {
        return Err(EngineError::Conflict(format!("the campaign is {}, not staged", campaign.status)));
    }
    begin(&mut tx, engine, ctx, &mut campaign).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// People are asked from now on; a campaign without line items has ended at once.
pub(super) async fn begin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &mut Campaign,
) -> Result<(), EngineError> {
    campaign.begin(ctx.now);
    if campaign.items == 0 {
        campaign.end(CampaignStatus::SignedOff, None, ctx.now);
    } else {
        plan_end(tx, engine, ctx, campaign).await?;
        notices::plan(tx, engine, ctx, campaign).await?;
    }
    campaign.revision += 1;
    store::update(tx, campaign).await?;
    told("begin-campaign", campaign).write(tx, engine, ctx).await
}

/// Plans what happens when its time is over, and that people are told before.
pub(super) async fn plan_end(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    let Some(deadline) = campaign.deadline else { return Ok(()) };
    notices::plan_expiration(tx, engine, ctx, campaign).await?;
    if campaign.definition.expiration.action == ExpirationAction::Wait {
        return Ok(());
    }
    let delay = i64::from(campaign.definition.expiration.delay_days);
    let at = deadline + chrono::Duration::days(delay);
    Job::ExpireCampaign { campaign: campaign.id, at }.write(tx, engine, ctx, at).await
}

/// Moves the deadline. For certification administrators and the campaign's owner.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`: it has passed; `Conflict`: the campaign does not run.
pub async fn set_deadline(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    deadline: DateTime<Utc>,
) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    retry!(try_set_deadline(engine, ctx, id, deadline))
}

async fn try_set_deadline(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    deadline: DateTime<Utc>,
) -> Result<Campaign, EngineError> {
    if deadline <= ctx.now {
        return Err(EngineError::invalid("newDeadline", "must lie in the future"));
    }
    let mut tx = engine.write().await?;
    let mut campaign = find(&mut tx, id).await?;
    runs(ctx, &campaign)?;
    if !campaign.status.is_open() {
        return Err(EngineError::Conflict(format!("the campaign is {}", campaign.status)));
    }
    let before = campaign.deadline.replace(deadline);
    campaign.revision += 1;
    store::update(&mut tx, &campaign).await?;
    plan_end(&mut tx, engine, ctx, &campaign).await?;
    told("extend-campaign", &campaign)
        .change("deadline", before.map(|at| at.to_rfc3339()), Some(deadline.to_rfc3339()))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Changes what a campaign is called, and who answers for it; what is reviewed stays as it was. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`: no name, or nobody who works here.
pub async fn change(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    name: Option<&str>,
    owner: Option<UserId>,
) -> Result<Campaign, EngineError> {
    writable(ctx)?;
    retry!(try_change(engine, ctx, id, name, owner))
}

async fn try_change(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    name: Option<&str>,
    owner: Option<UserId>,
) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    let mut campaign = before.clone();
    if let Some(name) = name {
        let name = name.trim();
        check_present(name, MOST_NAME).map_err(|fault| EngineError::invalid("name", fault))?;
        campaign.definition = campaign.definition.copied(name.to_owned());
    }
    if let Some(owner) = owner {
        let trusts = campaign.definition.self_certification == SelfCertification::Restricted;
        if trusts && campaign.started.is_some() && owner != campaign.definition.owner {
            let why = "the owner certifies what is their own here: nobody becomes that while it runs";
            return Err(EngineError::Conflict(why.into()));
        }
        if users::brief(&mut tx, owner).await?.is_none_or(|user| user.status != Status::Active) {
            return Err(EngineError::invalid("ownerId", "is nobody who works here"));
        }
        campaign.definition = campaign.definition.owned_by(owner);
    }
    campaign.revision += 1;
    store::update(&mut tx, &campaign).await?;
    store::redefine(&mut tx, &campaign).await?;
    told("change-campaign", &campaign)
        .change("name", Some(&before.definition.name), Some(&campaign.definition.name))
        .change("owner", Some(before.definition.owner), Some(campaign.definition.owner))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(campaign)
}

/// Calls a campaign off: what is signed stays signed, the rest is closed. For certification administrators and its owner.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it has ended.
pub async fn cancel(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    retry!(try_cancel(engine, ctx, id))
}

async fn try_cancel(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    let mut campaign = find(&mut tx, id).await?;
    runs(ctx, &campaign)?;
    if campaign.status.has_ended() {
        return Err(EngineError::Conflict(format!("the campaign is {} already", campaign.status)));
    }
    campaign.end(CampaignStatus::Cancelled, ctx.actor.user_id(), ctx.now);
    campaign.revision += 1;
    store::update(&mut tx, &campaign).await?;
    told("cancel-campaign", &campaign).write(&mut tx, engine, ctx).await?;
    plan_close(&mut tx, engine, ctx, &campaign).await?;
    tx.commit().await?;
    engine.ring();
    Ok(campaign)
}

/// Ends a campaign once every line item is signed. Whether it has ended by that.
pub(super) async fn end_when_signed(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<bool, EngineError> {
    // Of two who sign the last line items at once, the second sees what the first has signed.
    store::lock(tx, id).await?;
    let mut campaign = find(tx, id).await?;
    if !campaign.status.is_open() || items::open(tx, campaign.number).await? > 0 {
        return Ok(false);
    }
    let by = if let Actor::Person { id, .. } = &ctx.actor { Some(*id) } else { None };
    campaign.end(CampaignStatus::SignedOff, by, ctx.now);
    campaign.revision += 1;
    store::update(tx, &campaign).await?;
    told("end-campaign", &campaign).write(tx, engine, ctx).await?;
    Ok(true)
}

/// What happened to a campaign.
pub(super) fn told(what: &'static str, campaign: &Campaign) -> Event {
    Event::new(what, "campaign", campaign.id, &campaign.definition.name).set("status", campaign.status)
}
