//! Campaigns: asked for, listed, read, deleted.

use bailiwick::authority::Authority;
use bailiwick::catalog::ItemKind;
use bailiwick::certification::isc::{Asked, CampaignType, Scope, Status};
use bailiwick::certification::{Campaign, CampaignStatus, Reviewed, TemplateDefinition};
use bailiwick::directory::Status as UserStatus;
use bailiwick::document::Fault;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, UserId};
use bailiwick::text::normalise;
use bailiwick_store::certifications::isc::campaigns as kept;
use bailiwick_store::certifications::{campaigns as store, generate, reviews};
use bailiwick_store::{Tx, items as catalog, users};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

use super::filters::narrowed;
use super::tasks;
use crate::certifications::campaigns::told;
use crate::certifications::close::plan_close;
use crate::certifications::start::{begin_making, new};
use crate::certifications::{find, readable, unusable, writable};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// The most campaigns that are listed.
const MOST_LISTED: i64 = 10_000;
/// The most campaigns that are deleted at once.
const MOST_DELETED: usize = 1_000;

/// A campaign as SailPoint's API shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignView {
    /// The campaign.
    pub campaign: Campaign,
    /// As it came; absent when another API or the portal made it.
    pub body: Option<Map<String, Json>>,
    /// When it was changed over this API.
    pub modified: Option<DateTime<Utc>>,
    /// How many certifications it has.
    pub certifications: i64,
    /// How many of them are signed.
    pub signed: i64,
}

impl CampaignView {
    /// What it reviews.
    pub fn kind(&self) -> CampaignType {
        let given = self.body.as_ref().and_then(|body| body.get("type")?.as_str()?.parse().ok());
        given.unwrap_or_else(|| CampaignType::of(&self.campaign.definition))
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        self.campaign.status.into()
    }
}

/// A page of campaigns, the latest first, and how many match. For certification administrators, access administrators and
/// auditors.
pub async fn all(
    engine: &Engine,
    ctx: &Context,
    list: &ListQuery,
) -> Result<(Vec<CampaignView>, i64), EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let deleted = kept::deleted(&mut tx).await?;
    let mut found = store::latest(&mut tx, MOST_LISTED).await?;
    found.retain(|campaign| {
        let status = Status::from(campaign.status);
        let row = json!({"id": campaign.id, "name": campaign.definition.name, "status": status});
        !deleted.contains(&campaign.id) && is_spoken_of(campaign) && list.filter.matches(&row)
    });
    for key in list.sort.iter().rev() {
        match key.path.as_str() {
            "created" => found.sort_by_key(|campaign| campaign.number),
            _ => found.sort_by_cached_key(|campaign| normalise(&campaign.definition.name)),
        }
        if key.descending {
            found.reverse();
        }
    }
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let offset = usize::try_from(list.offset).unwrap_or(usize::MAX);
    let page = found.into_iter().skip(offset).take(list.page_size as usize).collect();
    Ok((views(&mut tx, page).await?, total))
}

/// One campaign. For certification administrators, access administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn read(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<CampaignView, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let campaign = existing(&mut tx, id).await?;
    view(&mut tx, campaign).await
}

/// Whether this API has words for what a campaign reviews: none for records of people.
pub(super) fn is_spoken_of(campaign: &Campaign) -> bool {
    campaign.definition.kind.reviews() != Reviewed::Records
}

/// A campaign that was not deleted over this API, and that it has words for.
pub(super) async fn existing(tx: &mut Tx, id: CampaignId) -> Result<Campaign, EngineError> {
    let campaign = find(tx, id).await?;
    if !is_spoken_of(&campaign) || kept::is_deleted(tx, id).await? {
        return Err(EngineError::not_found("campaign", id));
    }
    Ok(campaign)
}

