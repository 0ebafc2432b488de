//! What people do to a request, and what they may not (contract 2.1.1, 5.3).

use chrono::{DateTime, Utc};

use super::phase::complete;
use super::state::{
    Comment, CommentAction, Outcome, Permission, Phase, PhaseActor, PhaseDecision, PhaseKind, PhaseStatus,
    Request, RequestStatus,
};
use crate::authority::Actor;
use crate::id::UserId;
use crate::settings::AccessRequestSettings;
use crate::text::{TextFault, check, check_present};
use crate::workflow::TaskMode;

/// The most characters of a comment or justification.
pub const MOST_TEXT: usize = 10_000;

/// Phases that wait for people.
const TASKS: [PhaseKind; 3] = [PhaseKind::Approval, PhaseKind::Fulfilment, PhaseKind::Violation];

/// What somebody does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Say yes or no in a phase.
    Decide {
        /// What.
        decision: PhaseDecision,
        /// The phase; the one that waits when absent.
        phase: Option<String>,
        /// Why.
        justification: String,
    },
    /// Say something.
    Comment {
        /// The words.
        comment: String,
    },
    /// Hand a phase to others.
    Reassign {
        /// The phase; the one that waits when absent.
        phase: Option<String>,
        /// Who shall decide now; active people.
        actors: Vec<UserId>,
        /// Why.
        comment: String,
    },
    /// Call the request off.
    Cancel {
        /// Why.
        comment: String,
    },
}

/// Why an action was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not see the request at all.
    #[error("the request does not exist")]
    NotVisible,
    /// The actor may not do this.
    #[error("{0}")]
    NotPermitted(&'static str),
    /// The request has ended.
    #[error("the request is already {0}")]
    Ended(RequestStatus),
    /// No phase of that name waits.
    #[error("phase `{0}` is not waiting for a decision")]
    PhaseNotOpen(String),
    /// A field is wrong.
    #[error("`{field}` {fault}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        fault: String,
    },
}

/// Applies an action: the request's next state and the comment to keep with it.
///
/// Where the request goes on is its workflow's to say.
pub fn act(
    mut request: Request,
    action: &Action,
    by: &Actor,
    settings: &AccessRequestSettings,
    now: DateTime<Utc>,
) -> Result<(Request, Comment), Refusal> {
    if !may_see(&request, by) {
        return Err(Refusal::NotVisible);
    }
    if !matches!(action, Action::Comment { .. }) && !request.status.is_open() {
        return Err(Refusal::Ended(request.status));
    }
    let (kind, text, phase) = match action {
        Action::Decide { decision, phase, justification } => {
            let required = if decision.agrees() {
                settings.require_approve_justification
            } else {
                settings.require_reject_justification
            };
            check_text("justification", justification, required)?;
            let name = decide(&mut request, phase.as_deref(), *decision, justification, by, settings, now)?;
            (said_with(*decision), justification, Some(name))
        }
        Action::Comment { comment } => {
            if !is_involved(&request, by) && !by.is_access_admin() {
                return Err(Refusal::NotPermitted("auditors read and change nothing"));
            }
            check_text("comment", comment, true)?;
            let phase = request.open_phase().map(|phase| phase.name.clone());
            (CommentAction::Comment, comment, phase)
        }
        Action::Reassign { phase, actors, comment } => {
            check_text("comment", comment, false)?;
            let name = reassign(&mut request, phase.as_deref(), actors, by, settings)?;
            (CommentAction::Reassign, comment, Some(name))
        }
        Action::Cancel { comment } => {
            check_text("comment", comment, false)?;
            cancel(&mut request, by, now)?;
            (CommentAction::Cancel, comment, None)
        }
    };
    let comment = Comment {
        user: by.user_id(),
        name: by.name().to_owned(),
        action: kind,
        comment: text.trim().to_owned(),
        phase,
        at: now,
    };
    Ok((request, comment))
}

impl Action {
    /// Saying yes in the phase that waits.
    pub fn approve(justification: impl Into<String>) -> Self {
        Self::Decide { decision: PhaseDecision::Approve, phase: None, justification: justification.into() }
    }

    /// Saying no in the phase that waits.
    pub fn reject(justification: impl Into<String>) -> Self {
        Self::Decide { decision: PhaseDecision::Reject, phase: None, justification: justification.into() }
    }
}

const fn said_with(decision: PhaseDecision) -> CommentAction {
    match decision {
        PhaseDecision::Approve => CommentAction::Approve,
        PhaseDecision::Reject => CommentAction::Reject,
        PhaseDecision::Fulfil => CommentAction::Fulfil,
        PhaseDecision::Deny => CommentAction::Deny,
    }
}

/// Requester, the person it is for, everybody who is or was asked, and who reads everything; of what is not sent yet,
/// nobody else than whoever made it and who reads everything.
pub fn may_see(request: &Request, by: &Actor) -> bool {
    is_involved(request, by) || by.reads_everything()
}

fn is_involved(request: &Request, by: &Actor) -> bool {
    by.user_id().is_some_and(|user| {
        if request.is_draft {
            return request.requester.user == Some(user);
        }
        request.user == user
            || request.requester.user == Some(user)
            || request.phases.iter().flat_map(|phase| &phase.actors).any(|actor| actor.user == user)
    })
}

