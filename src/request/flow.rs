//! How a request goes on: the manager decides, then the owner, then the start date is
//! awaited, then the access is given.
//!
//! [`open`] and [`advance`] are all that callers know of it: a request and facts in, the
//! request's next state and the effects out. A workflow engine answers the same two
//! questions from definitions.

use chrono::{DateTime, Duration, Utc};

use super::state::{
    Decision, Modifier, Outcome, Permission, Phase, PhaseActor, PhaseDecision, PhaseKind, PhaseStatus,
    Request, RequestStatus,
};
use crate::id::{PhaseId, UserId};

/// Days an approver has.
const DAYS_TO_DECIDE: i64 = 7;

/// The steps, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The manager of the person decides.
    Manager,
    /// An owner of the item decides.
    Owner,
    /// The start date (or, for a removal, the end date) is awaited.
    Wait,
    /// The access is given or taken away.
    Provision,
}

impl Step {
    const ORDER: [Self; 4] = [Self::Manager, Self::Owner, Self::Wait, Self::Provision];

    /// The name of the phase this step opens.
    pub const fn phase_name(self) -> &'static str {
        match self {
            Self::Manager => "approvalTask-manager",
            Self::Owner => "approvalTask-owner",
            Self::Wait => "waitTask-date",
            Self::Provision => "scriptTask-provision",
        }
    }

    /// What people call it.
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::Manager => "Manager approval",
            Self::Owner => "Owner approval",
            Self::Wait => "Waiting for the date",
            Self::Provision => "Provisioning",
        }
    }
}

/// Who could decide. Only active people are listed.
#[derive(Debug, Clone, Default)]
pub struct Approvers {
    /// The manager of the person.
    pub manager: Option<UserId>,
    /// The owners of the item, or of its application when it has none.
    pub owners: Vec<UserId>,
    /// Who decides where these are missing: the default approver, else the administrators.
    pub fallback: Vec<UserId>,
}

/// What must happen beyond the request's own new state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// People have something to decide: the phase's name and due date.
    Assigned {
        /// The phase.
        phase: &'static str,
        /// Whom it waits for.
        actors: Vec<UserId>,
        /// When it expires.
        due: DateTime<Utc>,
    },
    /// Go on at this time.
    ResumeAt(DateTime<Utc>),
    /// Give or take away the access.
    Provision,
    /// The request has ended.
    Ended(Outcome),
}

/// The request's next state and what must happen with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition {
    /// Next state.
    pub request: Request,
    /// What follows.
    pub effects: Vec<Effect>,
}

/// Starts a request that has just been made.
pub fn open(
    request: Request,
    approvers: &Approvers,
    next_id: impl FnMut() -> PhaseId,
    now: DateTime<Utc>,
) -> Transition {
    advance(request, approvers, next_id, now)
}

/// Goes on from the request's last completed phase to the next one that waits.
///
/// A step is left out when the one who would decide has asked for it, as long as it is for
/// somebody else, or has approved an earlier step.
pub fn advance(
    mut request: Request,
    approvers: &Approvers,
    mut next_id: impl FnMut() -> PhaseId,
    now: DateTime<Utc>,
) -> Transition {
    let mut effects = Vec::new();
    if !request.status.is_open() || request.open_phase().is_some() {
        return Transition { request, effects };
    }
    if request.phases.iter().any(|phase| phase.decision == Some(PhaseDecision::Reject)) {
        end(&mut request, Decision::Rejected, Outcome::Denied, now);
        effects.push(Effect::Ended(Outcome::Denied));
        return Transition { request, effects };
    }
    for step in Step::ORDER {
        if request.phases.iter().any(|phase| phase.name == step.phase_name()) {
            continue;
        }
        match step {
            Step::Manager | Step::Owner => {
                let actors = approvers_of(step, &request, approvers);
                let decided = actors.iter().find(|actor| has_agreed(&request, **actor)).copied();
                let due = now + Duration::days(DAYS_TO_DECIDE);
                let mut phase = approval(next_id(), step, &actors, due, now);
                if let Some(agreed) = decided {
                    complete(&mut phase, PhaseDecision::Approve, Some(agreed), now);
                    request.phases.push(phase);
                    continue;
                }
                effects.push(Effect::Assigned { phase: step.phase_name(), actors, due });
                request.phases.push(phase);
                return Transition { request, effects };
            }
            Step::Wait => {
                request.decision = Some(Decision::Approved);
                let date = match request.modifier {
                    Modifier::Add => request.start,
                    Modifier::Remove => request.end,
                };
                if let Some(date) = date.filter(|date| *date > now) {
                    request.phases.push(wait(next_id(), date, now));
                    request.status = RequestStatus::Suspended;
                    effects.push(Effect::ResumeAt(date));
                    return Transition { request, effects };
                }
            }
            Step::Provision => effects.push(Effect::Provision),
        }
    }
    Transition { request, effects }
}

