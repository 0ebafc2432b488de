//! How requests are told: what is asked, where it stands, what is still to come.

use bailiwick::catalog::{ItemKind, Risk};
use bailiwick::directory::UserBrief;
use bailiwick::id::UserId;
use bailiwick::request::{Modifier, Outcome, Phase, PhaseKind, Priority, Request, RequestStatus};
use bailiwick::view::RequestView;
use leptos::prelude::*;

use crate::clock::{Clock, Urgency};
use crate::components::{Fact, IconName, RiskLevel, Tone};

/// The number people call a request by.
pub fn number(number: i64) -> String {
    format!("REQ-{number}")
}

/// What is asked: the item's name, and whether it is to go.
pub fn asked(view: &RequestView) -> String {
    if view.request.removes() { format!("Remove {}", view.what()) } else { view.what().to_owned() }
}

/// What is asked, and for whom.
pub fn title(view: &RequestView) -> String {
    format!("{}, for {}", asked(view), view.user.display_name)
}

/// Where an item lives: its application, or what it is.
pub fn place(view: &RequestView) -> String {
    let Some(item) = &view.item else { return "Request".to_owned() };
    match (&item.application_name, item.kind) {
        (Some(name), _) => name.clone(),
        (None, ItemKind::Role) => "Role".to_owned(),
        (None, ItemKind::Application) => "Application".to_owned(),
        (None, ItemKind::Entitlement) => "Entitlement".to_owned(),
    }
}

/// The picture of a kind of item.
pub const fn kind_icon(kind: ItemKind) -> IconName {
    match kind {
        ItemKind::Application => IconName::AppWindow,
        ItemKind::Entitlement => IconName::KeyRound,
        ItemKind::Role => IconName::Users,
    }
}

/// The picture of what is asked for.
pub fn icon(view: &RequestView) -> IconName {
    view.item.as_ref().map_or(IconName::ClipboardCheck, |item| kind_icon(item.kind))
}

/// What a request of a type of one's own holds.
pub fn facts(view: &RequestView) -> AnyView {
    let fact = |(name, value): (String, String)| view! { <Fact name>{value}</Fact> };
    view.facts.clone().into_iter().map(fact).collect_view().into_any()
}

/// A risk, as the kit draws it.
pub const fn risk(risk: Risk) -> RiskLevel {
    match risk {
        Risk::Low => RiskLevel::Low,
        Risk::Medium => RiskLevel::Medium,
        Risk::High => RiskLevel::High,
        Risk::Critical => RiskLevel::Critical,
    }
}

/// A priority in a word.
pub const fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "Low",
        Priority::Medium => "Normal",
        Priority::High => "High",
    }
}

/// The status of a request: its hue and its words.
pub fn badge(request: &Request, clock: Clock) -> (Tone, String) {
    if request.is_draft && request.status.is_open() {
        return (Tone::Neutral, "Draft".to_owned());
    }
    let (tone, words) = match (request.status, request.outcome) {
        (RequestStatus::Cancelled, _) | (_, Some(Outcome::Cancelled)) => (Tone::Neutral, "Cancelled"),
        (RequestStatus::Complete, Some(Outcome::Provisioned | Outcome::Fulfilled)) => {
            match request.access.map(|access| access.modifier) {
                Some(Modifier::Add) => (Tone::Approved, "Granted"),
                Some(Modifier::Remove) => (Tone::Revoked, "Removed"),
                None => (Tone::Approved, "Done"),
            }
        }
        (RequestStatus::Complete, Some(Outcome::NotProvisioned)) => (Tone::Rejected, "Not carried out"),
        (RequestStatus::Complete, _) => (Tone::Rejected, "Rejected"),
        (RequestStatus::Suspended, _) => (Tone::Progress, "Waits for its date"),
        (RequestStatus::InProgress, _) => match request.open_phase() {
            None => (Tone::Progress, "Being carried out"),
            Some(phase) => match phase.due.map(|due| clock.due(due)) {
                Some((Urgency::Late, late)) => return (Tone::Overdue, format!("Approval {late}")),
                _ if phase.kind == PhaseKind::Fulfilment => (Tone::Progress, "To be carried out"),
                _ => (Tone::Progress, "Waits for approval"),
            },
        },
    };
    (tone, words.to_owned())
}

