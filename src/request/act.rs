//! What people do to a request, and what they may not (contract 2.1.1, 5.3).

use chrono::{DateTime, Utc};

use super::claim::{claim, free_for, is_free_for, release};
use super::phase::complete;
use super::state::{
    Comment, CommentAction, Outcome, Permission, Phase, PhaseActor, PhaseDecision, PhaseKind, PhaseStatus,
    Request, RequestStatus,
};
use crate::authority::Actor;
use crate::delegation::Acting;
use crate::id::UserId;
use crate::settings::AccessRequestSettings;
use crate::text::{TextFault, check, check_present};
use crate::workflow::TaskMode;

/// The most characters of a comment or justification.
pub const MOST_TEXT: usize = 10_000;

/// Phases that wait for people.
pub const TASKS: [PhaseKind; 3] = [PhaseKind::Approval, PhaseKind::Fulfilment, PhaseKind::Violation];

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
    /// Take a phase alone that several people are asked in.
    Claim {
        /// The phase; the one that waits when absent.
        phase: Option<String>,
        /// Why.
        comment: String,
    },
    /// Let go of it.
    Release {
        /// The phase; the one that waits when absent.
        phase: Option<String>,
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
    /// Somebody has taken the task, or nobody has.
    #[error("{0}")]
    Claim(&'static str),
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
pub fn act<'a>(
    mut request: Request,
    action: &Action,
    by: impl Into<Acting<'a>>,
    settings: &AccessRequestSettings,
    now: DateTime<Utc>,
) -> Result<(Request, Comment), Refusal> {
    let acting = by.into();
    let by = acting.actor;
    if !may_see(&request, acting) {
        return Err(Refusal::NotVisible);
    }
    if !matches!(action, Action::Comment { .. }) && !request.status.is_open() {
        return Err(Refusal::Ended(request.status));
    }
    let (kind, text, phase, on_behalf_of) = match action {
        Action::Decide { decision, phase, justification } => {
            let required = match decision {
                PhaseDecision::Approve | PhaseDecision::Fulfil => settings.require_approve_justification,
                PhaseDecision::Reject | PhaseDecision::Deny => settings.require_reject_justification,
                PhaseDecision::Allow | PhaseDecision::Remediate => false,
            };
            check_text("justification", justification, required)?;
            let (name, person) =
                decide(&mut request, phase.as_deref(), *decision, justification, acting, settings, now)?;
            (said_with(*decision), justification, Some(name), person)
        }
        Action::Comment { comment } => {
            let person = asked_instead(&request, acting);
            if !has_part(&request, by) && person.is_none() && !request.is_administered_by(by) {
                return Err(Refusal::NotPermitted("auditors read and change nothing"));
            }
            check_text("comment", comment, true)?;
            let phase = request.open_phase().map(|phase| phase.name.clone());
            (CommentAction::Comment, comment, phase, person.filter(|_| !has_part(&request, by)))
        }
        Action::Reassign { phase, actors, comment } => {
            check_text("comment", comment, false)?;
            let (name, person) = reassign(&mut request, phase.as_deref(), actors, acting, settings)?;
            (CommentAction::Reassign, comment, Some(name), person)
        }
        Action::Claim { phase, comment } => {
            check_text("comment", comment, false)?;
            let (name, person) = claim(&mut request, phase.as_deref(), acting, settings)?;
            (CommentAction::Claim, comment, Some(name), person)
        }
        Action::Release { phase, comment } => {
            check_text("comment", comment, false)?;
            let name = release(&mut request, phase.as_deref(), acting)?;
            (CommentAction::Release, comment, Some(name), None)
        }
        Action::Cancel { comment } => {
            check_text("comment", comment, false)?;
            cancel(&mut request, by, now)?;
            (CommentAction::Cancel, comment, None, None)
        }
    };
    Ok((request, Comment { on_behalf_of, phase, ..said(kind, text, by, now) }))
}

/// What somebody said with what they did.
pub(crate) fn said(action: CommentAction, text: &str, by: &Actor, now: DateTime<Utc>) -> Comment {
    Comment {
        user: by.user_id(),
        name: by.name().to_owned(),
        on_behalf_of: None,
        action,
        comment: text.trim().to_owned(),
        phase: None,
        at: now,
        attachment: None,
    }
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
        PhaseDecision::Allow => CommentAction::Allow,
        PhaseDecision::Remediate => CommentAction::Remediate,
    }
}

