//! Reading campaigns and line items (contract rows 31 to 33, 36 to 38).

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{Campaign, LedgerLine, LineItemId};
use bailiwick::directory::UserBrief;
use bailiwick::filter::Path;
use bailiwick::filter::list::ListQuery;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, Counts, ReviewerCounts, Wanted};
use bailiwick_store::{Tx, items as catalog, users};
use chrono::{DateTime, Utc};

use super::act::{may_know, may_know_item};
use super::stages::due_of;
use super::views::{LineItemView, views};
use super::{deputies, find, readable, scripted};
use crate::{Context, Engine, EngineError, delegations};

/// The most campaigns that are listed.
const MOST_LISTED: i64 = 10_000;

/// A campaign with how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignView {
    /// The campaign.
    pub campaign: Campaign,
    /// How many of its line items stand how.
    pub counts: Counts,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
    /// What is to be said of how its certifiers were found.
    pub messages: Vec<String>,
    /// The reader owns it or reads every campaign: its whole definition is theirs to know.
    pub is_whole: bool,
}

/// What a campaign asks of the caller, or of somebody they stand in for.
#[derive(Debug, Clone, PartialEq)]
pub struct MyReview {
    /// The campaign.
    pub campaign: Campaign,
    /// Until when the first of what waits is to be signed.
    pub due: Option<DateTime<Utc>>,
    /// How many of their line items stand how: of those the caller stands in for, what they see of them; where they do not
    /// decide any more, what they decided and signed.
    pub counts: Counts,
    /// Whom it asks.
    pub reviewer: UserBrief,
    /// That is the caller.
    pub is_own: bool,
    /// The caller decides there; else they read what they decided and signed in the place of somebody.
    pub decides: bool,
}

/// A page of line items.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPage {
    /// The riskiest first.
    pub rows: Vec<LineItemView>,
    /// How many match.
    pub total: i64,
}

/// Every campaign, the latest first. For certification administrators, access administrators and auditors; who owns some
/// reads those.
///
/// # Errors
/// `Forbidden` for anybody else.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<Campaign>, EngineError> {
    let mut tx = engine.read().await?;
    let refused = match readable(ctx) {
        Ok(()) => return Ok(store::latest(&mut tx, MOST_LISTED).await?),
        Err(refused) => refused,
    };
    let own = store::of_owner(&mut tx, ctx.person()?, MOST_LISTED).await?;
    if own.is_empty() { Err(refused) } else { Ok(own) }
}

/// One campaign with how far it is; for whoever has line items in it, owns it, or reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn read(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<CampaignView, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let is_whole = oversees(ctx, &campaign);
    // How far the others are is told to whoever answers for it.
    let seen = scoped(&mut tx, ctx, &campaign, &Wanted::default()).await?;
    let counts = items::counts(&mut tx, campaign.number, &seen).await?;
    let owner = users::brief(&mut tx, campaign.definition.owner).await?;
    let messages = messages_of(&mut tx, ctx, &campaign).await?;
    Ok(CampaignView { campaign, counts, owner, messages, is_whole })
}

/// What is to be said of how a campaign's certifiers were found. For its owner and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn messages(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Vec<String>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    messages_of(&mut tx, ctx, &campaign).await
}

async fn messages_of(tx: &mut Tx, ctx: &Context, campaign: &Campaign) -> Result<Vec<String>, EngineError> {
    if oversees(ctx, campaign) { scripted::messages(tx, campaign).await } else { Ok(Vec::new()) }
}

/// Whether the caller owns a campaign or reads every one.
fn oversees(ctx: &Context, campaign: &Campaign) -> bool {
    readable(ctx).is_ok() || ctx.actor.user_id() == Some(campaign.definition.owner)
}

pub(super) async fn known(tx: &mut Tx, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    let campaign = find(tx, id).await?;
    if may_know(tx, ctx, &campaign).await? {
        Ok(campaign)
    } else {
        Err(EngineError::not_found("campaign", id))
    }
}

/// How far each reviewer of a campaign is, by name. For its owner and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know.
pub async fn reviewers(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<Vec<(UserBrief, Counts)>, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    let all = items::by_reviewer(&mut tx, campaign.number).await?;
    let ids: Vec<UserId> = all.iter().map(|one| one.reviewer).collect();
    let known = users::briefs(&mut tx, &ids).await?;
    let named =
        |one: ReviewerCounts| Some((known.iter().find(|user| user.id == one.reviewer)?.clone(), one.counts));
    let mut named: Vec<(UserBrief, Counts)> = all.into_iter().filter_map(named).collect();
    named.sort_by(|(a, _), (b, _)| a.display_name.cmp(&b.display_name));
    Ok(named)
}

/// What became of every grant that was in force when a campaign began, by application; roles have none. For its owner
/// and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know.
pub async fn ledger(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<(Vec<LedgerLine>, HashMap<ItemId, ItemBrief>), EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    let lines = bailiwick_store::certifications::ledger::of_campaign(&mut tx, campaign.number).await?;
    let mut ids: Vec<ItemId> = lines.iter().filter_map(|line| line.application).collect();
    ids.sort_unstable();
    ids.dedup();
    let items = catalog::briefs(&mut tx, &ids).await?;
    Ok((lines, items.into_iter().map(|item| (item.id, item)).collect()))
}

pub(super) async fn owned(tx: &mut Tx, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    let campaign = find(tx, id).await?;
    if oversees(ctx, &campaign) { Ok(campaign) } else { Err(EngineError::not_found("campaign", id)) }
}