/// Where a request stands, in half a sentence.
pub fn stands(view: &RequestView, reader: Option<UserId>, clock: Clock) -> String {
    let request = &view.request;
    let ended = |what: &str| {
        request.completed.map_or_else(|| what.to_owned(), |at| format!("{what} {}", clock.ago(at)))
    };
    match (request.status, request.outcome) {
        (RequestStatus::Cancelled, _) => ended("called off"),
        (RequestStatus::Complete, Some(Outcome::Denied)) => match refused_by(view) {
            Some(person) => ended(&format!("refused by {}", name(person, reader))),
            None => ended("refused"),
        },
        (RequestStatus::Complete, Some(Outcome::NotProvisioned)) => {
            ended("approved, but it could not be carried out")
        }
        (RequestStatus::Complete, _) if request.removes() => ended("removed"),
        (RequestStatus::Complete, _) if request.access.is_none() => ended("done"),
        (RequestStatus::Complete, _) => ended("granted"),
        (RequestStatus::InProgress | RequestStatus::Suspended, _) => match request.open_phase() {
            Some(phase) => waits(phase, view, reader, clock),
            None => "approved, being carried out".to_owned(),
        },
    }
}

fn waits(phase: &Phase, view: &RequestView, reader: Option<UserId>, clock: Clock) -> String {
    if phase.kind == PhaseKind::Scheduled {
        return phase.due.map_or_else(
            || "approved, waits for its date".to_owned(),
            |due| format!("approved, waits until {}", clock.day(due)),
        );
    }
    let whom = waited_for(phase, view, reader);
    match phase.due.map(|due| (clock.due(due), due)) {
        Some(((Urgency::Late, late), _)) => format!("waits for {whom}, {late}"),
        Some(((Urgency::Today, _), _)) => format!("waits for {whom}, due today"),
        Some(((Urgency::Later, _), due)) => format!("waits for {whom}, due {}", clock.day(due)),
        None => format!("waits for {whom}"),
    }
}

/// Whom a phase waits for: `you or Tom Ek`.
pub fn waited_for(phase: &Phase, view: &RequestView, reader: Option<UserId>) -> String {
    let asked = phase.actors.iter().filter(|actor| actor.active).filter_map(|actor| view.person(actor.user));
    any_of(asked, reader)
}

/// `you`, `Marta Oyelaran or Tom Ek`, `Marta Oyelaran or 3 others`.
pub fn any_of<'a>(people: impl IntoIterator<Item = &'a UserBrief>, reader: Option<UserId>) -> String {
    let mut people: Vec<&UserBrief> = people.into_iter().collect();
    people.sort_by_key(|person| Some(person.id) != reader);
    match people.as_slice() {
        [] => "an administrator".to_owned(),
        [one] => name(one, reader),
        [one, other] => format!("{} or {}", name(one, reader), name(other, reader)),
        [one, others @ ..] => format!("{} or {} others", name(one, reader), others.len()),
    }
}

/// A person's name; `you`, when they read it themselves.
pub fn name(person: &UserBrief, reader: Option<UserId>) -> String {
    if Some(person.id) == reader { "you".to_owned() } else { person.display_name.clone() }
}

fn refused_by(view: &RequestView) -> Option<&UserBrief> {
    let refused = |phase: &&Phase| phase.decision == Some(bailiwick::request::PhaseDecision::Reject);
    view.person(view.request.phases.iter().find(refused)?.completed_by?)
}

/// What a step is called in a row of steps: `Manager approval` is short for the manager's.
pub fn short(step: &str) -> String {
    let short = step.strip_suffix(" approval").or_else(|| step.strip_suffix(" Approval")).unwrap_or(step);
    let short = short.strip_suffix(" Task").unwrap_or(short);
    short.to_owned()
}

/// Who would be asked in a step that an open request has not come to yet, where its name tells.
pub fn expected<'a>(step: &str, view: &'a RequestView) -> &'a [UserBrief] {
    if step.starts_with("Owner") { &view.owners } else { &[] }
}

/// The date that an open request will wait for, once it is approved.
pub fn date_to_come(request: &Request, clock: Clock) -> Option<chrono::DateTime<chrono::Utc>> {
    let date = if request.removes() { request.end } else { request.start };
    let reached = request.phases.iter().any(|phase| phase.kind == PhaseKind::Scheduled);
    date.filter(|date| request.status.is_open() && !reached && *date > clock.now)
}
