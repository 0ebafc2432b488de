//! What people are told about campaigns, and when: that something waits for them, that it still does, that time runs out,
//! that somebody does not answer (contract 3.5).

mod concerned;

use bailiwick::certification::{Audience, Campaign, EscalationActor, LineItem, Notices};
use bailiwick::id::{CampaignId, UserId};
use bailiwick::notification::{
    CERTIFICATION_FAILED, CERTIFICATION_NO_CERTIFIER, CERTIFICATION_NOT_STARTED, CERTIFICATION_RETURNED,
    NotificationKind,
};
use bailiwick_store::Tx;
use bailiwick_store::certifications::campaigns as store;
use bailiwick_store::jobs::{Claimed, finish};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::jobs::{Job, alive};
use crate::notifications::{CampaignNotice, ToldOf, tell_managers};
use crate::{Context, Engine, EngineError};
use concerned::{answering, concerned, managers_concerned};

/// So many people are told in one transaction.
const CHUNK: usize = 200;
/// So many managers are: each of them of many people.
const MANAGERS: usize = 50;

/// Why people are told something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum NoticeCause {
    /// Something was put to them.
    Assignment,
    /// It still waits.
    Reminder,
    /// It still waits, and whoever runs the campaign wants it said now.
    Nudge,
    /// The deadline comes near.
    Expiration,
    /// Somebody does not answer: somebody else is told.
    Escalation,
    /// Line items have nobody to decide: its owner is told.
    NoCertifier,
    /// What was revoked could not be carried out: its owner is told.
    Failed,
    /// What was revoked and gone came back: its owner is told.
    Returned,
}

impl NoticeCause {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Assignment => "certification-assignment",
            Self::Reminder => "certification-reminder",
            Self::Nudge => "certification-nudge",
            Self::Expiration => "certification-expiration",
            Self::Escalation => "certification-escalation",
            Self::NoCertifier => "certification-no-certifier",
            Self::Failed => "certification-failed",
            Self::Returned => "certification-returned",
        }
    }
}

/// Plans what people are told from the beginning on; that the deadline comes near is planned with it.
pub(super) async fn plan(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    let notices = &campaign.definition.notices;
    if notices.assignment.is_some() {
        write(tx, engine, ctx, campaign, NoticeCause::Assignment, ctx.now).await?;
    }
    for (cause, days) in
        [(NoticeCause::Reminder, notices.reminder_days), (NoticeCause::Escalation, notices.escalation_days)]
    {
        if let Some(days) = days {
            write(tx, engine, ctx, campaign, cause, ctx.now + Duration::days(i64::from(days))).await?;
        }
    }
    Ok(())
}

/// Plans to tell people that the deadline comes near: anew when it was moved.
pub(super) async fn plan_expiration(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    let Some(at) = campaign.expiration_notice().filter(|at| *at > ctx.now) else { return Ok(()) };
    write(tx, engine, ctx, campaign, NoticeCause::Expiration, at).await
}

async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    cause: NoticeCause,
    at: DateTime<Utc>,
) -> Result<(), EngineError> {
    Job::TellOfCampaign { campaign: campaign.id, cause, at }.write(tx, engine, ctx, at).await
}

/// Reminds everybody for whom something waits; within an hour only once.
pub(super) async fn nudge(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    write(tx, engine, ctx, campaign, NoticeCause::Nudge, hour(ctx.now)).await
}

/// When the hour began.
fn hour(now: DateTime<Utc>) -> DateTime<Utc> {
    let into_the_hour = Duration::seconds(now.timestamp().rem_euclid(3_600));
    now - into_the_hour - Duration::nanoseconds(now.timestamp_subsec_nanos().into())
}

/// Tells whoever answers for a campaign that line items have nobody to decide: at the end of the hour, of all that have
/// none then.
pub(super) async fn tell_of_orphans(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    write(tx, engine, ctx, campaign, NoticeCause::NoCertifier, hour(ctx.now) + Duration::hours(1)).await
}

/// Tells whoever answers for a campaign that what was revoked could not be carried out: at the end of the hour, of all that
/// failed until then, be they one or ten thousand.
pub(super) async fn tell_of_failures(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    write(tx, engine, ctx, campaign, NoticeCause::Failed, hour(ctx.now) + Duration::hours(1)).await
}

/// Tells whoever answers for a campaign that what was revoked and gone came back: at the end of the hour, of all that did
/// until then.
pub(super) async fn tell_of_returns(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    write(tx, engine, ctx, campaign, NoticeCause::Returned, hour(ctx.now) + Duration::hours(1)).await
}

/// Tells people, and plans the next time.
pub(crate) async fn run(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    (id, cause, at): (CampaignId, NoticeCause, DateTime<Utc>),
) -> Result<(), EngineError> {
    let ctx = &ctx.as_system();
    Box::pin(alive(engine, job, tell(engine, ctx, id, cause, at))).await?;
    let mut tx = engine.write().await?;
    if let Some(campaign) = store::find(&mut tx, id).await?
        && campaign.status.is_open()
    {
        let notices = &campaign.definition.notices;
        let again = match cause {
            NoticeCause::Reminder => notices.reminder_days,
            NoticeCause::Escalation => notices.escalation_days,
            NoticeCause::Assignment
            | NoticeCause::Nudge
            | NoticeCause::Expiration
            | NoticeCause::NoCertifier
            | NoticeCause::Failed
            | NoticeCause::Returned => None,
        };
        if let Some(days) = again {
            // What was missed while nothing ran is not made up for.
            let days = Duration::days(i64::from(days));
            let mut next = at + days;
            while next <= ctx.now {
                next += days;
            }
            write(&mut tx, engine, ctx, &campaign, cause, next).await?;
        }
    }
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    engine.ring();
    Ok(())
}

