//! Reading campaigns and line items (contract rows 31 to 33, 36 to 38).

use std::collections::HashMap;

use bailiwick::catalog::ItemBrief;
use bailiwick::certification::{Campaign, ItemPermission, LedgerLine, LineItem, LineItemId};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, Counts, ItemComment, ReviewerCounts, Wanted};
use bailiwick_store::{Tx, grants, items as catalog, users};

use super::act::{may_know, may_know_item};
use super::{find, readable};
use crate::{Context, Engine, EngineError};

/// The most campaigns that are listed.
const MOST_LISTED: i64 = 10_000;
/// The most line items of a page.
pub const MOST_ROWS: u64 = 1_000;

/// A campaign with how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignView {
    /// The campaign.
    pub campaign: Campaign,
    /// How many of its line items stand how.
    pub counts: Counts,
    /// Who answers for it; nobody when they are gone.
    pub owner: Option<UserBrief>,
}

/// What a campaign asks of a person.
#[derive(Debug, Clone, PartialEq)]
pub struct MyReview {
    /// The campaign.
    pub campaign: Campaign,
    /// How many of their line items stand how.
    pub counts: Counts,
}

/// A line item with what a decision needs beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct LineItemView {
    /// The line item.
    pub item: LineItem,
    /// Whose access it is.
    pub user: UserBrief,
    /// What is held; absent when it is gone altogether.
    pub of: Option<ItemBrief>,
    /// The role that brings it.
    pub role: Option<ItemBrief>,
    /// Since when it is held, and by what, where the grant is known still.
    pub grant: Option<bailiwick::grant::Grant>,
    /// How many people hold the same.
    pub holders: i64,
    /// Who decides, decided and signed.
    pub people: Vec<UserBrief>,
    /// What the reader may do with it.
    pub permissions: Vec<ItemPermission>,
    /// What was done and said, oldest first.
    pub comments: Vec<ItemComment>,
}

/// A page of line items.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPage {
    /// The riskiest first.
    pub rows: Vec<LineItemView>,
    /// How many match.
    pub total: i64,
}

/// Every campaign, the latest first, with how far it is. For certification administrators, access administrators and
/// auditors.
pub async fn all(engine: &Engine, ctx: &Context) -> Result<Vec<Campaign>, EngineError> {
    readable(ctx)?;
    Ok(store::latest(&mut engine.read().await?, MOST_LISTED).await?)
}

/// One campaign with how far it is; for whoever has line items in it, owns it, or reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn read(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<CampaignView, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let counts = items::counts(&mut tx, campaign.number, &Wanted::default()).await?;
    let owner = users::brief(&mut tx, campaign.definition.owner).await?;
    Ok(CampaignView { campaign, counts, owner })
}

async fn known(tx: &mut Tx, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
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

async fn owned(tx: &mut Tx, ctx: &Context, id: CampaignId) -> Result<Campaign, EngineError> {
    ctx.signed_in()?;
    let campaign = find(tx, id).await?;
    if readable(ctx).is_ok() || ctx.actor.user_id() == Some(campaign.definition.owner) {
        Ok(campaign)
    } else {
        Err(EngineError::not_found("campaign", id))
    }
}

/// The campaigns that ask the caller for something, or did; the one that ends first, first.
pub async fn my_reviews(engine: &Engine, ctx: &Context) -> Result<Vec<MyReview>, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    let mut found = Vec::new();
    for campaign in store::of_person(&mut tx, me).await? {
        let wanted = Wanted { actor: Some(me), ..Wanted::default() };
        let counts = items::counts(&mut tx, campaign.number, &wanted).await?;
        found.push(MyReview { campaign, counts });
    }
    Ok(found)
}

