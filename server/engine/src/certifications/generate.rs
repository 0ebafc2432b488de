//! Making the line items of a campaign: some people, or definitions, at a time, each time in a transaction of its own, so that nobody
//! else waits for long and a crash in between costs one step.

use bailiwick::certification::{Campaign, CampaignStatus, Standing};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, TemplateId};
use bailiwick_store::certifications::{campaigns, generate, reviews, scripted as store, turns};
use bailiwick_store::jobs::Claimed;
use bailiwick_store::{Tx, users};

use super::campaigns::{begin, told};
use super::scripted::Tally;
use super::{notices, readable, scripted, sources, templates, unusable};
use crate::engine::retry;
use crate::jobs::{MOST_ATTEMPTS, alive, done};
use crate::{Context, Engine, EngineError};

/// So many people's grants or records, or so many definitions, are looked at in one transaction.
const STEP: i64 = 2_000;
/// So often a campaign is tried when something fails that is nobody's doing here.
const MOST_TRIES: i64 = 6;

/// Makes the line items of a campaign; goes on where it was when the process died in between.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: CampaignId,
) -> Result<(), EngineError> {
    match Box::pin(alive(engine, job, carry_out(engine, ctx, id))).await {
        Ok(()) => {}
        Err(error) if may_pass(&error, job.attempts) => return Err(error),
        Err(error) => {
            tracing::error!(campaign = %id, error = &error as &dyn std::error::Error, "a campaign could not be made");
            retry!(fail(engine, ctx, id, &error))?;
        }
    }
    done(engine, job).await?;
    engine.ring();
    Ok(())
}

/// Whether a campaign is tried again that could not be made: others may be done the next time, and the database, or what runs
/// scripts, may answer. What is made goes on where it was. At the last try it fails, and says so.
const fn may_pass(error: &EngineError, attempts: i64) -> bool {
    match error {
        EngineError::Internal(_) => attempts < MOST_TRIES,
        error => error.passes() && attempts < MOST_ATTEMPTS,
    }
}

async fn carry_out(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tally = {
        let mut tx = engine.read().await?;
        let Some(campaign) = campaigns::find(&mut tx, id).await? else { return Ok(()) };
        let is_scripted = !scripted::scripts(&campaign.definition).is_empty();
        if is_scripted { Some(Tally::read(&mut tx, &campaign).await?) } else { None }
    };
    loop {
        // Scripts take their time: they are asked before the transaction is open.
        let ahead = match &tally {
            Some(tally) => scripted::ahead(engine, ctx, id, tally).await?,
            None => None,
        };
        let mut tx = engine.write().await?;
        // Whoever ends access or changes a manager meanwhile finds what is made here, or is found by it.
        turns::to_make(&mut tx).await?;
        campaigns::lock(&mut tx, id).await?;
        let Some(campaign) = in_the_making(&mut tx, id).await? else { return Ok(()) };
        let after = generate::position(&mut tx, id).await?;
        let reviewed = campaign.definition.kind.reviews();
        let next = generate::next(&mut tx, reviewed, after, STEP).await?;
        let next = match &ahead {
            Some(ahead) if ahead.span.0 == after => Some(ahead.span.1),
            // Somebody came in between.
            Some(_) => continue,
            None if tally.is_some() && next.is_some() => continue,
            None => next,
        };
        let Some(until) = next else {
            // The turn is over: what is left takes a while, and makes no line items.
            tx.commit().await?;
            return all_made(engine, ctx, id).await;
        };
        let span = (after, until);
        if let Some(ahead) = &ahead {
            store::name(&mut tx, campaign.number, &ahead.named).await?;
        }
        let made = generate::make(&mut tx, campaign.number, &campaign.definition, span, campaign.items);
        let made = made.await.map_err(unusable)?;
        generate::set_position(&mut tx, id, until, campaign.items + made).await?;
        tx.commit().await?;
        if let (Some(tally), Some(ahead)) = (&mut tally, &ahead) {
            tally.add(&ahead.named);
        }
    }
}