/// Requester, the person it is for, everybody who is or was asked, who stands in for one of those, who decided in
/// somebody's stead, and who reads everything; of what is not sent yet, nobody else than whoever made it and who reads
/// everything.
pub fn may_see<'a>(request: &Request, by: impl Into<Acting<'a>>) -> bool {
    let by = by.into();
    has_part(request, by.actor)
        || asked_instead(request, by).is_some()
        || by.actor.reads_everything()
        || request.is_administered_by(by.actor)
}

/// What somebody may do in the phase that waits for them, and in whose stead they would, when as a deputy. In one
/// that somebody else has claimed they can only say something.
pub fn permissions(request: &Request, by: Acting<'_>) -> (Vec<Permission>, Option<UserId>) {
    let open = || request.open_phases().filter(|_| request.status.is_open());
    let of = |phase: &Phase, user: UserId| {
        let actor = phase.actors.iter().find(|actor| actor.active && actor.user == user)?;
        let mut permissions = actor.permissions.clone();
        permissions.retain(|one| *one == Permission::Comment || is_free_for(phase, by));
        Some(permissions)
    };
    let own = by.actor.user_id().and_then(|user| open().find_map(|phase| of(phase, user)));
    if let Some(permissions) = own {
        return (permissions, None);
    }
    let instead = by.persons(request).find_map(|person| {
        let permissions = open().filter(|phase| !has_voice(phase, by)).find_map(|phase| of(phase, person))?;
        Some((permissions, Some(person)))
    });
    instead.unwrap_or_default()
}

/// Where all must agree, everybody has one voice: whoever is asked themselves, or has answered for one of those who are
/// asked, does not answer for another as well.
fn has_voice(phase: &Phase, by: Acting<'_>) -> bool {
    let me = by.actor.user_id();
    let is_theirs = |actor: &PhaseActor| Some(actor.user) == me || (me.is_some() && actor.agreed_by == me);
    phase.mode == TaskMode::All && phase.actors.iter().any(is_theirs)
}

fn has_part(request: &Request, by: &Actor) -> bool {
    by.user_id().is_some_and(|user| {
        if request.is_draft {
            return request.requester.user == Some(user);
        }
        let acts = |phase: &Phase| {
            phase.completed_by == Some(user) || phase.actors.iter().any(|actor| actor.user == user)
        };
        let is_theirs = request.user == user && !request.is_violation();
        is_theirs || request.requester.user == Some(user) || request.phases.iter().any(acts)
    })
}

/// The first of those somebody stands in for who is or was asked.
fn asked_instead(request: &Request, by: Acting<'_>) -> Option<UserId> {
    let actors = || request.phases.iter().flat_map(|phase| &phase.actors);
    by.persons(request).find(|person| actors().any(|actor| actor.user == *person))
}

fn concerns(request: &Request, by: &Actor) -> bool {
    by.user_id().is_some_and(|user| request.concerns(user))
}

fn check_text(field: &'static str, text: &str, required: bool) -> Result<(), Refusal> {
    let checked = if required { check_present(text, MOST_TEXT) } else { check(text, MOST_TEXT) };
    checked.map_err(|fault: TextFault| Refusal::Field { field, fault: fault.to_string() })
}

/// The position of the open phase of that name in which `by` has the permission, themselves or else in another's
/// stead; without a name, the first one in which they have it.
pub(crate) fn phase_for(
    request: &Request,
    name: Option<&str>,
    by: Acting<'_>,
    kinds: &[PhaseKind],
    needed: &[Permission],
) -> Result<(usize, Option<UserId>), Refusal> {
    let open = |phase: &Phase| {
        kinds.contains(&phase.kind)
            && phase.status == PhaseStatus::InProgress
            && name.is_none_or(|name| phase.name == name || phase.display_name == name)
    };
    let may = |at: &usize, user: UserId| {
        let mut actors = request.phases[*at].actors.iter();
        actors.any(|actor| {
            actor.active && actor.user == user && needed.iter().any(|one| actor.permissions.contains(one))
        })
    };
    let waiting: Vec<usize> = (0..request.phases.len()).filter(|at| open(&request.phases[*at])).collect();
    let first = *waiting.first().ok_or_else(|| Refusal::PhaseNotOpen(name.unwrap_or("-").to_owned()))?;
    let own = by.actor.user_id().and_then(|user| waiting.iter().find(|at| may(at, user)));
    if let Some(at) = own {
        return Ok((*at, None));
    }
    let instead = by.persons(request).find_map(|person| {
        let at = waiting.iter().find(|at| may(at, person) && !has_voice(&request.phases[**at], by))?;
        Some((*at, Some(person)))
    });
    match instead {
        Some(found) => Ok(found),
        None if request.is_administered_by(by.actor) => Ok((first, None)),
        None => Err(Refusal::NotPermitted("you are not asked to decide this")),
    }
}

