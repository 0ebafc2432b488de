//! Phases: people are asked, dates are awaited, and both come to an end.

use crate::authority::Actor;
use crate::policy::administers;
use chrono::{DateTime, Utc};

use super::event::PhaseEvents;
use super::state::{
    Decision, Outcome, Permission, Phase, PhaseActor, PhaseDecision, PhaseKind, PhaseStatus, Request,
    RequestStatus, VIOLATION,
};
use crate::id::{PhaseId, UserId};
use crate::workflow::{Task, TaskKind, TaskMode};

/// The most people who are asked in one phase.
pub const MOST_ACTORS: usize = 1_000;

/// Somebody a step names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Who; an active person.
    pub user: UserId,
    /// What they may do.
    pub permissions: Vec<Permission>,
}

/// What a step asks of people.
#[derive(Debug, Clone)]
pub struct Asking {
    /// Server-made.
    pub id: PhaseId,
    /// The step's name.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// Whom the step names.
    pub asked: Vec<Asked>,
    /// Who is asked when the step names nobody who could decide.
    pub fallback: Vec<UserId>,
    /// What happens meanwhile.
    pub events: PhaseEvents,
}

/// What became of a step that asks people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// It waits for them.
    Waits,
    /// One of them has agreed already.
    Agreed,
    /// There is nobody at all who could be asked.
    Nobody,
}

/// Whom to ask: those whom the step names, but never the person whose access it is, if anybody else can be found.
pub fn whom_to_ask(user: UserId, kind: PhaseKind, asked: &[Asked], fallback: &[UserId]) -> Vec<Asked> {
    let others = |people: Vec<Asked>| {
        Some(people.into_iter().filter(|one| one.user != user).collect::<Vec<_>>())
            .filter(|found| !found.is_empty())
    };
    let everything = |user: &UserId| Asked { user: *user, permissions: Permission::of(kind).to_vec() };
    let mut found = others(asked.to_vec())
        .or_else(|| others(fallback.iter().map(everything).collect()))
        .unwrap_or_else(|| asked.to_vec());
    found.sort_by_key(|one| one.user);
    found.dedup_by_key(|one| one.user);
    found.truncate(MOST_ACTORS);
    found
}

impl PhaseKind {
    /// Of a task.
    pub const fn of_task(kind: TaskKind) -> Self {
        match kind {
            TaskKind::Approval => Self::Approval,
            TaskKind::Fulfilment => Self::Fulfilment,
            TaskKind::Violation => Self::Violation,
        }
    }
}

impl Request {
    /// Begins a phase that waits for people, or ends it at once when one of them has agreed already and the
    /// task lets that count.
    pub fn ask(&mut self, task: &Task, asking: Asking, now: DateTime<Utc>) -> Opened {
        let kind = PhaseKind::of_task(task.kind);
        let asked = whom_to_ask(self.user, kind, &asking.asked, &asking.fallback);
        if asked.is_empty() {
            return Opened::Nobody;
        }
        let agreed = asked.iter().find(|one| task.approved_by_asking && self.has_agreed(one.user));
        let agreed = agreed.map(|one| one.user);
        let actor = |one: Asked| PhaseActor {
            agreed_by: agreed.filter(|agreed| *agreed == one.user),
            user: one.user,
            permissions: one.permissions,
            active: true,
        };
        let mut phase = Phase {
            id: asking.id,
            name: asking.name,
            display_name: asking.display_name,
            kind,
            status: PhaseStatus::InProgress,
            decision: None,
            started: now,
            due: asking.events.expiration.as_ref().map(|expiration| expiration.date),
            completed: None,
            completed_by: None,
            claim: None,
            on_behalf_of: None,
            justification: None,
            mode: task.mode,
            events: asking.events,
            actors: asked.into_iter().map(actor).collect(),
        };
        if let Some(agreed) = agreed {
            complete(&mut phase, Some(PhaseDecision::Approve), Some(agreed), now);
        }
        self.phases.push(phase);
        self.restate();
        if agreed.is_some() { Opened::Agreed } else { Opened::Waits }
    }

    /// Begins a phase that waits for a date.
    pub fn await_date(
        &mut self,
        id: PhaseId,
        name: &str,
        display_name: &str,
        date: DateTime<Utc>,
        now: DateTime<Utc>,
    ) {
        self.phases.push(Phase {
            id,
            name: name.to_owned(),
            display_name: display_name.to_owned(),
            kind: PhaseKind::Scheduled,
            status: PhaseStatus::InProgress,
            decision: None,
            started: now,
            due: Some(date),
            completed: None,
            completed_by: None,
            claim: None,
            on_behalf_of: None,
            justification: None,
            mode: TaskMode::Any,
            events: PhaseEvents::default(),
            actors: Vec::new(),
        });
        self.restate();
    }

    /// The awaited date of a phase has come. Whether it had, and the phase waited for it.
    pub fn resume(&mut self, id: PhaseId, now: DateTime<Utc>) -> bool {
        let due = |phase: &&mut Phase| {
            phase.id == id
                && phase.kind == PhaseKind::Scheduled
                && phase.status == PhaseStatus::InProgress
                && phase.due.is_none_or(|due| due <= now)
        };
        let Some(phase) = self.phases.iter_mut().find(due) else { return false };
        complete(phase, None, None, now);
        self.restate();
        true
    }

    /// Moves the date that an open phase awaits. Whether one does.
    pub fn move_date(&mut self, date: DateTime<Utc>) -> Option<PhaseId> {
        let awaits = |phase: &&mut Phase| {
            phase.kind == PhaseKind::Scheduled && phase.status == PhaseStatus::InProgress
        };
        let phase = self.phases.iter_mut().find(awaits)?;
        phase.due = Some(date);
        Some(phase.id)
    }