/// Every line item of a campaign is made: it begins, or is looked through before. Where that fails, the next try finds nothing
/// to make and comes here at once.
async fn all_made(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    // In a transaction of its own, in which nobody waits for the campaign.
    let mut tx = engine.write().await?;
    generate::survey(&mut tx).await?;
    tx.commit().await?;
    let mut tx = engine.write().await?;
    // Whoever puts line items to somebody else has the campaign, too.
    campaigns::lock(&mut tx, id).await?;
    let Some(mut campaign) = in_the_making(&mut tx, id).await? else { return Ok(()) };
    reviews::note_all(&mut tx, campaign.number).await?;
    if campaign.definition.is_staged {
        campaign.status = CampaignStatus::Staging;
        campaign.revision += 1;
        campaigns::update(&mut tx, &campaign).await?;
        told("stage-campaign", &campaign).write(&mut tx, engine, ctx).await?;
    } else {
        begin(&mut tx, engine, ctx, &mut campaign).await?;
    }
    Ok(tx.commit().await?)
}

/// The campaign, unless it was called off or deleted meanwhile.
async fn in_the_making(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>, EngineError> {
    Ok(campaigns::find(tx, id).await?.filter(|campaign| campaign.status == CampaignStatus::Creating))
}

async fn fail(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    error: &EngineError,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    campaigns::lock(&mut tx, id).await?;
    let Some(mut campaign) = in_the_making(&mut tx, id).await? else { return Ok(()) };
    campaign.failure = Some(scripted::host_fault(error).unwrap_or_else(|| error.to_string()));
    campaign.end(CampaignStatus::Failed, None, ctx.now);
    campaign.revision += 1;
    campaigns::update(&mut tx, &campaign).await?;
    let ctx = &ctx.as_system();
    told("fail-campaign", &campaign).write(&mut tx, engine, ctx).await?;
    notices::tell_of_failed_start(&mut tx, engine, ctx, &campaign).await?;
    Ok(tx.commit().await?)
}

/// How a campaign would begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// How many grants, definitions or records stand how.
    pub standings: Vec<(Standing, i64)>,
    /// How many line items each reviewer would get, the most first.
    pub reviewers: Vec<(UserBrief, i64)>,
    /// Why it would not be started: what is known of applications is too old, or was not loaded to its end.
    pub sources: Vec<String>,
}

impl Forecast {
    /// How many line items there would be.
    pub fn items(&self) -> i64 {
        let of =
            |(standing, count): &(Standing, i64)| if *standing == Standing::Reviewed { *count } else { 0 };
        self.standings.iter().map(of).sum()
    }
}

/// How a campaign of a template would begin if it were started now. For certification administrators, access
/// administrators and auditors.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it reviews what cannot be found.
pub async fn forecast(engine: &Engine, ctx: &Context, id: TemplateId) -> Result<Forecast, EngineError> {
    readable(ctx)?;
    let mut tx = engine.read().await?;
    let template = templates::find(&mut tx, id).await?;
    let (standings, counts) = generate::count(&mut tx, &template.definition).await.map_err(unusable)?;
    let ids: Vec<_> = counts.iter().map(|(id, _)| *id).collect();
    let known = users::briefs(&mut tx, &ids).await?;
    let named = |(id, count): (_, i64)| Some((known.iter().find(|user| user.id == id)?.clone(), count));
    let mut reviewers: Vec<(UserBrief, i64)> = counts.into_iter().filter_map(named).collect();
    reviewers.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.display_name.cmp(&b.display_name)));
    let sources = sources::in_the_way(&mut tx, ctx, &template.definition).await?;
    Ok(Forecast { standings, reviewers, sources })
}

#[cfg(test)]
mod tests {
    use bailiwick_store::StoreError;

    use super::*;

    #[test]
    fn what_may_pass_is_tried_again_and_what_is_wrong_is_not() {
        let cut = EngineError::Internal("the server closed the connection".into());
        let busy = EngineError::Busy(StoreError::Stale);
        let wrong = EngineError::Conflict("nobody answers for that".into());
        for (error, tries) in [(cut, MOST_TRIES), (busy, MOST_ATTEMPTS), (wrong, 1)] {
            let tried_again = (1..20).filter(|attempts| may_pass(&error, *attempts)).count();
            assert_eq!(i64::try_from(tried_again).unwrap(), tries - 1, "{error}");
        }
    }
}
