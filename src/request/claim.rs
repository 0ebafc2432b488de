//! Claims: of several people who are asked, one takes the task, and the others see that it is taken.

use super::act::{Refusal, TASKS, phase_for};
use super::state::{Claim, Permission, Phase, PhaseKind, PhaseStatus, Request};
use crate::delegation::Acting;
use crate::id::UserId;
use crate::policy::administers;
use crate::settings::AccessRequestSettings;
use crate::workflow::TaskMode;

/// What makes somebody one who is asked.
const DECIDING: [Permission; 4] =
    [Permission::Approve, Permission::Reject, Permission::Fulfil, Permission::Deny];

/// Whether nobody else has claimed a phase. Whoever is stood in for may do what their deputy has claimed;
/// administrators and the product go on past a claim.
pub(super) fn is_free_for(phase: &Phase, by: Acting<'_>) -> bool {
    standing(phase).is_none_or(|claim| claim.is_of(by.actor.user_id())) || goes_past(phase, by)
}

/// Violations are policy administrators', all else is access administrators'.
fn goes_past(phase: &Phase, by: Acting<'_>) -> bool {
    if phase.kind == PhaseKind::Violation { administers(by.actor) } else { by.actor.is_access_admin() }
}

/// As [`is_free_for`], with words.
pub(super) fn free_for(phase: &Phase, by: Acting<'_>) -> Result<(), Refusal> {
    if is_free_for(phase, by) {
        Ok(())
    } else {
        Err(Refusal::NotPermitted("somebody else has claimed this task"))
    }
}

/// The claim on a phase; none where whoever claimed it is asked no longer.
fn standing(phase: &Phase) -> Option<Claim> {
    phase.claim.filter(|claim| phase.active().contains(&claim.on_behalf_of.unwrap_or(claim.by)))
}

impl Claim {
    fn is_of(&self, user: Option<UserId>) -> bool {
        Some(self.by) == user || (self.on_behalf_of.is_some() && self.on_behalf_of == user)
    }
}

/// Takes a phase for one of those who are asked in it; its name, and in whose stead.
pub(super) fn claim(
    request: &mut Request,
    name: Option<&str>,
    by: Acting<'_>,
    settings: &AccessRequestSettings,
) -> Result<(String, Option<UserId>), Refusal> {
    let (at, on_behalf_of) = phase_for(request, name, by, &TASKS, &DECIDING)?;
    let me = by.actor.user_id().ok_or(Refusal::NotPermitted("only people claim tasks"))?;
    if !settings.allow_self_approval && request.concerns(me) {
        return Err(Refusal::NotPermitted("nobody decides about their own access"));
    }
    let phase = &mut request.phases[at];
    if !phase.active().contains(&on_behalf_of.unwrap_or(me)) {
        return Err(Refusal::NotPermitted("you are not asked to do this"));
    }
    if phase.mode == TaskMode::All {
        return Err(Refusal::Claim("everybody who is asked must answer: nobody takes this task alone"));
    }
    match standing(phase) {
        Some(claim) if claim.by == me => return Err(Refusal::Claim("you have claimed this task already")),
        Some(_) => return Err(Refusal::Claim("somebody else has claimed this task")),
        None => phase.claim = Some(Claim { by: me, on_behalf_of }),
    }
    Ok((phase.name.clone(), on_behalf_of))
}

/// Lets go of a phase; its name. Whoever claimed it may, the person they claimed it for, and administrators.
pub(super) fn release(request: &mut Request, name: Option<&str>, by: Acting<'_>) -> Result<String, Refusal> {
    let fits = |phase: &Phase| {
        phase.status == PhaseStatus::InProgress
            && name.map_or(phase.claim.is_some(), |name| phase.name == name || phase.display_name == name)
    };
    let open = request.phases.iter_mut().find(|phase| fits(phase));
    let phase = open.ok_or_else(|| Refusal::PhaseNotOpen(name.unwrap_or("-").to_owned()))?;
    let claim = phase.claim.ok_or(Refusal::Claim("nobody has claimed this task"))?;
    if !claim.is_of(by.actor.user_id()) && !goes_past(phase, by) {
        return Err(Refusal::NotPermitted("somebody else has claimed this task"));
    }
    phase.claim = None;
    Ok(phase.name.clone())
}
