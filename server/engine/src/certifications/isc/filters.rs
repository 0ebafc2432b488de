//! Campaign filters: what campaigns leave out or take in.

use bailiwick::certification::TemplateDefinition;
use bailiwick::certification::isc::{Asked, AskedFilter, Narrowed};
use bailiwick::id::CampaignFilterId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::generate;
use bailiwick_store::certifications::isc::filters as store;
use serde_json::{Map, Value as Json, json};

pub use store::CampaignFilter;

use super::campaigns::owner;
use crate::audit::Event;
use crate::certifications::{readable, unusable, writable};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most filters that are deleted at once.
const MOST_DELETED: usize = 1_000;

fn told(what: &'static str, filter: &CampaignFilter) -> Event {
    let name = filter.body.get("name").and_then(Json::as_str).unwrap_or_default();
    Event::new(what, "campaign-filter", filter.id, name)
}

async fn find(tx: &mut Tx, id: CampaignFilterId) -> Result<CampaignFilter, EngineError> {
    store::find(tx, id).await?.ok_or_else(|| EngineError::not_found("campaign filter", id))
}

/// Every filter, by name. For certification administrators, access administrators and auditors.
pub async fn campaign_filters(engine: &Engine, ctx: &Context) -> Result<Vec<CampaignFilter>, EngineError> {
    readable(ctx)?;
    Ok(store::all(&mut engine.read().await?).await?)
}

/// One filter. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn campaign_filter(
    engine: &Engine,
    ctx: &Context,
    id: CampaignFilterId,
) -> Result<CampaignFilter, EngineError> {
    readable(ctx)?;
    find(&mut engine.read().await?, id).await
}

/// Makes a filter, or puts it in place of one. Campaigns that were made by it stay as they are. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `InvalidAll`, `Invalid`: see [`AskedFilter::parse`], and what cannot be searched by.
pub async fn put_filter(
    engine: &Engine,
    ctx: &Context,
    id: Option<CampaignFilterId>,
    body: Map<String, Json>,
) -> Result<CampaignFilter, EngineError> {
    writable(ctx)?;
    let asked = AskedFilter::parse(body)?;
    retry!(try_put(engine, ctx, id, &asked))
}

async fn try_put(
    engine: &Engine,
    ctx: &Context,
    id: Option<CampaignFilterId>,
    asked: &AskedFilter,
) -> Result<CampaignFilter, EngineError> {
    let mut tx = engine.write().await?;
    // What cannot be searched by is found by saying a campaign with it.
    let any = Asked::parse(object(json!({"name": "x", "type": "MANAGER"})))?;
    let owner = owner(&mut tx, ctx).await?;
    let definition = TemplateDefinition::parse(any.template(owner, &asked.narrowed()))?;
    generate::check(&mut tx, &definition).await.map_err(unusable)?;
    let before = match id {
        Some(id) => Some(find(&mut tx, id).await?),
        None => None,
    };
    let filter = CampaignFilter {
        id: before.as_ref().map_or_else(|| CampaignFilterId(engine.new_id()), |filter| filter.id),
        owner: before.as_ref().map_or_else(|| ctx.actor.name().to_owned(), |filter| filter.owner.clone()),
        body: asked.body().clone(),
        created: before.as_ref().map_or(ctx.now, |filter| filter.created),
    };
    store::put(&mut tx, &filter).await?;
    let none = Map::new();
    let had = before.as_ref().map_or(&none, |filter| &filter.body);
    told("change-campaign-filter", &filter).members(had, &filter.body).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(filter)
}

fn object(value: Json) -> Map<String, Json> {
    if let Json::Object(members) = value { members } else { Map::new() }
}

/// Deletes filters. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound`: then none is deleted.
pub async fn delete_filters(engine: &Engine, ctx: &Context, ids: &[String]) -> Result<(), EngineError> {
    writable(ctx)?;
    if ids.is_empty() || ids.len() > MOST_DELETED {
        return Err(EngineError::invalid("ids", format!("must name 1 to {MOST_DELETED} campaign filters")));
    }
    let mut tx = engine.write().await?;
    for text in ids {
        let id = text.parse().map_err(|_| EngineError::not_found("campaign filter", text))?;
        let gone = find(&mut tx, id).await?;
        store::delete(&mut tx, id).await?;
        told("delete-campaign-filter", &gone).write(&mut tx, engine, ctx).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What a campaign's filter leaves to be reviewed.
pub(super) async fn narrowed(tx: &mut Tx, asked: &Asked) -> Result<Narrowed, EngineError> {
    let Some(id) = asked.filter else { return Ok(Narrowed::default()) };
    let missing = || EngineError::invalid("filter.id", "is the id of no campaign filter");
    let filter = store::find(tx, id).await?.ok_or_else(missing)?;
    Ok(AskedFilter::parse(filter.body)?.narrowed())
}