pub(super) async fn view(tx: &mut Tx, campaign: Campaign) -> Result<CampaignView, EngineError> {
    let id = campaign.id;
    let view = views(tx, vec![campaign]).await?.pop();
    view.ok_or_else(|| EngineError::not_found("campaign", id))
}

pub(super) async fn views(tx: &mut Tx, page: Vec<Campaign>) -> Result<Vec<CampaignView>, EngineError> {
    let ids: Vec<CampaignId> = page.iter().map(|campaign| campaign.id).collect();
    let numbers: Vec<i64> = page.iter().map(|campaign| campaign.number).collect();
    let mut bodies = kept::kept(tx, &ids).await?;
    let totals = reviews::totals(tx, &numbers).await?;
    let view = |campaign: Campaign| {
        let (body, modified) =
            bodies.remove(&campaign.id).map_or((None, None), |(body, at)| (Some(body), at));
        let (certifications, signed) = totals.get(&campaign.number).copied().unwrap_or_default();
        let signed = if campaign.started.is_some() { signed } else { 0 };
        CampaignView { campaign, body, modified, certifications, signed }
    };
    Ok(page.into_iter().map(view).collect())
}

/// Asks for a campaign: what it asks of whom is made in the background, and looked through before it begins. Needs
/// `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`Asked::parse`], and people, sources and access that are not there; `Conflict`: it
/// reviews what cannot be found.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<CampaignView, EngineError> {
    writable(ctx)?;
    let asked = Asked::parse(body)?;
    let view = retry!(try_create(engine, ctx, &asked))?;
    engine.ring();
    Ok(view)
}

async fn try_create(engine: &Engine, ctx: &Context, asked: &Asked) -> Result<CampaignView, EngineError> {
    let mut tx = engine.write().await?;
    let owner = owner(&mut tx, ctx).await?;
    let campaign = add(&mut tx, engine, ctx, asked, owner).await?;
    let view = view(&mut tx, campaign).await?;
    tx.commit().await?;
    Ok(view)
}

/// Adds a campaign that was asked for, and for which somebody answers.
pub(super) async fn add(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    asked: &Asked,
    owner: UserId,
) -> Result<Campaign, EngineError> {
    check(tx, asked).await?;
    let definition = TemplateDefinition::parse(asked.template(owner, &narrowed(tx, asked).await?))?;
    generate::check(tx, &definition).await.map_err(unusable)?;
    let made = Campaign { deadline: asked.deadline, ..new(tx, engine, ctx, None, definition).await? };
    let campaign = begin_making(tx, engine, ctx, made).await?;
    kept::keep(tx, campaign.id, asked.body(), None).await?;
    tasks::done(tx, engine, ctx, "CAMPAIGN_CREATE", ("CAMPAIGN", campaign.id.uuid())).await?;
    Ok(campaign)
}

/// Who answers for a campaign: whoever asks for it, or, where a program does, who has run certifications the longest.
pub(in crate::certifications) async fn owner(tx: &mut Tx, ctx: &Context) -> Result<UserId, EngineError> {
    if let Some(me) = ctx.actor.user_id() {
        return Ok(me);
    }
    for authority in [Authority::CertAdmin, Authority::OrgAdmin, Authority::AccessAdmin] {
        if let Some(user) = users::with_authority(tx, authority).await?.first() {
            return Ok(*user);
        }
    }
    Err(EngineError::Conflict("nobody runs certifications here who could answer for the campaign".into()))
}

