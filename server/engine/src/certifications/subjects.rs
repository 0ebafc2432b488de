//! Whom and what a campaign's line items are about (contract 2.8).

use bailiwick::catalog::ItemBrief;
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, ItemId, UserId};
use bailiwick_store::certifications::items::{self, GroupBy, Wanted};
use bailiwick_store::{Tx, items as catalog, users};
use uuid::Uuid;

use super::read::{known, scoped};
use crate::{Context, Engine, EngineError};

/// The most people or applications that are named.
const MOST_NAMED: u64 = 1_000;

/// Whom a campaign's line items are about, of those that the caller sees; by what waits, the riskiest first.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign; `Forbidden`: it is put to somebody else.
pub async fn people_of(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
) -> Result<Vec<UserBrief>, EngineError> {
    let mut tx = engine.read().await?;
    let ids: Vec<UserId> =
        grouped(&mut tx, ctx, id, wanted, GroupBy::Person).await?.into_iter().map(UserId).collect();
    let known = users::briefs(&mut tx, &ids).await?;
    Ok(ids.iter().filter_map(|id| known.iter().find(|user| user.id == *id).cloned()).collect())
}

/// The applications of a campaign's line items, of those that the caller sees; by what waits, the riskiest first.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign; `Forbidden`: it is put to somebody else.
pub async fn applications_of(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
) -> Result<Vec<ItemBrief>, EngineError> {
    let mut tx = engine.read().await?;
    let ids: Vec<ItemId> =
        grouped(&mut tx, ctx, id, wanted, GroupBy::Application).await?.into_iter().map(ItemId).collect();
    let known = catalog::briefs(&mut tx, &ids).await?;
    Ok(ids.iter().filter_map(|id| known.iter().find(|item| item.id == *id).cloned()).collect())
}

async fn grouped(
    tx: &mut Tx,
    ctx: &Context,
    id: CampaignId,
    wanted: &Wanted,
    by: GroupBy,
) -> Result<Vec<Uuid>, EngineError> {
    ctx.signed_in()?;
    let campaign = known(tx, ctx, id).await?;
    let wanted = scoped(tx, ctx, &campaign, wanted).await?;
    let groups = items::groups(tx, campaign.number, &wanted, by, MOST_NAMED).await?;
    Ok(groups.into_iter().filter_map(|group| group.id).collect())
}
