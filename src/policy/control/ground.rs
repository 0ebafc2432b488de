//! What an exception rests on.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Control, ControlState};
use crate::id::{ControlId, UserId};
use crate::request::Refusal;

/// The member that names a control.
const FIELD: &str = "mitigatingControlId";

/// Why an exception cannot rest on a control, or not any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Nobody has given evidence yet.
    NoEvidence,
    /// Nobody has given evidence in time.
    Lapsed(DateTime<Utc>),
    /// It is not kept up any more.
    Retired,
    /// It is none of the rule's controls.
    Unlinked,
    /// Its evidence comes from the person whose exception it would be.
    TheirOwn,
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEvidence => f.write_str("has no evidence yet"),
            Self::Lapsed(until) => write!(f, "has been without evidence since {}", until.date_naive()),
            Self::Retired => f.write_str("was retired"),
            Self::Unlinked => f.write_str("is not linked to the rule"),
            Self::TheirOwn => f.write_str(
                "was last confirmed by the person themselves: somebody else must confirm it first",
            ),
        }
    }
}

impl Control {
    /// Why an exception cannot rest on it at an instant, or not any longer; nothing while it works.
    pub fn loss(&self, at: DateTime<Utc>) -> Option<Loss> {
        match (self.state(at), self.until()) {
            (ControlState::Current | ControlState::Due, _) => None,
            (ControlState::Retired, _) => Some(Loss::Retired),
            (ControlState::Lapsed, Some(until)) => Some(Loss::Lapsed(until)),
            (ControlState::Lapsed, None) => Some(Loss::NoEvidence),
        }
    }

    /// Why an exception of this person cannot begin to rest on it; nothing when it can.
    pub fn unfit_for(&self, user: UserId, at: DateTime<Utc>) -> Option<Loss> {
        let own = |given: &super::Given| given.by == Some(user) || given.on_behalf_of == Some(user);
        self.loss(at).or_else(|| self.given.as_ref().is_some_and(own).then_some(Loss::TheirOwn))
    }
}

/// The control that an exception of this person rests on, of those that are linked to the rule. Where there are any, one
/// that works must be named.
///
/// # Errors
/// None is named and one must be; the named one is not the rule's, does not work, or was last confirmed by the person.
pub fn ground(
    linked: &[Control],
    named: Option<ControlId>,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Option<&Control>, Refusal> {
    let fault = |fault: String| Refusal::Field { field: FIELD, fault };
    let Some(named) = named else {
        return if linked.is_empty() { Ok(None) } else { Err(fault(missing(linked, user, now))) };
    };
    let unlinked = || fault(format!("{}: it has other controls, or none", Loss::Unlinked));
    let control = linked.iter().find(|control| control.id == named).ok_or_else(unlinked)?;
    match control.unfit_for(user, now) {
        None => Ok(Some(control)),
        Some(why) => Err(fault(format!("names `{}`, which {why}", control.definition.name))),
    }
}

/// What to say where a control must be named: which could be.
fn missing(linked: &[Control], user: UserId, now: DateTime<Utc>) -> String {
    let fit: Vec<String> = linked
        .iter()
        .filter(|control| control.unfit_for(user, now).is_none())
        .map(|control| format!("`{}`", control.definition.name))
        .collect();
    if fit.is_empty() {
        "is missing: exceptions of this rule rest on one of its controls, and none of them works now"
            .to_owned()
    } else {
        format!("is missing: exceptions of this rule rest on one of its controls: {}", fit.join(", "))
    }
}
