//! Deputies: a person names somebody who decides in their stead for a period.
//!
//! A deputy acts **on behalf of** whoever named them, and only for them: what reached that person as somebody else's
//! deputy does not go on to the deputy's own. Nor does standing in reach requests in which the deputy or the person
//! they stand in for has a part of their own ([`reaches`]), so that nobody comes to decide about themselves this way,
//! whoever named whom.

#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::authority::Actor;
use crate::directory::Status;
use crate::id::{DelegationId, UserId};
use crate::request::Request;
use crate::text::{TextFault, check as check_text};

/// The longest period.
pub const LONGEST: TimeDelta = TimeDelta::days(366);
/// A person has no more deputies to come or at work than they can keep an eye on.
pub const MOST_DELEGATIONS: usize = 20;
/// The most characters of a note.
pub const MOST_NOTE: usize = 1_000;

/// A person names a deputy for a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Server-made.
    pub id: DelegationId,
    /// Who is stood in for.
    pub person: UserId,
    /// Who stands in.
    pub deputy: UserId,
    /// The first moment at which it counts.
    pub from: DateTime<Utc>,
    /// The last moment at which it counts.
    pub until: DateTime<Utc>,
    /// Why, or what the deputy should know; may be empty.
    pub note: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody ended it before its time; from then on it does not count.
    pub ended_at: Option<DateTime<Utc>>,
}

crate::words! {
    /// Where a delegation stands.
    pub enum DelegationState {
        /// It counts.
        Current = "current",
        /// It has not begun.
        Future = "future",
        /// It is over, or was ended.
        Past = "past",
    }
}

/// Why somebody cannot be named as deputy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DelegationFault {
    /// A field is wrong.
    #[error("`{field}` {fault}")]
    Field {
        /// Which field.
        field: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// They are the person's deputy at that time already.
    #[error("they are the deputy already in a part of this period")]
    Overlaps,
    /// There are too many.
    #[error("there are {MOST_DELEGATIONS} deputies at work or to come: end one first")]
    TooMany,
}

impl Delegation {
    /// Where it stands at an instant. Both its first and its last moment count.
    pub fn state(&self, at: DateTime<Utc>) -> DelegationState {
        if self.ended_at.is_some() || at > self.until {
            DelegationState::Past
        } else if at < self.from {
            DelegationState::Future
        } else {
            DelegationState::Current
        }
    }

    /// Whether it can still be ended.
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.state(at) != DelegationState::Past
    }

    /// Whether both name the same deputy for the same person at the same time.
    fn overlaps(&self, other: &Self) -> bool {
        self.person == other.person
            && self.deputy == other.deputy
            && self.from <= other.until
            && other.from <= self.until
    }
}

/// Whether a person may name a deputy like this. `open` is what they have named and is not over; several deputies at
/// a time are fine, and so are two people who stand in for one another: it does not travel on.
///
/// # Errors
/// What is wrong with it.
pub fn check(
    new: &Delegation,
    person: Status,
    deputy: Status,
    open: &[Delegation],
    now: DateTime<Utc>,
) -> Result<(), DelegationFault> {
    let wrong = |field, fault: &str| Err(DelegationFault::Field { field, fault: fault.to_owned() });
    if new.person == new.deputy {
        return wrong("deputy", "must be somebody else");
    }
    if person != Status::Active {
        return wrong("person", "must be an active person");
    }
    if deputy != Status::Active {
        return wrong("deputy", "must be an active person");
    }
    if new.until < new.from {
        return wrong("until", "must not be before its beginning");
    }
    if new.until <= now {
        return wrong("until", "must be in the future");
    }
    if new.until - new.from > LONGEST {
        return wrong("until", "must be within a year of its beginning");
    }
    if new.from > now + LONGEST {
        return wrong("from", "must be within a year");
    }
    let note = check_text(&new.note, MOST_NOTE);
    note.map_err(|fault: TextFault| DelegationFault::Field { field: "note", fault: fault.to_string() })?;
    if open.iter().any(|other| other.is_open(now) && new.overlaps(other)) {
        return Err(DelegationFault::Overlaps);
    }
    if open.iter().filter(|other| other.person == new.person && other.is_open(now)).count()
        >= MOST_DELEGATIONS
    {
        return Err(DelegationFault::TooMany);
    }
    Ok(())
}

/// Whom a deputy stands in for at an instant, each once. Those they stand in for may stand in for others
/// themselves: that does not travel on. Who is not active neither stands in nor is stood in for.
pub fn stood_in_for(
    delegations: &[Delegation],
    deputy: UserId,
    is_active: impl Fn(UserId) -> bool,
    at: DateTime<Utc>,
) -> Vec<UserId> {
    let counts = |one: &&Delegation| {
        one.deputy == deputy
            && one.state(at) == DelegationState::Current
            && is_active(deputy)
            && is_active(one.person)
    };
    let mut people: Vec<UserId> = delegations.iter().filter(counts).map(|one| one.person).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// Whether a deputy who stands in for a person does so in a request: not in one that is for either of them, nor in
/// one that the deputy asked for.
pub fn reaches(request: &Request, person: UserId, deputy: UserId) -> bool {
    !request.concerns(deputy) && !request.concerns(person) && request.requester.user != Some(deputy)
}

/// Who acts, and whom they stand in for at the time.
#[derive(Debug, Clone, Copy)]
pub struct Acting<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// Whom they stand in for; nobody, unless they are a person.
    pub stands_in_for: &'a [UserId],
}

impl<'a> From<&'a Actor> for Acting<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self { actor, stands_in_for: &[] }
    }
}

impl Acting<'_> {
    /// Whom they stand in for in a request.
    pub fn persons<'r>(&'r self, request: &'r Request) -> impl Iterator<Item = UserId> + 'r {
        let deputy = self.actor.user_id();
        let reached = move |person: &UserId| deputy.is_some_and(|deputy| reaches(request, *person, deputy));
        self.stands_in_for.iter().copied().filter(reached)
    }
}
