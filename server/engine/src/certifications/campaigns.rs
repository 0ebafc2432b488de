//! Campaigns: begun once they are looked through, extended, changed, called off (contract rows 34, 35).

use bailiwick::authority::Actor;
use bailiwick::certification::{Campaign, CampaignStatus, ExpirationAction, SelfCertification};
use bailiwick::directory::Status;
use bailiwick::id::{CampaignId, UserId};
use bailiwick::text::check_present;
use bailiwick_store::certifications::{campaigns as store, items};
use bailiwick_store::{Tx, users};
use chrono::{DateTime, Utc};

use super::close::plan_close;
use super::{find, looks, notices, runs, sources, writable};
use crate::audit::Event;
use crate::engine::retry;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The most characters of a name.
const MOST_NAME: usize = 200;

/// Begins a campaign that was looked through: people are asked. For certification administrators and its owner.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it is not staged, or what is known of an application in it has become too old or was
/// not loaded to its end since.
pub async fn activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    retry!(try_activate(engine, ctx, id))
}

async fn try_activate(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let mut tx = engine.write().await?;
    store::lock(&mut tx, id).await?;
    let mut campaign = find(&mut tx, id).await?;
    runs(ctx, &campaign)?;
    if campaign.status != CampaignStatus::Staging {
        return Err(EngineError::Conflict(format!("the campaign is {}, not staged", campaign.status)));
    }
    sources::check_made(&mut tx, ctx, &campaign).await?;
    begin(&mut tx, engine, ctx, &mut campaign).await?;
    tx.commit().await?;
    Ok(campaign)
}

/// People are asked from now on; a campaign with nothing to decide has ended at once.
pub(super) async fn begin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &mut Campaign,
) -> Result<(), EngineError> {
    campaign.begin(ctx.now);
    // What is in it may be gone since it was made.
    if items::open(tx, campaign.number).await? == 0 {
        campaign.end(CampaignStatus::SignedOff, None, ctx.now);
    } else {
        plan_end(tx, engine, ctx, campaign).await?;
        notices::plan(tx, engine, ctx, campaign).await?;
        looks::plan_first(tx, engine, ctx, campaign).await?;
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
    // It may be in the making.
    store::lock(&mut tx, id).await?;
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
    // Where it is in the making, what is made until now is closed, and nothing more is made.
    store::lock(&mut tx, id).await?;
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