/// The campaigns that ask the caller for something, or did; the one that ends first, first. Behind them those that run and
/// ask people the caller stands in for, then those in which the caller did something in another's place.
pub async fn my_reviews(engine: &Engine, ctx: &Context) -> Result<Vec<MyReview>, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let mut found = Vec::new();
    let reviewer = users::brief(&mut tx, me).await?.ok_or_else(|| EngineError::not_found("user", me))?;
    for campaign in store::of_person(&mut tx, me).await? {
        let wanted = Wanted { actor: Some(me), ..Wanted::default() };
        let counts = items::counts(&mut tx, campaign.number, &wanted).await?;
        let due = due_of(&mut tx, &campaign, me).await?;
        found.push(MyReview {
            campaign,
            due,
            counts,
            reviewer: reviewer.clone(),
            is_own: true,
            decides: true,
        });
    }
    found.extend(deputies::reviews(&mut tx, ctx).await?);
    let past = deputies::history(&mut tx, ctx, &found).await?;
    found.extend(past);
    Ok(found)
}

/// In how many campaigns something waits for the caller's decision or signature; those of people they stand in for
/// besides.
pub async fn waiting(engine: &Engine, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    Ok(items::waiting(&mut tx, me).await? + deputies::waiting(&mut tx, ctx).await?)
}

/// A page of a campaign's line items, the riskiest first unless sorted. Whoever does not read every campaign sees those that are
/// put to them, or were left to them, or to people they stand in for; of anybody else's what they decided and signed.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign; `Forbidden`: they look for what their line items do not show, or
/// at what is put to somebody else.
pub async fn line_items(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
    list: &ListQuery,
) -> Result<ItemPage, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let wanted = scoped(&mut tx, ctx, &campaign, wanted).await?;
    if !oversees(ctx, &campaign) {
        list.sort.iter().try_for_each(|key| is_shown(&key.path))?;
    }
    let (rows, total) = items::page(&mut tx, campaign.number, &wanted, list).await?;
    let rows = views(&mut tx, ctx, &campaign, rows, true).await?;
    Ok(ItemPage { rows, total })
}

/// How many of a campaign's line items are decided how, of those that the caller sees.
///
/// # Errors
/// As [`line_items`].
pub async fn count(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
) -> Result<Counts, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let wanted = scoped(&mut tx, ctx, &campaign, wanted).await?;
    Ok(items::counts(&mut tx, campaign.number, &wanted).await?)
}

/// One line item of a campaign, for whoever it is put or left to, their deputies, who decided or signed it, and who reads
/// every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn one_item(
    engine: &Engine,
    ctx: &Context,
    of: CampaignId,
    id: LineItemId,
) -> Result<LineItemView, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("line item", id);
    let mut tx = engine.read().await?;
    let campaign = store::of_number(&mut tx, id.campaign).await?;
    let campaign = campaign.filter(|campaign| campaign.id == of).ok_or_else(missing)?;
    let found = items::find(&mut tx, id.campaign, &[id.number]).await?.pop().ok_or_else(missing)?;
    let stands_in_for = deputies::stood_in_for(&mut tx, ctx, std::slice::from_ref(&found)).await?;
    if !may_know_item(ctx, &campaign, &found, &stands_in_for) {
        return Err(missing());
    }
    views(&mut tx, ctx, &campaign, vec![found], true).await?.pop().ok_or_else(missing)
}

/// What the caller sees of what is wanted: everything who oversees the campaign, else what is put to them or to people they
/// stand in for as far as that goes; of anybody else's what they decided or signed when they stood in.
pub(super) async fn scoped(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    wanted: &Wanted,
) -> Result<Wanted, EngineError> {
    if oversees(ctx, campaign) {
        return Ok(wanted.clone());
    }
    let me = ctx.person()?;
    wanted.filter.paths().into_iter().try_for_each(is_shown)?;
    match wanted.actor {
        None => {
            let stood_in_for = delegations::stood_in_for(tx, ctx).await?;
            Ok(Wanted { actor: Some(me), stood_in_for, ..wanted.clone() })
        }
        Some(actor) if actor == me => Ok(wanted.clone()),
        Some(actor) if deputies::stands_in(tx, ctx, actor).await? => {
            Ok(Wanted { deputy: Some(me), ..wanted.clone() })
        }
        Some(actor) if items::any(tx, campaign.number, &deputies::done_for(actor, me)).await? => {
            Ok(Wanted { done_by: Some(me), ..wanted.clone() })
        }
        Some(_) => Err(EngineError::forbidden("you see the line items that are put to you")),
    }
}

/// Whether reviewers read a property at their line items: what they do not read they cannot look for either, or its value
/// would be found by trying. Of people and accounts that is who they are; things in the catalog are known to everybody.
fn is_shown(path: &Path) -> Result<(), EngineError> {
    const OF_PEOPLE: [&str; 8] = ["id", "_id", "userName", "displayName", "cn", "givenName", "sn", "mail"];
    const OF_ACCOUNTS: [&str; 4] = ["id", "name", "displayName", "__NAME__"];
    let name = path.as_str();
    let is_shown = match name.split_once('.') {
        Some(("user", rest)) => OF_PEOPLE.contains(&rest),
        Some(("account", rest)) => OF_ACCOUNTS.contains(&rest),
        Some(("glossary", rest)) => {
            let of = rest.strip_prefix("idx./").unwrap_or(rest);
            !of.starts_with("user.") && !of.starts_with("account.")
        }
        _ => true,
    };
    if is_shown { Ok(()) } else { Err(EngineError::forbidden(format!("`{name}` is not shown to reviewers"))) }
}