fn check_text(field: &'static str, text: &str, required: bool) -> Result<(), Refusal> {
    let checked = if required { check_present(text, MOST_TEXT) } else { check(text, MOST_TEXT) };
    checked.map_err(|fault: TextFault| Refusal::Field { field, fault: fault.to_string() })
}

/// The position of the open phase of that name in which `by` has the permission; without a name, the first
/// one in which they have it.
fn phase_for(
    request: &Request,
    name: Option<&str>,
    by: &Actor,
    kinds: &[PhaseKind],
    needed: Permission,
) -> Result<usize, Refusal> {
    let open = |phase: &Phase| {
        kinds.contains(&phase.kind)
            && phase.status == PhaseStatus::InProgress
            && name.is_none_or(|name| phase.name == name || phase.display_name == name)
    };
    let may = |phase: &Phase| {
        by.user_id().is_some_and(|user| {
            phase.actors.iter().any(|a| a.active && a.user == user && a.permissions.contains(&needed))
        })
    };
    let waiting: Vec<usize> = (0..request.phases.len()).filter(|at| open(&request.phases[*at])).collect();
    let first = *waiting.first().ok_or_else(|| Refusal::PhaseNotOpen(name.unwrap_or("-").to_owned()))?;
    match waiting.into_iter().find(|at| may(&request.phases[*at])) {
        Some(at) => Ok(at),
        None if by.is_access_admin() => Ok(first),
        None => Err(Refusal::NotPermitted("you are not asked to decide this")),
    }
}

/// Whether somebody may change what a request asks for: whoever made it while it is not sent; then access
/// administrators, and, `in_phase`, whoever is asked in the phase of that name (the one that waits when it has none) and
/// has the permission.
pub fn may_change(
    request: &Request,
    by: &Actor,
    in_phase: Option<Option<&str>>,
    settings: &AccessRequestSettings,
) -> Result<(), Refusal> {
    if !may_see(request, by) {
        return Err(Refusal::NotVisible);
    }
    if !request.status.is_open() {
        return Err(Refusal::Ended(request.status));
    }
    let made_it = request.requester.user.is_some() && request.requester.user == by.user_id();
    match in_phase {
        Some(phase) => phase_for(request, phase, by, &TASKS, Permission::Modify).map(|_| ())?,
        None if request.is_draft && made_it => return Ok(()),
        None if by.is_access_admin() => {}
        None => return Err(Refusal::NotPermitted("what was sent, only who is asked to decide may change")),
    }
    if !settings.allow_self_approval && by.user_id() == Some(request.user) && !request.is_draft {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    Ok(())
}

fn decide(
    request: &mut Request,
    name: Option<&str>,
    decision: PhaseDecision,
    justification: &str,
    by: &Actor,
    settings: &AccessRequestSettings,
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    let (kind, needed) = decision.needs();
    let at = phase_for(request, name, by, &[kind], needed)?;
    if !settings.allow_self_approval && by.user_id() == Some(request.user) {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    let phase = &mut request.phases[at];
    let name = phase.name.clone();
    let words = justification.trim();
    if phase.mode == TaskMode::All && decision.agrees() {
        let others = |actor: &&mut PhaseActor| Some(actor.user) != by.user_id() && actor.active;
        if by.user_id().is_some() && phase.actors.iter_mut().find(others).is_some() {
            // One of several who must all agree.
            for actor in phase.actors.iter_mut().filter(|actor| Some(actor.user) == by.user_id()) {
                actor.active = false;
            }
            return Ok(name);
        }
    }
    complete(phase, Some(decision), by.user_id(), now);
    phase.justification = Some(words.to_owned()).filter(|text| !text.is_empty());
    request.restate();
    Ok(name)
}

fn reassign(
    request: &mut Request,
    name: Option<&str>,
    actors: &[UserId],
    by: &Actor,
    settings: &AccessRequestSettings,
) -> Result<String, Refusal> {
    let at = phase_for(request, name, by, &TASKS, Permission::Reassign)?;
    if !actors.is_empty()
        && !settings.allow_self_approval
        && actors.iter().all(|actor| *actor == request.user)
    {
        let fault = "must name somebody who may decide: nobody decides about their own access";
        return Err(Refusal::Field { field: "updatedActors", fault: fault.into() });
    }
    if actors.is_empty() || actors.len() > 100 {
        return Err(Refusal::Field { field: "updatedActors", fault: "must name 1 to 100 people".into() });
    }
    let phase = &mut request.phases[at];
    for actor in &mut phase.actors {
        actor.active = false;
    }
    for user in actors {
        match phase.actors.iter_mut().find(|actor| actor.user == *user) {
            Some(actor) => actor.active = true,
            None => {
                phase.actors.push(PhaseActor {
                    user: *user,
                    permissions: Permission::of(phase.kind).to_vec(),
                    active: true,
                });
            }
        }
    }
    Ok(phase.name.clone())
}

fn cancel(request: &mut Request, by: &Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
    let own = by.user_id().is_some_and(|user| request.requester.user == Some(user) || request.user == user);
    if !own && !by.is_access_admin() {
        return Err(Refusal::NotPermitted("only who asked, or whom it is for, may call it off"));
    }
    request.end(RequestStatus::Cancelled, Outcome::Cancelled, now);
    request.completed_by = by.user_id();
    Ok(())
}