async fn tell(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    cause: NoticeCause,
    at: DateTime<Utc>,
) -> Result<(), EngineError> {
    let mut tx = engine.read().await?;
    let Some(campaign) = store::find(&mut tx, id).await? else { return Ok(()) };
    let to = audience(&campaign.definition.notices, cause);
    let people = if to.reviewers { concerned(&mut tx, &campaign, cause).await? } else { Vec::new() };
    let managers = if to.managers { managers_concerned(&mut tx, &campaign).await? } else { Vec::new() };
    drop(tx);
    let notices = &campaign.definition.notices;
    let (kind, template) = match cause {
        NoticeCause::Assignment => (NotificationKind::Assigned, notices.assignment.as_deref()),
        NoticeCause::Reminder | NoticeCause::Nudge => {
            (NotificationKind::Reminder, Some(notices.reminder.as_str()))
        }
        // The deadline may have been moved since this was planned.
        NoticeCause::Expiration if campaign.expiration_notice() != Some(at) => return Ok(()),
        NoticeCause::Expiration => (NotificationKind::Reminder, Some(notices.expiration.as_str())),
        NoticeCause::Escalation => (NotificationKind::Escalation, Some(notices.escalation.as_str())),
        NoticeCause::NoCertifier => (NotificationKind::Escalation, Some(CERTIFICATION_NO_CERTIFIER)),
        NoticeCause::Failed => (NotificationKind::Escalation, Some(CERTIFICATION_FAILED)),
        NoticeCause::Returned => (NotificationKind::Escalation, Some(CERTIFICATION_RETURNED)),
    };
    let Some(template) = template else { return Ok(()) };
    let cause_key = format!("{}:{id}:{}", cause.as_str(), at.timestamp_micros());
    let notice = CampaignNotice { kind, template, cause: &cause_key };
    for chunk in people.chunks(CHUNK) {
        let mut tx = engine.write().await?;
        notice.tell(&mut tx, engine, ctx, &campaign, (chunk, ToldOf::Waiting)).await?;
        tx.commit().await?;
    }
    for chunk in managers.chunks(MANAGERS) {
        let mut tx = engine.write().await?;
        tell_managers(&mut tx, engine, ctx, &campaign, &format!("{cause_key}:manager"), chunk).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Whom a notice goes to: those whom it is for, and the managers of reviewers for whom something waits.
fn audience(notices: &Notices, cause: NoticeCause) -> Audience {
    match cause {
        NoticeCause::Assignment => notices.assignment_to,
        NoticeCause::Reminder => notices.reminder_to,
        NoticeCause::Escalation => {
            let managers = notices.escalation_actors.contains(&EscalationActor::Managers);
            Audience { managers, ..Audience::REVIEWERS }
        }
        // Whoever runs the campaign reminds the reviewers, and nobody else.
        NoticeCause::Nudge
        | NoticeCause::Expiration
        | NoticeCause::NoCertifier
        | NoticeCause::Failed
        | NoticeCause::Returned => Audience::REVIEWERS,
    }
}

/// Tells whoever answers for a campaign that it could not be started, and why.
pub(super) async fn tell_of_failed_start(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
) -> Result<(), EngineError> {
    let people = answering(tx, campaign.definition.owner, 1).await?;
    let cause = format!("certification-not-started:{}", campaign.id);
    let kind = NotificationKind::Escalation;
    let notice = CampaignNotice { kind, template: CERTIFICATION_NOT_STARTED, cause: &cause };
    notice.tell(tx, engine, ctx, campaign, (&people, ToldOf::Waiting)).await
}

/// Tells those to whom line items were handed, each once.
pub(super) async fn tell_of_handover(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    campaign: &Campaign,
    (before, after): (&[LineItem], &[LineItem]),
) -> Result<(), EngineError> {
    let Some(template) = &campaign.definition.notices.reassignment else { return Ok(()) };
    let mut people: Vec<(UserId, i64)> = Vec::new();
    let mut handed: Vec<(UserId, &LineItem)> = Vec::new();
    for (before, after) in before.iter().zip(after) {
        let had =
            |who: &UserId| before.reviewer == *who || before.actors.iter().any(|(actor, _)| actor == who);
        let now = [after.reviewer].into_iter().chain(after.actors.iter().map(|(actor, _)| *actor));
        for who in now.filter(|who| !had(who) && ctx.actor.user_id() != Some(*who)) {
            handed.push((who, after));
            match people.iter_mut().find(|(known, _)| *known == who) {
                Some((_, count)) => *count += 1,
                None => people.push((who, 1)),
            }
        }
    }
    if people.is_empty() {
        return Ok(());
    }
    // What is done with very many goes some at a time: of each part people are told.
    let first = after.first().map_or(0, |item| item.id.number);
    let cause = format!("certification-handed:{}:{}:{first}", campaign.id, ctx.now.timestamp_micros());
    let notice = CampaignNotice { kind: NotificationKind::Assigned, template, cause: &cause };
    notice.tell(tx, engine, ctx, campaign, (&people, ToldOf::Handed(&handed))).await
}