/// Whether what is named is there.
pub(super) async fn check(tx: &mut Tx, asked: &Asked) -> Result<(), EngineError> {
    let mut faults = Vec::new();
    let mut fault = |property: String, fault: &str| faults.push(Fault { property, fault: fault.into() });
    match &asked.scope {
        Scope::Everybody => {}
        Scope::Sources(ids) | Scope::Machines(ids) => {
            let info = match asked.scope {
                Scope::Machines(_) => "machineAccountCampaignInfo",
                _ => "sourceOwnerCampaignInfo",
            };
            let known = catalog::briefs(tx, ids).await?;
            for (place, id) in ids.iter().enumerate() {
                let is_source = known.iter().any(|item| item.id == *id && item.kind == ItemKind::Application);
                if !is_source {
                    fault(format!("{info}.sourceIds[{place}]"), "is the id of no source");
                }
            }
        }
        Scope::Roles(roles) => {
            let named = [("reviewer", roles.reviewer), ("remediatorRef", Some(roles.remediator))];
            for (name, user) in named {
                if let Some(user) = user
                    && users::brief(tx, user).await?.is_none_or(|user| user.status != UserStatus::Active)
                {
                    fault(format!("roleCompositionCampaignInfo.{name}.id"), "is nobody who works here");
                }
            }
            let known = catalog::briefs(tx, &roles.ids).await?;
            for (place, id) in roles.ids.iter().enumerate() {
                if !known.iter().any(|item| item.id == *id && item.kind == ItemKind::Role) {
                    fault(format!("roleCompositionCampaignInfo.roleIds[{place}]"), "is the id of no role");
                }
            }
        }
        Scope::Search(search) => {
            if let Some(reviewer) = search.reviewer
                && users::brief(tx, reviewer).await?.is_none_or(|user| user.status != UserStatus::Active)
            {
                fault("searchCampaignInfo.reviewer.id".into(), "is nobody who works here");
            }
            let known = users::briefs(tx, &search.identities).await?;
            for (place, id) in search.identities.iter().enumerate() {
                if !known.iter().any(|user| user.id == *id) {
                    fault(format!("searchCampaignInfo.identityIds[{place}]"), "is the id of nobody");
                }
            }
            for (place, constraint) in search.constraints.iter().enumerate() {
                let known = catalog::briefs(tx, &constraint.ids).await?;
                for (inner, id) in constraint.ids.iter().enumerate() {
                    if !known.iter().any(|item| item.id == *id && Some(item.kind) == constraint.access.kind())
                    {
                        let at = format!("searchCampaignInfo.accessConstraints[{place}].ids[{inner}]");
                        fault(at, "is the id of no such access");
                    }
                }
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// Deletes campaigns: those that have not ended are called off, and none is shown over this API any more. What was
/// decided stays as evidence with the house. Needs `CERT_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid`: too many, or one that is not there.
pub async fn delete(engine: &Engine, ctx: &Context, ids: &[String]) -> Result<(), EngineError> {
    writable(ctx)?;
    if ids.is_empty() || ids.len() > MOST_DELETED {
        return Err(EngineError::invalid("ids", format!("must name 1 to {MOST_DELETED} campaigns")));
    }
    retry!(try_delete(engine, ctx, ids))?;
    engine.ring();
    Ok(())
}

async fn try_delete(engine: &Engine, ctx: &Context, ids: &[String]) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut named = Vec::with_capacity(ids.len());
    for text in ids {
        let id = text.parse().map_err(|_| EngineError::not_found("campaign", text))?;
        named.push(existing(&mut tx, id).await?);
    }
    // In order of number, as everybody who holds several.
    named.sort_by_key(|campaign| campaign.number);
    for Campaign { id, .. } in named {
        store::lock(&mut tx, id).await?;
        let mut campaign = existing(&mut tx, id).await?;
        if !campaign.status.has_ended() {
            campaign.end(CampaignStatus::Cancelled, ctx.actor.user_id(), ctx.now);
            campaign.revision += 1;
            store::update(&mut tx, &campaign).await?;
            plan_close(&mut tx, engine, ctx, &campaign).await?;
        }
        kept::delete(&mut tx, id, ctx.now).await?;
        tasks::done(&mut tx, engine, ctx, "CAMPAIGN_DELETE", ("CAMPAIGN", id.uuid())).await?;
        told("delete-campaign", &campaign).write(&mut tx, engine, ctx).await?;
    }
    tx.commit().await?;
    Ok(())
}
