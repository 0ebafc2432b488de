//! Templates: campaigns that can be generated.

use bailiwick::certification::isc::{AskedTemplate, Schedule};
use bailiwick::directory::UserBrief;
use bailiwick::id::CampaignTemplateId;
use bailiwick::patch::standard;
use bailiwick_store::certifications::isc::templates as store;
use bailiwick_store::{Tx, users};
use serde_json::{Map, Value as Json};

pub use store::CampaignTemplate;

use super::campaigns::check;
use super::generate::plan;
use crate::audit::Event;
use crate::certifications::{readable, writable};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most templates: they are searched in memory.
const MOST: i64 = 5_000;

/// A template with who made it.
pub type TemplateView = (CampaignTemplate, Option<UserBrief>);

pub(super) async fn find(tx: &mut Tx, id: CampaignTemplateId) -> Result<CampaignTemplate, EngineError> {
    store::find(tx, id).await?.ok_or_else(|| EngineError::not_found("campaign template", id))
}

async fn shown(tx: &mut Tx, template: CampaignTemplate) -> Result<TemplateView, EngineError> {
    let owner = match template.owner {
        Some(owner) => users::brief(tx, owner).await?,
        None => None,
    };
    Ok((template, owner))
}

pub(super) fn told(what: &'static str, template: &CampaignTemplate) -> Event {
    let name = template.body.get("name").and_then(Json::as_str).unwrap_or_default();
    Event::new(what, "campaign-template", template.id, name)
}

/// Every template, the oldest first. For certification administrators, access administrators and auditors.
pub async fn campaign_templates(engine: &Engine, ctx: &Context) -> Result<Vec<TemplateView>, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let mut all = Vec::new();
    for template in store::all(&mut tx).await? {
        all.push(shown(&mut tx, template).await?);
    }
    Ok(all)
}

/// One template. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn campaign_template(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
) -> Result<TemplateView, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let template = find(&mut tx, id).await?;
    shown(&mut tx, template).await
}

/// Makes a template. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`AskedTemplate::parse`], and what its campaign names and is not there; `Conflict`: too
/// many.
pub async fn create_template(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<TemplateView, EngineError> {
    writable(ctx)?;
    let asked = AskedTemplate::parse(body)?;
    retry!(try_create(engine, ctx, &asked))
}

async fn try_create(
    engine: &Engine,
    ctx: &Context,
    asked: &AskedTemplate,
) -> Result<TemplateView, EngineError> {
    let mut tx = engine.write().await?;
    check(&mut tx, &asked.campaign(ctx.now)?).await?;
    if store::count(&mut tx).await? >= MOST {
        return Err(EngineError::Conflict(format!("there are {MOST} templates: delete one first")));
    }
    let template = CampaignTemplate {
        id: CampaignTemplateId(engine.new_id()),
        owner: ctx.actor.user_id(),
        body: asked.body().clone(),
        schedule: None,
        revision: 1,
        created: ctx.now,
        modified: ctx.now,
    };
    store::insert(&mut tx, &template).await?;
    told("create-campaign-template", &template).write(&mut tx, engine, ctx).await?;
    let shown = shown(&mut tx, template).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Changes a template by a JSON Patch (RFC 6902). Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid`, `InvalidAll`: the patch or what it leads to is wrong.
pub async fn patch_template(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
    operations: &Json,
) -> Result<TemplateView, EngineError> {
    writable(ctx)?;
    retry!(try_patch(engine, ctx, id, operations))
}

async fn try_patch(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
    operations: &Json,
) -> Result<TemplateView, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    let asked = AskedTemplate::parse(standard::apply(operations, &before.body)?)?;
    check(&mut tx, &asked.campaign(ctx.now)?).await?;
    let after = CampaignTemplate { body: asked.body().clone(), ..before.clone() };
    let after = save(&mut tx, engine, ctx, before, after).await?;
    let shown = shown(&mut tx, after).await?;
    tx.commit().await?;
    Ok(shown)
}

/// Deletes a template; its campaigns stay. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete_template(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
) -> Result<(), EngineError> {
    writable(ctx)?;
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    store::delete(&mut tx, id).await?;
    told("delete-campaign-template", &gone).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(())
}

/// Says when a template's campaigns are generated by themselves; never when there is no schedule. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `InvalidAll`: see [`Schedule::parse`].
pub async fn set_schedule(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
    schedule: Option<Map<String, Json>>,
) -> Result<(), EngineError> {
    writable(ctx)?;
    if let Some(schedule) = &schedule {
        Schedule::parse(schedule)?;
    }
    retry!(try_schedule(engine, ctx, id, schedule.clone()))
}

async fn try_schedule(
    engine: &Engine,
    ctx: &Context,
    id: CampaignTemplateId,
    schedule: Option<Map<String, Json>>,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    if schedule.is_none() && before.schedule.is_none() {
        return Err(EngineError::not_found("schedule of campaign template", id));
    }
    let after = CampaignTemplate { schedule, ..before.clone() };
    save(&mut tx, engine, ctx, before, after).await?;
    tx.commit().await?;
    engine.ring();
    Ok(())
}

async fn save(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: CampaignTemplate,
    after: CampaignTemplate,
) -> Result<CampaignTemplate, EngineError> {
    let after = CampaignTemplate { revision: before.revision + 1, modified: ctx.now, ..after };
    store::update(tx, &after).await?;
    plan(tx, engine, ctx, &after).await?;
    let text = |template: &CampaignTemplate| template.schedule.clone().map(|it| Json::Object(it).to_string());
    told("modify-campaign-template", &after)
        .members(&before.body, &after.body)
        .change("schedule", text(&before), text(&after))
        .write(tx, engine, ctx)
        .await?;
    Ok(after)
}