/// Who would decide about a request, step by step; with each, whether sending it decides.
pub fn preview(request: &Request, approvers: &Approvers) -> Vec<(Step, Vec<UserId>, bool)> {
    [Step::Manager, Step::Owner]
        .map(|step| {
            let actors = approvers_of(step, request, approvers);
            let by_sending = actors.iter().any(|actor| has_agreed(request, *actor));
            (step, actors, by_sending)
        })
        .into()
}

/// The active people a step waits for: never the person whose access it is, if anybody
/// else can be found.
fn approvers_of(step: Step, request: &Request, approvers: &Approvers) -> Vec<UserId> {
    let named: Vec<UserId> = match step {
        Step::Manager => approvers.manager.into_iter().collect(),
        _ => approvers.owners.clone(),
    };
    let others =
        |people: &[UserId]| people.iter().copied().filter(|p| *p != request.user).collect::<Vec<_>>();
    [others(&named), others(&approvers.fallback)]
        .into_iter()
        .find(|people| !people.is_empty())
        .unwrap_or(named)
}

/// Whether a person has said yes already, by asking for somebody else or in an earlier phase.
fn has_agreed(request: &Request, person: UserId) -> bool {
    let asked_for_another = request.requester.user == Some(person) && request.user != person;
    asked_for_another
        || request
            .phases
            .iter()
            .any(|phase| phase.decision == Some(PhaseDecision::Approve) && phase.completed_by == Some(person))
}

fn approval(id: PhaseId, step: Step, actors: &[UserId], due: DateTime<Utc>, now: DateTime<Utc>) -> Phase {
    let actor =
        |user: &UserId| PhaseActor { user: *user, permissions: Permission::ALL.to_vec(), active: true };
    Phase {
        id,
        name: step.phase_name().to_owned(),
        display_name: step.display_name().to_owned(),
        kind: PhaseKind::Approval,
        status: PhaseStatus::InProgress,
        decision: None,
        started: now,
        due: Some(due),
        completed: None,
        completed_by: None,
        justification: None,
        actors: actors.iter().map(actor).collect(),
    }
}

fn wait(id: PhaseId, date: DateTime<Utc>, now: DateTime<Utc>) -> Phase {
    Phase {
        kind: PhaseKind::Scheduled,
        due: Some(date),
        actors: Vec::new(),
        ..approval(id, Step::Wait, &[], date, now)
    }
}

/// Ends a phase with a decision; its actors are no longer waited for.
pub(super) fn complete(phase: &mut Phase, decision: PhaseDecision, by: Option<UserId>, now: DateTime<Utc>) {
    phase.status = PhaseStatus::Complete;
    phase.decision = (phase.kind == PhaseKind::Approval).then_some(decision);
    phase.completed = Some(now);
    phase.completed_by = by;
    for actor in &mut phase.actors {
        actor.active = false;
    }
}

/// Ends a request.
pub(super) fn end(request: &mut Request, decision: Decision, outcome: Outcome, now: DateTime<Utc>) {
    request.status = RequestStatus::Complete;
    request.decision = Some(decision);
    request.outcome = Some(outcome);
    request.completed = Some(now);
}

impl Request {
    /// The awaited date has come: the waiting phase is done and the request goes on.
    pub fn resume(&mut self, now: DateTime<Utc>) {
        if self.status != RequestStatus::Suspended {
            return;
        }
        self.status = RequestStatus::InProgress;
        for phase in &mut self.phases {
            if phase.kind == PhaseKind::Scheduled && phase.status == PhaseStatus::InProgress {
                complete(phase, PhaseDecision::Approve, None, now);
            }
        }
    }

    /// Provisioning has been tried.
    pub fn provisioned(&mut self, done: bool, now: DateTime<Utc>) {
        end(self, Decision::Approved, if done { Outcome::Provisioned } else { Outcome::NotProvisioned }, now);
    }
}
