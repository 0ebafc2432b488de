//! Writing what a step came to: where the instance stands then, what its request waits for, and what is to happen
//! when; in one transaction.

use bailiwick::id::{PhaseId, UserId};
use bailiwick::request::{
    Asking, ExpirationAction, Opened, PhaseEscalation, PhaseEvents, PhaseExpiration, PhaseKind,
    PhaseReminder, Request,
};
use bailiwick::workflow::{Definition, Events, Instance, InstanceStatus, Step, StepKind, Stuck, Task, Token};
use bailiwick_store::jobs::{Claimed, finish, keep};
use bailiwick_store::workflows::calls;
use bailiwick_store::{Tx, requests};
use serde_json::Value as Json;

use super::carry_out::Done;
use super::drive::give_up;
use super::given::{date, people};
use super::program::TaskValues;
use super::stand::{Stand, Visit};
use super::timers;
use crate::certifications::removal_ended;
use crate::jobs::lease;
use crate::notifications::{self, Outgoing, Words};
use crate::requests::{approvers, changed};
use crate::{Context, Engine, EngineError};

/// What a step came to, on the way into the store.
struct Writing<'a> {
    engine: &'a Engine,
    ctx: &'a Context,
    definition: &'a Definition,
    instance: Instance,
    request: Request,
    token: &'a Token,
}

/// Writes what a step came to: where the instance stands when it can go on at once, `None` when it rests (and the job
/// has ended), or another worker has taken the job.
pub(super) async fn apply(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    visit: &Visit,
    definition: &Definition,
    token: &Token,
    done: Done,
) -> Result<Option<Stand>, EngineError> {
    let now = engine.context(ctx.actor.clone(), "").now;
    let ctx = &Context { now, ..ctx.as_system() };
    let mut tx = engine.write().await?;
    let moved = match led_on(visit, definition, token, &done) {
        Some(instance) if is_done_with(&mut tx, &instance).await? => instance,
        _ => write(&mut tx, engine, ctx, visit, definition, token, done).await?,
    };
    if visit.calls > 0 {
        calls::forget(&mut tx, moved.id, token.turn).await?;
    }
    let mut stand = Stand { instance: moved, revision: visit.stand.revision, is_ahead: true };
    stand.store(&mut tx, now).await?;
    let goes_on = stand.ready().is_some();
    let ours = if goes_on { keep(&mut tx, job, lease(now)).await? } else { finish(&mut tx, job).await? };
    if !ours {
        return Ok(None);
    }
    tx.commit().await?;
    stand.is_stored();
    Ok(goes_on.then_some(stand))
}

/// A reason why the instance cannot go on, for whoever reads the request.
type Written = Result<Result<(), String>, EngineError>;

/// Where the instance stands after a step that ran and leads on: nothing but the instance changes by it.
fn led_on(visit: &Visit, definition: &Definition, token: &Token, done: &Done) -> Option<Instance> {
    let Done::Ran { variables, holds } = done else { return None };
    let ways = definition.step(&token.step)?.ways(holds).ok()?;
    visit.stand.led_on(definition, token.turn, variables, &ways)
}

/// Whether the request need not be looked at: an instance must not end before its request has.
async fn is_done_with(tx: &mut Tx, instance: &Instance) -> Result<bool, EngineError> {
    if instance.status != InstanceStatus::Complete {
        return Ok(true);
    }
    Ok(requests::status(tx, &instance.request).await?.is_some_and(|status| !status.is_open()))
}

/// Writes what the step means to its request; where the instance stands then.
async fn write(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    visit: &Visit,
    definition: &Definition,
    token: &Token,
    done: Done,
) -> Result<Instance, EngineError> {
    let instance = visit.stand.instance.clone();
    let missing = || EngineError::not_found("request", &instance.request);
    let (before, revision) = requests::find(tx, &instance.request).await?.ok_or_else(missing)?;
    let mut writing = Writing { engine, ctx, definition, instance, request: before.clone(), token };
    if let Err(reason) = writing.write(tx, done).await? {
        let Writing { instance, request, .. } = &mut writing;
        give_up(tx, engine, ctx, instance, request, &reason).await?;
    }
    let Writing { mut instance, mut request, .. } = writing;
    if instance.status == InstanceStatus::Complete && request.status.is_open() {
        let reason = "It ended without saying what became of the request.";
        give_up(tx, engine, ctx, &mut instance, &mut request, reason).await?;
    }
    if request != before {
        requests::update(tx, &request, revision, ctx.now).await?;
        removal_ended(tx, engine, ctx, &request).await?;
    }
    if request.phases.len() > before.phases.len() {
        let event = if request.open_phases().count() > before.open_phases().count() {
            "assign-request"
        } else {
            "skip-request"
        };
        changed(tx, engine, ctx, event, &before, &request).await?;
    }
    Ok(instance)
}