/// Whether somebody may change what a request asks for: whoever made it while it is not sent; then access
/// administrators, and, `in_phase`, whoever is asked in the phase of that name (the one that waits when it has none) and
/// has the permission, or their deputy: then in whose stead.
pub fn may_change(
    request: &Request,
    by: Acting<'_>,
    in_phase: Option<Option<&str>>,
    settings: &AccessRequestSettings,
) -> Result<Option<UserId>, Refusal> {
    if !may_see(request, by) {
        return Err(Refusal::NotVisible);
    }
    if !request.status.is_open() {
        return Err(Refusal::Ended(request.status));
    }
    let made_it = request.requester.user.is_some() && request.requester.user == by.actor.user_id();
    let instead = match in_phase {
        Some(phase) => {
            let (at, person) = phase_for(request, phase, by, &TASKS, &[Permission::Modify])?;
            free_for(&request.phases[at], by)?;
            person
        }
        None if request.is_draft && made_it => return Ok(None),
        None if by.actor.is_access_admin() => None,
        None => return Err(Refusal::NotPermitted("what was sent, only who is asked to decide may change")),
    };
    if !settings.allow_self_approval && concerns(request, by.actor) && !request.is_draft {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    Ok(instead)
}

fn decide(
    request: &mut Request,
    name: Option<&str>,
    decision: PhaseDecision,
    justification: &str,
    acting: Acting<'_>,
    settings: &AccessRequestSettings,
    now: DateTime<Utc>,
) -> Result<(String, Option<UserId>), Refusal> {
    let (kind, needed) = decision.needs();
    let (at, person) = phase_for(request, name, acting, &[kind], &[needed])?;
    free_for(&request.phases[at], acting)?;
    let by = acting.actor;
    if !settings.allow_self_approval && concerns(request, by) {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    let phase = &mut request.phases[at];
    let name = phase.name.clone();
    let words = justification.trim();
    let answers = person.or(by.user_id());
    if decision.agrees() {
        for actor in phase.actors.iter_mut().filter(|actor| Some(actor.user) == answers) {
            (actor.active, actor.agreed_by) = (false, by.user_id());
        }
        if phase.mode == TaskMode::All && answers.is_some() && phase.actors.iter().any(|actor| actor.active) {
            // One of several who must all agree.
            return Ok((name, person));
        }
    }
    complete(phase, Some(decision), by.user_id(), now);
    phase.on_behalf_of = person;
    phase.justification = Some(words.to_owned()).filter(|text| !text.is_empty());
    request.restate();
    Ok((name, person))
}

fn reassign(
    request: &mut Request,
    name: Option<&str>,
    actors: &[UserId],
    by: Acting<'_>,
    settings: &AccessRequestSettings,
) -> Result<(String, Option<UserId>), Refusal> {
    let (at, person) = phase_for(request, name, by, &TASKS, &[Permission::Reassign])?;
    free_for(&request.phases[at], by)?;
    if !actors.is_empty()
        && !settings.allow_self_approval
        && actors.iter().all(|actor| request.concerns(*actor))
    {
        let fault = "must name somebody who may decide: nobody decides about their own access";
        return Err(Refusal::Field { field: "updatedActors", fault: fault.into() });
    }
    if actors.is_empty() || actors.len() > 100 {
        return Err(Refusal::Field { field: "updatedActors", fault: "must name 1 to 100 people".into() });
    }
    if person.is_some() && actors.iter().any(|actor| Some(*actor) == by.actor.user_id()) {
        let fault = "must not name the deputy, who would go on deciding afterwards";
        return Err(Refusal::Field { field: "updatedActors", fault: fault.into() });
    }
    let phase = &mut request.phases[at];
    phase.claim = None;
    for actor in &mut phase.actors {
        (actor.active, actor.agreed_by) = (false, None);
    }
    for user in actors {
        match phase.actors.iter_mut().find(|actor| actor.user == *user) {
            Some(actor) => actor.active = true,
            None => {
                phase.actors.push(PhaseActor {
                    user: *user,
                    permissions: Permission::of(phase.kind).to_vec(),
                    active: true,
                    agreed_by: None,
                });
            }
        }
    }
    Ok((phase.name.clone(), person))
}

fn cancel(request: &mut Request, by: &Actor, now: DateTime<Utc>) -> Result<(), Refusal> {
    if !request.may_be_called_off_by(by) {
        return Err(Refusal::NotPermitted("only who asked, or whom it is for, may call it off"));
    }
    request.end(RequestStatus::Cancelled, Outcome::Cancelled, now);
    request.completed_by = by.user_id();
    Ok(())
}
