//! What time does to a phase: its date comes, those who are asked are reminded, others are told, it expires.

use bailiwick::id::{PhaseId, RequestId};
use bailiwick::notification::NotificationKind;
use bailiwick::request::{
    Action, ExpirationAction, Phase, PhaseDecision, PhaseKind, PhaseStatus, Request, Shown,
};
use bailiwick_store::{Tx, requests};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::signal::{Heard, signal};
use crate::certifications::removal_ended;
use crate::jobs::Job;
use crate::notifications::Notice;
use crate::requests::{apply_as, changed};
use crate::{Context, Engine, EngineError};

/// What happens to a phase at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PhaseEvent {
    /// The awaited date.
    Resume,
    /// Those who are asked are told again.
    Remind,
    /// Others are told that nobody decides.
    Escalate,
    /// Nobody has decided.
    Expire,
}

impl PhaseEvent {
    /// The word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Resume => "resume",
            Self::Remind => "remind",
            Self::Escalate => "escalate",
            Self::Expire => "expire",
        }
    }
}

/// Lets something happen to a phase at a time. Asking twice for the same time is asking once.
pub(crate) async fn at(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    phase: PhaseId,
    event: PhaseEvent,
    at: DateTime<Utc>,
) -> Result<(), EngineError> {
    Job::PhaseEvent { request: request.id.clone(), phase, event, at }.write(tx, engine, ctx, at).await
}

/// Everything that is to happen to a phase that has just begun.
pub(super) async fn all(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    id: PhaseId,
) -> Result<(), EngineError> {
    let Some(phase) = request.phases.iter().find(|phase| phase.id == id) else { return Ok(()) };
    let events = &phase.events;
    let dates = [
        (PhaseEvent::Remind, events.reminder.as_ref().map(|reminder| reminder.date)),
        (PhaseEvent::Escalate, events.escalation.as_ref().map(|escalation| escalation.date)),
        (PhaseEvent::Expire, events.expiration.as_ref().map(|expiration| expiration.date)),
    ];
    for (event, date) in dates {
        if let Some(date) = date {
            at(tx, engine, ctx, request, id, event, date).await?;
        }
    }
    Ok(())
}

/// Sets the times of every phase that waits.
pub(crate) async fn at_all(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<(), EngineError> {
    for phase in request.open_phases() {
        all(tx, engine, ctx, request, phase.id).await?;
    }
    Ok(())
}

/// The time of an event has come. A phase that has ended meanwhile, or whose date was moved, is left alone.
pub(crate) async fn phase_event(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    phase: PhaseId,
    event: PhaseEvent,
) -> Result<(), EngineError> {
    let Some((request, revision)) = requests::find(tx, id).await? else { return Ok(()) };
    let waits = |one: &&Phase| one.id == phase && one.status == PhaseStatus::InProgress;
    let Some(open) = request.phases.iter().find(waits).cloned() else { return Ok(()) };
    let is_asked = open.kind == PhaseKind::Scheduled || open.actors.iter().any(|actor| actor.active);
    // While a violation is excepted nobody is asked; the times are set anew when that ends.
    if !request.status.is_open() || !is_asked {
        return Ok(());
    }
    match event {
        PhaseEvent::Resume => {
            let mut after = request.clone();
            if !after.resume(phase, ctx.now) {
                return Ok(());
            }
            signal(tx, engine, ctx, &request, &mut after, Heard::Answer).await?;
            requests::update(tx, &after, revision, ctx.now).await?;
            // Where its workflow cannot go on, it has ended.
            removal_ended(tx, engine, ctx, &after).await?;
            changed(tx, engine, ctx, "resume-request", &request, &after).await
        }
        PhaseEvent::Remind | PhaseEvent::Escalate => {
            remind(tx, engine, ctx, &request, revision, phase, event).await
        }
        PhaseEvent::Expire => expire(tx, engine, ctx, &request, &open).await,
    }
}

/// Tells those who are asked, or others, that the phase still waits; and sets the next time, if there is to be one.
async fn remind(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: &Request,
    revision: i64,
    phase: PhaseId,
    event: PhaseEvent,
) -> Result<(), EngineError> {
    let mut after = before.clone();
    let Some(open) = after.phases.iter_mut().find(|one| one.id == phase) else { return Ok(()) };
    let (date, template, told, next) = if event == PhaseEvent::Remind {
        let Some(due) = open.events.remind(ctx.now) else { return Ok(()) };
        let next = open.events.reminder.as_ref().map(|next| next.date);
        (due.date, due.notification, open.active(), next)
    } else {
        let Some(due) = open.events.escalate(ctx.now) else { return Ok(()) };
        let next = open.events.escalation.as_ref().map(|next| next.date);
        (due.date, due.notification, due.actors, next)
    };
    let open = open.clone();
    requests::update(tx, &after, revision, ctx.now).await?;
    if let Some(next) = next {
        at(tx, engine, ctx, &after, phase, event, next).await?;
    }
    let kind = match event {
        PhaseEvent::Remind => NotificationKind::Reminder,
        _ => NotificationKind::Escalation,
    };
    let cause = format!("{}:{phase}:{}", event.as_str(), date.timestamp_micros());
    let notice = Notice { kind, template, cause, request: &after, phase: Some(&open) };
    notice.tell(tx, engine, ctx, &told).await
}

async fn expire(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    request: &Request,
    phase: &Phase,
) -> Result<(), EngineError> {
    let Some(expiration) = phase.events.expiration.as_ref().filter(|event| event.date <= ctx.now) else {
        return Ok(());
    };
    let notice = Notice {
        kind: NotificationKind::Escalation,
        template: expiration.notification.clone(),
        cause: format!("expire:{}:{}", phase.id, expiration.date.timestamp_micros()),
        request,
        phase: Some(phase),
    };
    notice.tell(tx, engine, ctx, &phase.active()).await?;
    let words = "Nobody decided in time.".to_owned();
    let name = Some(phase.name.clone());
    let decide = |decision| Action::Decide { decision, phase: name.clone(), justification: words.clone() };
    let carried_out = phase.kind == PhaseKind::Fulfilment;
    let action = match expiration.action {
        ExpirationAction::Reject | ExpirationAction::Remediate if phase.kind == PhaseKind::Violation => {
            decide(PhaseDecision::Remediate)
        }
        ExpirationAction::Approve | ExpirationAction::Allow if phase.kind == PhaseKind::Violation => {
            decide(PhaseDecision::Allow)
        }
        ExpirationAction::Reject if carried_out => decide(PhaseDecision::Deny),
        ExpirationAction::Reject => decide(PhaseDecision::Reject),
        ExpirationAction::Approve if carried_out => decide(PhaseDecision::Fulfil),
        ExpirationAction::Approve => decide(PhaseDecision::Approve),
        ExpirationAction::Reassign if !expiration.actors.is_empty() => {
            Action::Reassign { phase: name, actors: expiration.actors.clone(), comment: words }
        }
        ExpirationAction::Reassign
        | ExpirationAction::Nothing
        | ExpirationAction::Allow
        | ExpirationAction::Remediate => return Ok(()),
    };
    apply_as(tx, engine, &ctx.as_system(), &request.id, &action, (Heard::Silence, Shown::default()))
        .await
        .map(drop)
}