impl Writing<'_> {
    async fn write(&mut self, tx: &mut Tx, done: Done) -> Written {
        let Some(step) = self.definition.step(&self.token.step) else {
            return Ok(Err(format!("step `{}` does not exist", self.token.step)));
        };
        match done {
            Done::Failed(reason) => Ok(Err(reason)),
            Done::Ran { variables, holds } => {
                self.instance.variables = variables;
                Ok(self.leave(step, &holds))
            }
            Done::Dated(value) => self.wait(tx, step, &value).await,
            Done::Asked { values, answers } => match &step.kind {
                StepKind::Task(task) => self.ask(tx, step, task, &values, &answers).await,
                _ => Ok(Err(format!("`{}` asks nobody", step.display_name))),
            },
            Done::Mailed(given) => self.mail(tx, step, given).await,
        }
    }

    fn leave(&mut self, step: &Step, holds: &[bool]) -> Result<(), String> {
        let ways = step.ways(holds).map_err(|stuck| stuck.to_string())?;
        self.instance.leave(self.definition, self.token.turn, &ways).map_err(|stuck| stuck.to_string())
    }

    fn leave_after(&mut self, step: &Step, outcomes: &[&str]) -> Result<(), String> {
        let way = step.way_after(outcomes);
        way.and_then(|way| self.instance.leave(self.definition, self.token.turn, &[way]))
            .map_err(|stuck: Stuck| stuck.to_string())
    }

    /// Who wrote the step may have thought of success only: then that is the way in any case.
    async fn mail(&mut self, tx: &mut Tx, step: &Step, given: [Json; 5]) -> Written {
        let [to, cc, bcc, template, object] = given;
        let name = template.as_str().unwrap_or_default().to_owned();
        let outgoing = Outgoing { to, cc, bcc, words: Words::Template { name, object } };
        let key = format!("step:{}:{}", self.instance.id, self.token.turn);
        Ok(match Box::pin(notifications::post(tx, self.engine, self.ctx, &outgoing, &key)).await? {
            Ok(()) => self.leave_after(step, &["SUCCESS"]),
            Err(reason) => {
                tracing::warn!(instance = %self.instance.id, step = step.name, %reason, "a workflow's mail is not sent");
                self.leave_after(step, &["FAILED", "SUCCESS"])
            }
        })
    }

    async fn wait(&mut self, tx: &mut Tx, step: &Step, value: &Json) -> Written {
        if value.is_null() {
            // Nothing to wait for.
            return Ok(self.leave(step, &vec![true; step.next.len()]));
        }
        let Some(date) = date(value) else {
            let shown: String = value.to_string().chars().take(100).collect();
            return Ok(Err(format!("`{}` awaits `{shown}`, which is no date", step.display_name)));
        };
        if date <= self.ctx.now {
            return Ok(self.leave(step, &vec![true; step.next.len()]));
        }
        if !self.request.status.is_open() {
            return Ok(Err(self.has_ended(step)));
        }
        let id = PhaseId(self.engine.new_id());
        self.request.await_date(id, &step.name, &step.display_name, date, self.ctx.now);
        self.instance.wait(self.token.turn, id);
        timers::at(tx, self.engine, self.ctx, &self.request, id, timers::PhaseEvent::Resume, date).await?;
        Ok(Ok(()))
    }

    async fn ask(
        &mut self,
        tx: &mut Tx,
        step: &Step,
        task: &Task,
        values: &TaskValues,
        answers: &[Json],
    ) -> Written {
        if !self.request.status.is_open() {
            return Ok(Err(self.has_ended(step)));
        }
        let kind = PhaseKind::of_task(task.kind);
        let asked = people(tx, &values.actors.of(answers), kind).await?;
        let events = match self.events(tx, task, values, answers).await? {
            Ok(events) => events,
            Err(fault) => return Ok(Err(format!("`{}`: {fault}", step.display_name))),
        };
        let id = PhaseId(self.engine.new_id());
        let asking = Asking {
            id,
            name: step.name.clone(),
            display_name: step.display_name.clone(),
            asked,
            fallback: approvers::fallback(tx, Some(self.request.user)).await?,
            events,
        };
        Ok(match self.request.ask(task, asking, self.ctx.now) {
            Opened::Waits => {
                self.instance.wait(self.token.turn, id);
                timers::all(tx, self.engine, self.ctx, &self.request, id).await?;
                Ok(())
            }
            Opened::Agreed => self.leave_after(step, &["APPROVE", "FULFILL"]),
            Opened::Nobody => Err(format!("`{}` finds nobody to ask", step.display_name)),
        })
    }

    async fn events(
        &self,
        tx: &mut Tx,
        task: &Task,
        values: &TaskValues,
        answers: &[Json],
    ) -> Result<Result<PhaseEvents, String>, EngineError> {
        let Events { assignment, reassign, reminder, escalation, expiration } = &task.events;
        let kind = PhaseKind::of_task(task.kind);
        let mut events = PhaseEvents {
            assignment: assignment.as_ref().map(|notice| notice.notification.clone()),
            reassign: reassign.as_ref().map(|notice| notice.notification.clone()),
            ..PhaseEvents::default()
        };
        if let (Some(event), Some(at)) = (reminder, values.reminder.as_ref()) {
            events.reminder = date(at.of(answers)).map(|date| PhaseReminder {
                date,
                notification: event.notification.clone(),
                frequency: event.frequency,
            });
        }
        if let (Some(event), Some((Some(at), actors))) = (escalation, &values.escalation) {
            let told = self.named(tx, &actors.of(answers), kind).await?;
            events.escalation = date(at.of(answers)).map(|date| PhaseEscalation {
                date,
                notification: event.notification.clone(),
                frequency: event.frequency,
                actors: told,
            });
        }
        if let (Some(event), Some((Some(at), action, actors))) = (expiration, &values.expiration) {
            let word = action.of(answers).as_str().unwrap_or("none").to_owned();
            let Ok(action) = word.parse::<ExpirationAction>() else {
                return Ok(Err(format!("`{word}` is nothing that can happen when time runs out")));
            };
            let actors = self.named(tx, &actors.of(answers), kind).await?;
            let notification = event.notification.clone();
            events.expiration =
                date(at.of(answers)).map(|date| PhaseExpiration { date, action, notification, actors });
        }
        Ok(Ok(events))
    }

    async fn named(&self, tx: &mut Tx, value: &Json, kind: PhaseKind) -> Result<Vec<UserId>, EngineError> {
        Ok(people(tx, value, kind).await?.into_iter().map(|one| one.user).collect())
    }

    fn has_ended(&self, step: &Step) -> String {
        format!("`{}` waits though the request is {}", step.display_name, self.request.status)
    }
}