    /// Whether it is what people are asked about a violation.
    pub fn is_violation(&self) -> bool {
        self.request_type.0 == VIOLATION
    }

    /// Whether somebody may call it off: who asked, whom it is for, administrators. A violation, and what a certification
    /// takes away, is not for whom it is about.
    pub fn may_be_called_off_by(&self, actor: &Actor) -> bool {
        let me = actor.user_id();
        if self.is_violation() && me == Some(self.user) {
            return false;
        }
        let own = me.is_some_and(|me| self.requester.user == Some(me) || self.user == me);
        (own && !self.is_violation() && !self.is_certified()) || self.is_administered_by(actor)
    }

    /// Whether a certification asks for it: people have decided already.
    fn is_certified(&self) -> bool {
        self.is_in_context("certification")
    }

    fn is_in_context(&self, name: &str) -> bool {
        self.context.as_ref().and_then(|context| context.get("type")).is_some_and(|kind| kind == name)
    }

    /// Whether a certification that revoked the access takes it away in its place: nothing but consent or a day is waited
    /// for, and no other certification asks for it. What is being carried out is left to its end.
    pub fn gives_way_to_certifications(&self) -> bool {
        let waits = |phase: &Phase| matches!(phase.kind, PhaseKind::Approval | PhaseKind::Scheduled);
        self.open_phase().is_some() && self.open_phases().all(waits) && !self.is_certified()
    }

    /// Whether administrators ask for it: nobody's consent is asked for.
    pub fn is_by_administrators(&self) -> bool {
        self.is_in_context("admin")
    }

    /// Whether a removal sees to an end that has come: it awaited a day that has come, is being carried out by hand, or is
    /// by administrators, who may have moved the day. What waits for consent, or for a later day of somebody else's, does not.
    pub fn sees_to_the_end(&self, now: DateTime<Utc>) -> bool {
        let by_administrators = self.is_by_administrators();
        let sees_to_it = |phase: &Phase| match phase.kind {
            PhaseKind::Scheduled => by_administrators || phase.due.is_none_or(|due| due <= now),
            PhaseKind::Fulfilment => true,
            PhaseKind::Approval | PhaseKind::Violation => false,
        };
        // Theirs may have no phase yet: its workflow has only begun.
        (by_administrators || self.phases.iter().any(sees_to_it)) && self.open_phases().all(sees_to_it)
    }

    /// The day on which a removal is to take access away, where that is agreed to and nothing else is waited for.
    pub fn agreed_day(&self) -> Option<DateTime<Utc>> {
        let is_agreed = self.status == RequestStatus::Suspended && self.decision == Some(Decision::Approved);
        self.end.filter(|_| is_agreed)
    }

    /// Whether somebody administers what it is about: violations are policy administrators', all else is access
    /// administrators'.
    pub fn is_administered_by(&self, actor: &Actor) -> bool {
        if self.is_violation() { administers(actor) } else { actor.is_access_admin() }
    }

    /// Ends the request; what still waits is waited for no longer.
    pub fn end(&mut self, status: RequestStatus, outcome: Outcome, now: DateTime<Utc>) {
        for phase in self.phases.iter_mut().filter(|phase| phase.status == PhaseStatus::InProgress) {
            phase.status = PhaseStatus::Cancelled;
            phase.claim = None;
            phase.completed = Some(now);
            for actor in &mut phase.actors {
                actor.active = false;
            }
        }
        self.status = status;
        self.outcome = Some(outcome);
        self.completed = Some(now);
    }

    /// A request that waits for nothing but dates is suspended (contract 5.1).
    pub(super) fn restate(&mut self) {
        if self.status.is_open() {
            let is_date = |phase: &Phase| phase.kind == PhaseKind::Scheduled;
            let only_dates = self.open_phase().is_some() && self.open_phases().all(is_date);
            self.status = if only_dates { RequestStatus::Suspended } else { RequestStatus::InProgress };
        }
    }

    /// Whether a person has said yes already to what it asks for now, by asking for somebody else or in an earlier
    /// phase.
    pub fn has_agreed(&self, person: UserId) -> bool {
        let asked_for_another =
            self.requester.user == Some(person) && self.user != person && self.edition == 1;
        let approved = |phase: &Phase| {
            phase.decision == Some(PhaseDecision::Approve)
                && phase.actors.iter().any(|actor| actor.agreed_by == Some(person))
        };
        asked_for_another || self.phases.iter().any(approved)
    }

    /// What it asks for has changed: nobody's yes counts for that. Who said it in a phase that still waits is asked
    /// again; those.
    pub fn amend(&mut self) -> Vec<UserId> {
        self.edition += 1;
        let mut again = Vec::new();
        for phase in &mut self.phases {
            let waits = phase.status == PhaseStatus::InProgress;
            for actor in &mut phase.actors {
                if actor.agreed_by.take().is_some() && waits {
                    actor.active = true;
                    again.push(actor.user);
                }
            }
        }
        again.sort_unstable();
        again.dedup();
        again
    }
}

/// Ends a phase; its actors are no longer waited for.
pub(super) fn complete(
    phase: &mut Phase,
    decision: Option<PhaseDecision>,
    by: Option<UserId>,
    now: DateTime<Utc>,
) {
    phase.status = PhaseStatus::Complete;
    phase.decision = decision;
    phase.completed = Some(now);
    phase.completed_by = by;
    phase.claim = None;
    for actor in &mut phase.actors {
        actor.active = false;
    }
}
