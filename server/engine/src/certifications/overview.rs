//! The list of campaigns, as the portal shows it.

use bailiwick_store::certifications::items::{self, Counts, Wanted};
use bailiwick_store::certifications::overview::{CampaignsWanted, page};
use bailiwick_store::users;

use super::{CampaignView, readable};
use crate::{Context, Engine, EngineError};

/// The most campaigns of a page.
const MOST: u64 = 200;

/// A page of campaigns.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignsPage {
    /// In the order asked for; how far they are is counted of those that run.
    pub rows: Vec<CampaignView>,
    /// How many match.
    pub total: i64,
}

/// A page of campaigns: all of them for certification administrators, access administrators and auditors; one's own for
/// everybody else.
pub async fn campaigns(
    engine: &Engine,
    ctx: &Context,
    wanted: &CampaignsWanted,
    limit: u64,
) -> Result<CampaignsPage, EngineError> {
    let mut wanted = wanted.clone();
    if readable(ctx).is_err() {
        wanted.owner = Some(ctx.person()?);
    }
    let mut tx = engine.read().await?;
    let (found, total) = page(&mut tx, &wanted, limit.min(MOST)).await?;
    let mut rows = Vec::with_capacity(found.len());
    for campaign in found {
        let counts = if campaign.status.is_open() {
            items::counts(&mut tx, campaign.number, &Wanted::default()).await?
        } else {
            Counts::default()
        };
        let owner = users::brief(&mut tx, campaign.definition.owner).await?;
        rows.push(CampaignView { campaign, counts, owner, messages: Vec::new(), is_whole: true });
    }
    Ok(CampaignsPage { rows, total })
}

/// Whether there are campaigns for the caller to look at: they read all of them, or own one.
pub async fn sees_campaigns(engine: &Engine, ctx: &Context) -> Result<bool, EngineError> {
    if readable(ctx).is_ok() {
        return Ok(true);
    }
    let Some(me) = ctx.actor.user_id() else { return Ok(false) };
    let mine = CampaignsWanted { owner: Some(me), ..CampaignsWanted::default() };
    Ok(page(&mut engine.read().await?, &mine, 0).await?.1 > 0)
}
