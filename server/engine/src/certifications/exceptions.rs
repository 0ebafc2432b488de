//! Exceptions end: access that was left until a date goes then, unless it was decided anew since.

use std::collections::BTreeSet;

use bailiwick::certification::{Campaign, Reviewed, Verdict};
use bailiwick::id::CampaignId;
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::certifications::items::{self, ItemComment};
use chrono::{DateTime, Duration, Utc};

use crate::audit::Event;
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// The ends of the exceptions that are signed: a day that is planned already is not planned again.
pub(super) async fn plan_end_of_exceptions(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    if campaign.definition.remediation_rule.is_none() {
        return Ok(());
    }
    // What ends within a day ends together, at the end of it.
    let ends = items::ends_of_exceptions(tx, campaign.number, ctx.now).await?;
    for at in ends.into_iter().map(day_after).collect::<BTreeSet<_>>() {
        Job::EndExceptions { campaign: campaign.id, at }.write(tx, engine, ctx, at).await?;
    }
    Ok(())
}

fn day_after(at: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = at.date_naive().and_time(chrono::NaiveTime::MIN).and_utc();
    if midnight == at { at } else { midnight + Duration::days(1) }
}

/// Has the access removed whose exception has ended.
pub(crate) async fn end(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
) -> Result<(), EngineError> {
    let Some(campaign) = store::find(tx, id).await? else { return Ok(()) };
    let ctx = &ctx.as_system();
    let ended = items::end_exceptions(tx, campaign.number, ctx.now).await?;
    if ended.is_empty() {
        return Ok(());
    }
    let words = match campaign.definition.kind.reviews() {
        Reviewed::Grants => "The exception has ended: the access goes.",
        Reviewed::Definitions(_) | Reviewed::Records => "The exception has ended: it is to be corrected.",
        Reviewed::Accounts => "The exception has ended: the account is to be disabled.",
    };
    let said = ItemComment {
        user: None,
        name: ctx.actor.name().to_owned(),
        action: "exception-ended".into(),
        comment: words.into(),
        at: ctx.now,
    };
    items::add_comments(tx, &ended, &said, || engine.new_id()).await?;
    for item in &ended {
        Event::new("end-exception", "line-item", item, &campaign.definition.name)
            .set("decision", Verdict::Exception)
            .write(tx, engine, ctx)
            .await?;
    }
    Job::RemoveRevoked { campaign: id, at: ctx.now }.write(tx, engine, ctx, ctx.now).await
}
