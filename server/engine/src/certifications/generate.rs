//! Making the line items of a campaign: some people, or definitions, at a time, each time in a transaction of its own, so that nobody
//! else waits for long and a crash in between costs one step.

use bailiwick::certification::{CampaignStatus, Standing};
use bailiwick::directory::UserBrief;
use bailiwick::id::{CampaignId, TemplateId};
use bailiwick_store::certifications::{campaigns, generate, reviews, scripted as store};
use bailiwick_store::jobs::Claimed;
use bailiwick_store::users;

use super::campaigns::{begin, told};
use super::scripted::Tally;
use super::{find, notices, readable, scripted, sources, templates, unusable};
use crate::jobs::{alive, done};
use crate::{Context, Engine, EngineError};

/// So many people's grants or records, or so many definitions, are looked at in one transaction.
const STEP: i64 = 2_000;
/// So often a campaign is tried for which scripts cannot be run, through no fault of theirs.
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
        Err(error) if error.passes() => return Err(error),
        Err(error) if job.attempts < MOST_TRIES && scripted::host_fault(&error).is_some() => {
            return Err(error);
        }
        Err(error) => {
            tracing::error!(campaign = %id, error = &error as &dyn std::error::Error, "a campaign could not be made");
            fail(engine, ctx, id, &error).await?;
        }
    }
    done(engine, job).await?;
    engine.ring();
    Ok(())
}

async fn carry_out(engine: &Engine, ctx: &Context, id: CampaignId) -> Result<(), EngineError> {
    let mut tally = {
        let mut tx = engine.read().await?;
        let campaign = find(&mut tx, id).await?;
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
        // Whoever changes a manager meanwhile finds what is made here, or is found by it.
        campaigns::lock(&mut tx, id).await?;
        let mut campaign = find(&mut tx, id).await?;
        if campaign.status != CampaignStatus::Creating {
            return Ok(());
        }
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
            let ctx = &ctx.as_system();
            reviews::note_all(&mut tx, campaign.number).await?;
            generate::survey(&mut tx).await?;
            if campaign.definition.is_staged {
                campaign.status = CampaignStatus::Staging;
                campaign.revision += 1;
                campaigns::update(&mut tx, &campaign).await?;
                told("stage-campaign", &campaign).write(&mut tx, engine, ctx).await?;
            } else {
                begin(&mut tx, engine, ctx, &mut campaign).await?;
            }
            tx.commit().await?;
            return Ok(());
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

async fn fail(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    error: &EngineError,
) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let mut campaign = find(&mut tx, id).await?;
    if campaign.status == CampaignStatus::Creating {
        campaign.failure = Some(scripted::host_fault(error).unwrap_or_else(|| error.to_string()));
        campaign.end(CampaignStatus::Failed, None, ctx.now);
        campaign.revision += 1;
        campaigns::update(&mut tx, &campaign).await?;
        let ctx = &ctx.as_system();
        told("fail-campaign", &campaign).write(&mut tx, engine, ctx).await?;
        notices::tell_of_failed_start(&mut tx, engine, ctx, &campaign).await?;
        tx.commit().await?;
    }
    Ok(())
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
