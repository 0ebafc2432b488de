//! What a campaign's owner reads beside it (contract 3.6).

use std::collections::HashMap;

use bailiwick::id::{CampaignId, ItemId};
use bailiwick_store::certifications::dashboard::{self, Figure};
use bailiwick_store::certifications::items;
use bailiwick_store::items as catalog;
use chrono::{DateTime, Utc};

use super::read::owned;
use super::views::distinct;
use crate::{Context, Engine, EngineError};

/// What a campaign's owner reads beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// Whose access or records it reviews: how many people.
    pub people: i64,
    /// How many people, items or accounts it is about, by what its type puts together.
    pub targets: i64,
    /// How many line items stand how, by application.
    pub figures: Vec<Figure>,
    /// The names of the applications.
    pub applications: HashMap<ItemId, String>,
    /// How many reviewers it has, and how many of them are done.
    pub reviewers: (usize, usize),
    /// When people are told next that the deadline comes near, that something waits, and that somebody does not answer.
    pub notices: [Option<DateTime<Utc>>; 3],
}

/// What a campaign's owner reads beside it; also for who reads every campaign.
///
/// # Errors
/// `NotFound`, also for who may not know.
pub async fn statistics(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<Statistics, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    let figures = dashboard::figures(&mut tx, campaign.number).await?;
    let ids: Vec<ItemId> = figures.iter().filter_map(|figure| figure.application).collect();
    let applications = catalog::briefs(&mut tx, &distinct(ids)).await?;
    let reviewers = items::by_reviewer(&mut tx, campaign.number).await?;
    let done = reviewers.iter().filter(|one| one.counts.open == 0).count();
    let notices = &campaign.definition.notices;
    Ok(Statistics {
        people: dashboard::people(&mut tx, campaign.number).await?,
        targets: dashboard::targets(&mut tx, campaign.number, campaign.definition.kind.targets()).await?,
        applications: applications.into_iter().map(|item| (item.id, item.name)).collect(),
        figures,
        reviewers: (reviewers.len(), done),
        notices: [
            campaign.expiration_notice().filter(|at| *at > ctx.now && !campaign.status.has_ended()),
            campaign.next_notice(notices.reminder_days, ctx.now),
            campaign.next_notice(notices.escalation_days, ctx.now),
        ],
    })
}
