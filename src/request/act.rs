//! What people do to a request, and what they may not (contract 2.1.1, 5.3).

use chrono::{DateTime, Utc};

use super::flow::complete;
use super::state::{
    Comment, CommentAction, Outcome, Permission, PhaseActor, PhaseDecision, PhaseKind, PhaseStatus, Request,
    RequestStatus,
};
use crate::authority::Actor;
use crate::id::UserId;
use crate::settings::AccessRequestSettings;
use crate::text::{TextFault, check, check_present};

/// The most characters of a comment or justification.
pub const MOST_TEXT: usize = 10_000;

/// What somebody does to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Say yes in a phase.
    Approve {
        /// The phase; the one that waits when absent.
        phase: Option<String>,
        /// Why.
        justification: String,
    },
    /// Say no in a phase.
    Reject {
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
/// The caller asks [`super::advance`] afterwards where the request goes on.
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
        Action::Approve { phase, justification } => {
            let required = settings.require_approve_justification;
            check_text("justification", justification, required)?;
            let name = decide(
                &mut request,
                phase.as_deref(),
                PhaseDecision::Approve,
                justification,
                by,
                settings,
                now,
            )?;
            (CommentAction::Approve, justification, Some(name))
        }
        Action::Reject { phase, justification } => {
            let required = settings.require_reject_justification;
            check_text("justification", justification, required)?;
            let name = decide(
                &mut request,
                phase.as_deref(),
                PhaseDecision::Reject,
                justification,
                by,
                settings,
                now,
            )?;
            (CommentAction::Reject, justification, Some(name))
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

/// Requester, the person it is for, everybody who is or was asked, and who reads everything.
pub fn may_see(request: &Request, by: &Actor) -> bool {
    is_involved(request, by) || by.reads_everything()
}

fn is_involved(request: &Request, by: &Actor) -> bool {
    by.user_id().is_some_and(|user| {
        request.user == user
            || request.requester.user == Some(user)
            || request.phases.iter().flat_map(|phase| &phase.actors).any(|actor| actor.user == user)
    })
}

fn check_text(field: &'static str, text: &str, required: bool) -> Result<(), Refusal> {
    let checked = if required { check_present(text, MOST_TEXT) } else { check(text, MOST_TEXT) };
    checked.map_err(|fault: TextFault| Refusal::Field { field, fault: fault.to_string() })
}

/// The position of the open phase of that name on which `by` has the permission.
fn phase_for(
    request: &Request,
    name: Option<&str>,
    by: &Actor,
    needed: Permission,
) -> Result<usize, Refusal> {
    let at = request
        .phases
        .iter()
        .position(|phase| {
            phase.kind == PhaseKind::Approval
                && phase.status == PhaseStatus::InProgress
                && name.is_none_or(|name| phase.name == name || phase.display_name == name)
        })
        .ok_or_else(|| Refusal::PhaseNotOpen(name.unwrap_or("-").to_owned()))?;
    let is_actor = by.user_id().is_some_and(|user| {
        request.phases[at]
            .actors
            .iter()
            .any(|a| a.active && a.user == user && a.permissions.contains(&needed))
    });
    if is_actor || by.is_access_admin() {
        Ok(at)
    } else {
        Err(Refusal::NotPermitted("you are not asked to decide this"))
    }
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
    let needed = match decision {
        PhaseDecision::Approve => Permission::Approve,
        PhaseDecision::Reject => Permission::Reject,
    };
    let at = phase_for(request, name, by, needed)?;
    if !settings.allow_self_approval && by.user_id() == Some(request.user) {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    let phase = &mut request.phases[at];
    complete(phase, decision, by.user_id(), now);
    phase.justification = Some(justification.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(phase.name.clone())
}

fn reassign(
    request: &mut Request,
    name: Option<&str>,
    actors: &[UserId],
    by: &Actor,
    settings: &AccessRequestSettings,
) -> Result<String, Refusal> {
    let at = phase_for(request, name, by, Permission::Reassign)?;
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
                    permissions: Permission::ALL.to_vec(),
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
    for phase in request.phases.iter_mut().filter(|phase| phase.status == PhaseStatus::InProgress) {
        phase.status = PhaseStatus::Cancelled;
        phase.completed = Some(now);
        for actor in &mut phase.actors {
            actor.active = false;
        }
    }
    request.status = RequestStatus::Cancelled;
    request.outcome = Some(Outcome::Cancelled);
    request.completed = Some(now);
    request.completed_by = by.user_id();
    Ok(())
}
