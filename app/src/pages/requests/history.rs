//! What happened to a request, in order, and what is to come.

use bailiwick::id::UserId;
use bailiwick::request::{
    Comment, CommentAction, Modifier, Outcome, Phase, PhaseDecision, PhaseKind, PhaseStatus,
};
use bailiwick::view::RequestView;
use chrono::{DateTime, Utc};

use super::words::{any_of, date_to_come, expected, name, waited_for};
use crate::clock::{Clock, Urgency};
use crate::components::{IconName, Tone};

/// One thing that happened, waits, or is to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When; nothing for what is to come.
    pub at: Option<DateTime<Utc>>,
    /// A picture of it.
    pub icon: IconName,
    /// Its hue.
    pub tone: Tone,
    /// Who did it; nothing when it has no subject but itself.
    pub who: Option<String>,
    /// What it is, after the name.
    pub what: String,
    /// What was written.
    pub words: Option<String>,
    /// A file beside it: where it is loaded down, and its name.
    pub file: Option<(String, String)>,
    /// Has not happened yet.
    pub to_come: bool,
}

impl Event {
    fn new(at: DateTime<Utc>, icon: IconName, tone: Tone, what: impl Into<String>) -> Self {
        let what = what.into();
        Self { at: Some(at), icon, tone, who: None, what, words: None, file: None, to_come: false }
    }

    fn by(self, who: impl Into<String>) -> Self {
        Self { who: Some(sentence(&who.into())), ..self }
    }

    fn saying(self, words: &str) -> Self {
        Self { words: Some(words.to_owned()).filter(|words| !words.is_empty()), ..self }
    }

    fn later(icon: IconName, what: impl Into<String>) -> Self {
        Self { at: None, to_come: true, ..Self::new(DateTime::UNIX_EPOCH, icon, Tone::Neutral, what) }
    }
}

/// With a capital at the beginning.
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Everything that happened, then what waits, then what is to come.
pub fn history(view: &RequestView, reader: Option<UserId>, clock: Clock) -> Vec<Event> {
    let request = &view.request;
    let mut past: Vec<Event> = view.comments.iter().map(|comment| said(comment, view, reader)).collect();
    past.extend(request.phases.iter().filter_map(|phase| passed(phase, view, reader)));
    past.sort_by_key(|event| event.at);
    let mut events = vec![sent(view, reader)];
    events.extend(past);
    events.extend(ended(view));
    events.extend(request.open_phases().map(|phase| waiting(phase, view, reader, clock)));
    events.extend(coming(view, reader, clock));
    events
}

fn sent(view: &RequestView, reader: Option<UserId>) -> Event {
    let request = &view.request;
    let who = match request.requester.user.and_then(|user| view.person(user)) {
        Some(person) => name(person, reader),
        None => request.requester.name.clone(),
    };
    Event::new(request.started, IconName::Send, Tone::Neutral, "sent the request")
        .by(who)
        .saying(&request.justification)
}

fn said(comment: &Comment, view: &RequestView, reader: Option<UserId>) -> Event {
    let task = comment.phase.as_deref().map(|name| format!(" ({})", task(name, view))).unwrap_or_default();
    let (icon, tone, mut what) = match comment.action {
        CommentAction::Comment => (IconName::MessageSquare, Tone::Neutral, "commented".to_owned()),
        CommentAction::Approve => (IconName::Check, Tone::Approved, format!("approved{task}")),
        CommentAction::Reject => (IconName::X, Tone::Rejected, format!("rejected it{task}")),
        CommentAction::Fulfil => (IconName::Check, Tone::Approved, format!("carried it out{task}")),
        CommentAction::Deny => (IconName::X, Tone::Rejected, format!("could not carry it out{task}")),
        CommentAction::Reassign => (IconName::Forward, Tone::Neutral, format!("passed it on{task}")),
        CommentAction::Claim => (IconName::Lock, Tone::Neutral, format!("claimed it{task}")),
        CommentAction::Release => (IconName::Forward, Tone::Neutral, format!("let go of it{task}")),
        CommentAction::Cancel => (IconName::Ban, Tone::Neutral, "cancelled the request".to_owned()),
        CommentAction::Modify => (IconName::Pencil, Tone::Neutral, "changed what is asked".to_owned()),
        CommentAction::Allow => (IconName::Check, Tone::Neutral, format!("allowed it{task}")),
        CommentAction::Exception => (IconName::Check, Tone::Neutral, format!("made an exception{task}")),
        CommentAction::CancelException => (IconName::X, Tone::Neutral, format!("ended the exception{task}")),
        CommentAction::Remediate => (IconName::Ban, Tone::Rejected, format!("had access taken away{task}")),
        CommentAction::Failure => {
            (IconName::CircleAlert, Tone::Rejected, "could not carry it out".to_owned())
        }
    };
    let who = match comment.user.and_then(|user| view.person(user)) {
        Some(person) => name(person, reader),
        None if comment.name == "SYSTEM" => "Bailiwick".to_owned(),
        None => comment.name.clone(),
    };
    if let Some(person) = comment.on_behalf_of.and_then(|person| view.person(person)) {
        what = format!("{what} on behalf of {}", name(person, reader));
    }
    let file = comment.attachment.as_ref();
    // A file without words has its name for words.
    let words = file.filter(|(_, name)| *name == comment.comment).map_or(comment.comment.as_str(), |_| "");
    let file = file.map(|(id, name)| (format!("/idhub/api/tasks/attachments/{id}"), name.clone()));
    Event { file, ..Event::new(comment.at, icon, tone, what).by(who).saying(words) }
}

