//! How people are told of a campaign, and by which templates (contract 3.5). A template says it in members of its own, or
//! below `events`, their newer mirror; where both speak, its own members count.

use serde_json::{Map, Value as Json};

use super::template::{days, person};
use crate::document::{Fault, Reader};
use crate::id::{ItemId, UserId, user_id};
use crate::notification::{
    CERTIFICATION_ASSIGNED, CERTIFICATION_ESCALATED, CERTIFICATION_EXPIRATION, CERTIFICATION_REASSIGNED,
    CERTIFICATION_REMINDER,
};

/// The most who are told, besides one, that reviewers do not answer.
const MOST_ACTORS: usize = 50;

/// Whom a notice about what waits for reviewers goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audience {
    /// The reviewers, and who stands in for them.
    pub reviewers: bool,
    /// Their managers, who learn for whom something waits.
    pub managers: bool,
}

impl Audience {
    /// The reviewers and nobody else.
    pub const REVIEWERS: Self = Self { reviewers: true, managers: false };

    /// Whom the body of a template has told that a campaign begins.
    pub fn of_assignment(body: &Map<String, Json>) -> Self {
        let own = switch(body, "assignmentNotificationIncludeManager");
        let told = Self::below(body, "assignment");
        Self { managers: own.unwrap_or(told.managers), ..told }
    }

    /// Whom the body of a template has reminded.
    pub fn of_reminder(body: &Map<String, Json>) -> Self {
        Self::below(body, "reminder")
    }

    fn below(body: &Map<String, Json>, event: &str) -> Self {
        let Some(event) = event_of(body, event) else { return Self::REVIEWERS };
        Self {
            reviewers: switch(event, "includeActor").unwrap_or(true),
            managers: switch(event, "includeManager").unwrap_or_default(),
        }
    }
}

/// Somebody who is told, besides the one whom the template names for it, that reviewers do not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EscalationActor {
    /// A person.
    Person(UserId),
    /// Whoever holds a role.
    Role(ItemId),
    /// The managers of those reviewers.
    Managers,
}

impl EscalationActor {
    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix("managed/role/") {
            Some(role) => role.parse().ok().map(Self::Role),
            None if text == "manager" => Some(Self::Managers),
            None => user_id(text).map(Self::Person),
        }
    }

    /// Those whom the body of a template names, each once. What is none of them, such as an expression, names nobody.
    pub fn of(body: &Map<String, Json>) -> Vec<Self> {
        let Some(event) = event_of(body, "escalation") else { return Vec::new() };
        let listed = match event.get("actors") {
            Some(Json::Array(several)) => several.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        let id = |actor: &Json| actor.as_str().or_else(|| actor.get("id")?.as_str()).and_then(Self::read);
        let managers = switch(event, "includeManager").unwrap_or_default().then_some(Self::Managers);
        let mut all = Vec::new();
        for actor in listed.iter().filter_map(id).take(MOST_ACTORS).chain(managers) {
            if !all.contains(&actor) {
                all.push(actor);
            }
        }
        all
    }
}

/// How people are told, and by which templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notices {
    /// When rows are put to them.
    pub assignment: Option<String>,
    /// Who is told then.
    pub assignment_to: Audience,
    /// When rows are handed to them.
    pub reassignment: Option<String>,
    /// Every so many days while rows wait.
    pub reminder_days: Option<u32>,
    /// By this template.
    pub reminder: String,
    /// Who is reminded.
    pub reminder_to: Audience,
    /// So many days before the deadline.
    pub expiration_days: Option<u32>,
    /// By this template.
    pub expiration: String,
    /// Every so many days once the first have passed, somebody else is told.
    pub escalation_days: Option<u32>,
    /// By this template.
    pub escalation: String,
    /// Who is told then; the owner when absent.
    pub escalation_owner: Option<UserId>,
    /// And who besides.
    pub escalation_actors: Vec<EscalationActor>,
}

impl Notices {
    /// The people by name who are told, besides one, that reviewers do not answer.
    pub fn escalated_to(&self) -> impl Iterator<Item = UserId> + '_ {
        self.escalation_actors.iter().filter_map(|actor| match actor {
            EscalationActor::Person(user) => Some(*user),
            EscalationActor::Role(_) | EscalationActor::Managers => None,
        })
    }
}

fn event_of<'a>(body: &'a Map<String, Json>, event: &str) -> Option<&'a Map<String, Json>> {
    body.get("events")?.get(event)?.as_object()
}

/// A switch as clients write it; none when it says neither.
fn switch(members: &Map<String, Json>, name: &str) -> Option<bool> {
    match members.get(name)? {
        Json::Bool(on) => Some(*on),
        Json::String(word) => word.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

/// A template's name: they are written `emailTemplate/{name}`.
fn bare(name: &str) -> String {
    name.strip_prefix("emailTemplate/").unwrap_or(name).to_owned()
}

/// The template of the notice that the deadline comes near, as the mirror calls it.
fn mirrored(body: &Map<String, Json>) -> Option<String> {
    event_of(body, "expirationNotification")?.get("notification")?.as_str().map(bare)
}

/// Reads how people are told.
pub(super) fn notices(read: &Reader<'_>, body: &Map<String, Json>) -> Result<Notices, Fault> {
    let events = read.object("events")?;
    let named = |name: &str, event: &str| -> Result<Option<String>, Fault> {
        let own = read.text(name, 200)?;
        let of_event = match events.as_ref().map(|events| events.object(event)).transpose()?.flatten() {
            Some(event) => Some(event.text("notification", 200)?.unwrap_or_default().to_owned()),
            None => None,
        };
        let given = own.map(str::to_owned).filter(|own| !own.is_empty()).or(of_event);
        Ok(given.map(|name| bare(&name)))
    };
    let some = |given: Option<String>, usual: &str| {
        given.map(|name| if name.is_empty() { usual.to_owned() } else { name })
    };
    let or = |given: Option<String>, usual: &str| {
        given.filter(|name| !name.is_empty()).unwrap_or_else(|| usual.to_owned())
    };
    let of_event = |name: &str| match &events {
        Some(events) => match events.object(name)? {
            Some(event) => days(&event, "frequency"),
            None => Ok(None),
        },
        None => Ok(None),
    };
    let at_least_one = |given: Option<u32>| given.filter(|days| *days > 0);
    Ok(Notices {
        assignment: some(named("assignmentNotification", "assignment")?, CERTIFICATION_ASSIGNED),
        assignment_to: Audience::of_assignment(body),
        reassignment: some(named("reassignNotification", "reassign")?, CERTIFICATION_REASSIGNED),
        reminder_days: at_least_one(days(read, "reminderFrequency")?.or(of_event("reminder")?)),
        reminder: or(named("reminderNotification", "reminder")?, CERTIFICATION_REMINDER),
        reminder_to: Audience::of_reminder(body),
        expiration_days: at_least_one(days(read, "expirationNotificationDay")?),
        expiration: or(
            named("expirationNotification", "expiration")?.or_else(|| mirrored(body)),
            CERTIFICATION_EXPIRATION,
        ),
        escalation_days: at_least_one(days(read, "escalationFrequency")?.or(of_event("escalation")?)),
        escalation: or(named("escalationNotification", "escalation")?, CERTIFICATION_ESCALATED),
        escalation_owner: person(read, "escalationOwner")?,
        escalation_actors: EscalationActor::of(body),
    })
}
