//! Where a request stands, as a row of steps.

use bailiwick::id::UserId;
use bailiwick::request::{Modifier, Outcome, Phase, PhaseDecision, PhaseKind, PhaseStatus};
use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::history::sentence;
use super::words::{any_of, date_to_come, expected, name, short, waited_for};
use crate::clock::{Clock, Urgency};
use crate::components::{Icon, IconName, Tone};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Done,
    Now,
    Failed,
    Cancelled,
    ToCome,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Stop {
    state: State,
    label: String,
    note: String,
}

/// The row of steps.
pub fn request_steps(view: &RequestView, reader: Option<UserId>, clock: Clock) -> AnyView {
    let stops = stops(view, reader, clock);
    let last = stops.len().saturating_sub(1);
    let stop = |(i, stop): (usize, Stop)| draw(stop, i == last);
    view! {
        <section aria-labelledby="request-steps" class="rounded-md border border-line bg-surface px-4 py-4">
            <h2 id="request-steps" class="sr-only">
                "Where it stands"
            </h2>
            <ol class="flex flex-col gap-2 sm:flex-row sm:gap-0">
                {stops.into_iter().enumerate().map(stop).collect_view()}
            </ol>
        </section>
    }
    .into_any()
}

fn draw(Stop { state, label, note }: Stop, last: bool) -> impl IntoView {
    let note = sentence(&note);
    let (dot, icon, said) = match state {
        State::Done => (Tone::Approved.soft(), Some(IconName::Check), "done"),
        State::Now => (Tone::Progress.soft(), Some(IconName::Hourglass), "now"),
        State::Failed => (Tone::Rejected.soft(), Some(IconName::X), "ended here"),
        State::Cancelled => (Tone::Neutral.soft(), Some(IconName::Ban), "called off"),
        State::ToCome => ("border-dashed border-line-strong bg-surface text-faint", None, "to come"),
    };
    let line = if state == State::Done { "bg-approved-line" } else { "bg-line-strong" };
    let ink = match state {
        State::Now => "font-semibold",
        State::ToCome => "font-medium text-muted",
        State::Done | State::Failed | State::Cancelled => "font-medium",
    };
    view! {
        <li class="relative flex min-w-0 flex-1 gap-3 sm:block" aria-current=(state == State::Now).then_some("step")>
            <span class="flex items-center sm:mb-2">
                <span class=format!("inline-flex size-6 shrink-0 items-center justify-center rounded-full border {dot}")>
                    {icon.map(|name| view! { <Icon name class="size-3.5"/> })}
                </span>
                {(!last).then(|| view! { <span class=format!("mx-2 hidden h-px flex-1 sm:block {line}")></span> })}
            </span>
            <span class="min-w-0 pb-1">
                <span class=format!("block text-sm {ink}")>
                    {label}
                    <span class="sr-only">{format!(", {said}")}</span>
                </span>
                <span class="block pe-3 text-meta text-muted">{note}</span>
            </span>
        </li>
    }
}

fn stops(view: &RequestView, reader: Option<UserId>, clock: Clock) -> Vec<Stop> {
    let request = &view.request;
    let mut stops =
        vec![Stop { state: State::Done, label: "Sent".into(), note: clock.moment(request.started) }];
    stops.extend(request.phases.iter().filter_map(|phase| reached(phase, view, reader, clock)));
    stops.extend(view.to_come.iter().map(|step| {
        let people = expected(step, view);
        let note = if people.is_empty() { String::new() } else { any_of(people, reader) };
        Stop { state: State::ToCome, label: short(step), note }
    }));
    if let Some(date) = date_to_come(request, clock) {
        stops.push(Stop { state: State::ToCome, label: "Date".into(), note: clock.day(date) });
    }
    stops.extend(end(view, clock));
    stops
}

fn reached(phase: &Phase, view: &RequestView, reader: Option<UserId>, clock: Clock) -> Option<Stop> {
    let label =
        if phase.kind == PhaseKind::Scheduled { "Date".to_owned() } else { short(&phase.display_name) };
    let by = phase.completed_by.and_then(|user| view.person(user)).map(|person| name(person, reader));
    let day = phase.due.map(|due| clock.day(due)).unwrap_or_default();
    let late = matches!(phase.due.map(|due| clock.due(due)), Some((Urgency::Late, _)));
    let (state, note) = match (phase.status, phase.decision) {
        (PhaseStatus::Cancelled, _) => return None,
        (PhaseStatus::Complete, Some(PhaseDecision::Reject | PhaseDecision::Deny)) => {
            (State::Failed, by.unwrap_or_default())
        }
        (PhaseStatus::Complete, _) if phase.kind == PhaseKind::Scheduled => (State::Done, day),
        (PhaseStatus::Complete, _) => (State::Done, by.unwrap_or_default()),
        (PhaseStatus::InProgress, _) if phase.kind == PhaseKind::Scheduled => (State::Now, day),
        (PhaseStatus::InProgress, _) if late => {
            (State::Now, format!("{}, late", waited_for(phase, view, reader)))
        }
        (PhaseStatus::InProgress, _) => (State::Now, waited_for(phase, view, reader)),
    };
    Some(Stop { state, label, note })
}

fn end(view: &RequestView, clock: Clock) -> Option<Stop> {
    let request = &view.request;
    let label = match request.access.map(|access| access.modifier) {
        Some(Modifier::Add) => "Granted",
        Some(Modifier::Remove) => "Removed",
        None => "Done",
    };
    let at = request.completed.map(|at| clock.moment(at)).unwrap_or_default();
    let stop = |state, label: &str, note| Some(Stop { state, label: label.to_owned(), note });
    match request.outcome {
        Some(Outcome::Provisioned | Outcome::Fulfilled) => stop(State::Done, label, at),
        Some(Outcome::NotProvisioned) => stop(State::Failed, "Not carried out", at),
        Some(Outcome::Cancelled) => stop(State::Cancelled, "Cancelled", at),
        Some(Outcome::Denied) => None,
        None if request.open_phase().is_none() => stop(State::Now, label, "being carried out".to_owned()),
        None => stop(State::ToCome, label, String::new()),
    }
}
