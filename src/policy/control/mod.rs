//! Mitigating controls: what keeps the harm of a violation away while it is excepted, such as somebody who looks through
//! the payments of a month.
//!
//! A control works as long as somebody gives evidence of it, at least once in each interval. An exception of a rule that
//! has controls rests on one of them ([`ground`]), and ends when that one stops.

mod definition;
mod evidence;
mod ground;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};

pub use definition::{ControlDefinition, LONGEST_INTERVAL};
pub use evidence::{Evidence, EvidenceFile, check_words};
pub use ground::{Loss, ground};

use super::administers;
use crate::delegation::Acting;
use crate::document::metadata;
use crate::id::{ControlId, UserId};
use crate::request::Refusal;

/// Its owner is reminded so long before the evidence runs out, or a quarter of the interval where that is less.
const LONGEST_NOTICE: Duration = Duration::days(14);

crate::words! {
    /// Where a control stands.
    pub enum ControlState {
        /// It works: there is evidence.
        Current = "current",
        /// It works, and its evidence runs out soon.
        Due = "due",
        /// There is no evidence, or none of late.
        Lapsed = "lapsed",
        /// It is not kept up any more.
        Retired = "retired",
    }
}

/// Who gave the last evidence, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent for a program.
    pub by: Option<UserId>,
    /// In whose stead.
    pub on_behalf_of: Option<UserId>,
}

/// What keeps the harm of violations away.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// Server-made.
    pub id: ControlId,
    /// What was said about it.
    pub definition: ControlDefinition,
    /// The last evidence.
    pub given: Option<Given>,
    /// Since when it is not kept up any more.
    pub retired: Option<DateTime<Utc>>,
    /// 1 at first, one more with every change. Not shown. Evidence changes nothing of it.
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Control {
    /// The first moment at which its evidence does not count any more; none without evidence.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.given.map(|given| given.at + self.interval())
    }

    /// When its owner is reminded of the evidence; none without evidence.
    pub fn reminder(&self) -> Option<DateTime<Utc>> {
        self.until().map(|until| until - LONGEST_NOTICE.min(self.interval() / 4))
    }

    fn interval(&self) -> Duration {
        Duration::days(i64::from(self.definition.interval_days))
    }

    /// Where it stands at an instant.
    pub fn state(&self, at: DateTime<Utc>) -> ControlState {
        match (self.retired, self.until(), self.reminder()) {
            (Some(_), ..) => ControlState::Retired,
            (None, Some(until), Some(reminder)) if at < until => {
                if at < reminder {
                    ControlState::Current
                } else {
                    ControlState::Due
                }
            }
            _ => ControlState::Lapsed,
        }
    }

    /// Whether exceptions may rest on it at an instant.
    pub fn works(&self, at: DateTime<Utc>) -> bool {
        matches!(self.state(at), ControlState::Current | ControlState::Due)
    }

    /// Whether somebody may read it by themselves or in its owner's stead, whatever else they may.
    pub fn is_kept_by(&self, by: Acting<'_>) -> bool {
        let owner = self.definition.owner;
        by.actor.user_id() == Some(owner) || by.stands_in_for.contains(&owner)
    }

    /// Whether somebody may give evidence of it, and in whose stead: its owner, a deputy of theirs, policy administrators.
    /// `excepted` are the people whose exceptions rest on it: nobody confirms a control for their own exception.
    ///
    /// # Errors
    /// They may not.
    pub fn may_confirm(&self, by: Acting<'_>, excepted: &[UserId]) -> Result<Option<UserId>, Refusal> {
        let (me, owner) = (by.actor.user_id(), self.definition.owner);
        let person = if me == Some(owner) || administers(by.actor) {
            None
        } else if by.stands_in_for.contains(&owner) {
            Some(owner)
        } else {
            return Err(Refusal::NotPermitted("its owner and policy administrators give evidence"));
        };
        if me.into_iter().chain(person).any(|one| excepted.contains(&one)) {
            return Err(Refusal::NotPermitted("nobody confirms a control for their own exception"));
        }
        Ok(person)
    }

    /// The control as clients read it: its body with `id`, where it stands, and `metadata`; its owner by id only.
    pub fn document(&self, now: DateTime<Utc>) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        document.insert("id".into(), json!(self.id));
        document.insert("state".into(), json!(self.state(now)));
        document.insert("lastEvidenceDate".into(), json!(self.given.map(|given| given.at)));
        document.insert("evidenceDueDate".into(), json!(self.until().filter(|_| self.retired.is_none())));
        document.insert("retiredDate".into(), json!(self.retired));
        document.insert("metadata".into(), metadata(self.created_at, self.modified_at));
        document
    }
}