/// What people call a phase, inside a sentence.
fn task(phase: &str, view: &RequestView) -> String {
    let found = view.request.phases.iter().find(|known| known.name == phase);
    found.map_or(phase, |known| &known.display_name).to_lowercase()
}

/// A phase that is over and that nobody said anything about.
fn passed(phase: &Phase, view: &RequestView, reader: Option<UserId>) -> Option<Event> {
    let at = phase.completed.filter(|_| phase.status == PhaseStatus::Complete)?;
    if phase.kind == PhaseKind::Scheduled {
        return Some(Event::new(at, IconName::CalendarClock, Tone::Neutral, "The date came"));
    }
    let told = view
        .comments
        .iter()
        .any(|comment| comment.action.ends_phase() && comment.phase.as_deref() == Some(&phase.name));
    if told || phase.decision != Some(PhaseDecision::Approve) {
        return None;
    }
    let person = view.person(phase.completed_by?)?;
    let what = format!("had agreed already ({})", phase.display_name.to_lowercase());
    Some(Event::new(at, IconName::Check, Tone::Approved, what).by(name(person, reader)))
}

fn waiting(phase: &Phase, view: &RequestView, reader: Option<UserId>, clock: Clock) -> Event {
    if phase.kind == PhaseKind::Scheduled {
        let until = phase.due.map(|due| format!(" until {}", clock.day(due))).unwrap_or_default();
        return Event::new(phase.started, IconName::CalendarClock, Tone::Progress, format!("Waiting{until}"));
    }
    let what = format!("{}, waits for {}", phase.display_name, waited_for(phase, view, reader));
    match phase.due.map(|due| clock.due(due)) {
        Some((Urgency::Late, late)) => {
            Event::new(phase.started, IconName::Clock, Tone::Overdue, format!("{what}, {late}"))
        }
        Some((_, due)) => {
            Event::new(phase.started, IconName::Hourglass, Tone::Progress, format!("{what}, due {due}"))
        }
        None => Event::new(phase.started, IconName::Hourglass, Tone::Progress, what),
    }
}

fn ended(view: &RequestView) -> Option<Event> {
    let request = &view.request;
    let at = request.completed?;
    let person = &view.user.display_name;
    let modifier = request.access.map(|access| access.modifier);
    Some(match (request.outcome?, modifier) {
        (Outcome::Provisioned | Outcome::Fulfilled, Some(Modifier::Add)) => {
            Event::new(at, IconName::BadgeCheck, Tone::Approved, format!("Granted: {person} holds it now"))
        }
        (Outcome::Provisioned | Outcome::Fulfilled, None) => {
            Event::new(at, IconName::BadgeCheck, Tone::Approved, "It is done")
        }
        (Outcome::Provisioned | Outcome::Fulfilled, Some(Modifier::Remove)) => Event::new(
            at,
            IconName::BadgeCheck,
            Tone::Revoked,
            format!("Removed: {person} does not hold it any more"),
        ),
        (Outcome::NotProvisioned, _) => Event::new(
            at,
            IconName::CircleAlert,
            Tone::Rejected,
            "It was approved, but could not be carried out",
        ),
        (Outcome::Denied | Outcome::Cancelled, _) => return None,
    })
}

fn coming(view: &RequestView, reader: Option<UserId>, clock: Clock) -> Vec<Event> {
    let request = &view.request;
    let step = |step: &String| match expected(step, view) {
        [] => Event::later(IconName::UserRound, step.clone()),
        people => {
            let people = sentence(&any_of(people, reader));
            let (first, rest) = step.split_at(step.chars().next().map_or(0, char::len_utf8));
            Event::later(IconName::UserRound, format!("{people}, {}{rest}", first.to_lowercase()))
        }
    };
    let mut events: Vec<Event> = view.to_come.iter().map(step).collect();
    if let Some(date) = date_to_come(request, clock) {
        events.push(Event::later(IconName::CalendarClock, format!("Waits until {}", clock.day(date))));
    }
    if request.status.is_open() {
        let what = match request.access.map(|access| access.modifier) {
            Some(Modifier::Add) => "The access is granted",
            Some(Modifier::Remove) => "The access is removed",
            None => "It is done",
        };
        events.push(Event::later(IconName::Cable, what));
    }
    events
}