/// A page of a campaign's line items, and how many stand how. Whoever does not read every campaign sees those that are
/// put to them, or were left to them.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign.
pub async fn line_items(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
    offset: u64,
    limit: u64,
) -> Result<(ItemPage, Counts), EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let campaign = known(&mut tx, ctx, id).await?;
    let wanted = scoped(ctx, &campaign, wanted)?;
    let (rows, total) = items::page(&mut tx, campaign.number, &wanted, offset, limit.min(MOST_ROWS)).await?;
    let all = Wanted { actor: wanted.actor, ..Wanted::default() };
    let counts = items::counts(&mut tx, campaign.number, &all).await?;
    let rows = views(&mut tx, ctx, &campaign, rows).await?;
    Ok((ItemPage { rows, total }, counts))
}

/// One line item, for whoever it is put or left to and who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of it.
pub async fn one_item(engine: &Engine, ctx: &Context, id: LineItemId) -> Result<LineItemView, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("line item", id);
    let mut tx = engine.read().await?;
    let campaign = store::of_number(&mut tx, id.campaign).await?.ok_or_else(missing)?;
    let found = items::find(&mut tx, id.campaign, &[id.number]).await?.pop().ok_or_else(missing)?;
    if !may_know_item(ctx, &campaign, &found) {
        return Err(missing());
    }
    views(&mut tx, ctx, &campaign, vec![found]).await?.pop().ok_or_else(missing)
}

fn scoped(ctx: &Context, campaign: &Campaign, wanted: &Wanted) -> Result<Wanted, EngineError> {
    let me = ctx.actor.user_id();
    if readable(ctx).is_ok() || me == Some(campaign.definition.owner) {
        return Ok(wanted.clone());
    }
    let me = ctx.person()?;
    if wanted.actor.is_some_and(|actor| actor != me) {
        return Err(EngineError::forbidden("you see the line items that are put to you"));
    }
    Ok(Wanted { actor: Some(me), ..wanted.clone() })
}

async fn views(
    tx: &mut Tx,
    ctx: &Context,
    campaign: &Campaign,
    rows: Vec<LineItem>,
) -> Result<Vec<LineItemView>, EngineError> {
    let mut people: Vec<UserId> = rows
        .iter()
        .flat_map(|row| {
            let named =
                [Some(row.user), Some(row.reviewer), row.decided_by, row.signed_by].into_iter().flatten();
            named.chain(row.actors.iter().map(|(actor, _)| *actor)).collect::<Vec<_>>()
        })
        .collect();
    people.sort_unstable();
    people.dedup();
    let people = users::briefs(tx, &people).await?;
    let mut held: Vec<ItemId> = rows.iter().map(|row| row.item).collect();
    held.sort_unstable();
    held.dedup();
    let holders = grants::holders_among(tx, &held).await?;
    let mut wanted = held;
    wanted.extend(rows.iter().filter_map(|row| row.role));
    wanted.sort_unstable();
    wanted.dedup();
    let things: HashMap<ItemId, ItemBrief> =
        catalog::briefs(tx, &wanted).await?.into_iter().map(|item| (item.id, item)).collect();
    let numbers: Vec<i64> = rows.iter().map(|row| row.id.number).collect();
    let mut comments = items::comments(tx, campaign.number, &numbers).await?;
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let person = |id: UserId| people.iter().find(|user| user.id == id).cloned();
        let Some(user) = person(row.user) else { continue };
        let named = [Some(row.reviewer), row.decided_by, row.signed_by].into_iter().flatten();
        let named = named.chain(row.actors.iter().map(|(actor, _)| *actor)).filter_map(person).collect();
        let me = ctx.actor.user_id();
        views.push(LineItemView {
            user,
            of: things.get(&row.item).cloned(),
            role: row.role.and_then(|role| things.get(&role).cloned()),
            grant: grants::find(tx, row.grant).await?,
            holders: holders.get(&row.item).copied().unwrap_or_default(),
            people: named,
            permissions: me.map(|me| row.permissions(campaign, me)).unwrap_or_default(),
            comments: comments.remove(&row.id.number).unwrap_or_default(),
            item: row,
        });
    }
    Ok(views)
}
