//! Controls in words.

use bailiwick::policy::control::Loss;
use bailiwick::policy::{Control, ControlState};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Badge, Tone};
use crate::text::counted;

/// Where a control stands, as a badge.
pub(in crate::drawn) fn badge(control: &Control, clock: Clock) -> AnyView {
    let (tone, text) = state(control, clock);
    view! { <Badge tone text/> }.into_any()
}

/// Where a control stands.
pub(super) fn state(control: &Control, clock: Clock) -> (Tone, String) {
    match (control.state(clock.now), control.until()) {
        (ControlState::Current, _) => (Tone::Approved, "Current".to_owned()),
        (ControlState::Due, Some(until)) => (Tone::Overdue, format!("Due {}", clock.ago(until))),
        (ControlState::Due, None) => (Tone::Overdue, "Due".to_owned()),
        (ControlState::Lapsed, Some(_)) => (Tone::Rejected, "Lapsed".to_owned()),
        (ControlState::Lapsed, None) => (Tone::Rejected, "No evidence yet".to_owned()),
        (ControlState::Retired, _) => (Tone::Neutral, "Retired".to_owned()),
    }
}

/// How often evidence is asked for.
pub(super) fn every(control: &Control) -> String {
    match control.definition.interval_days {
        1 => "Every day".to_owned(),
        days => format!("Every {}", counted(days, "day")),
    }
}

/// Why an exception cannot rest on a control.
pub(in crate::drawn) fn why_not(loss: Loss, clock: Clock) -> String {
    match loss {
        Loss::NoEvidence => "Nobody has given evidence of it yet.".to_owned(),
        Loss::Lapsed(until) => format!("It has been without evidence since {}.", clock.day(until)),
        Loss::Retired => "It was retired.".to_owned(),
        Loss::Unlinked => "It is not linked to the rule.".to_owned(),
        Loss::TheirOwn => {
            "They confirmed it last themselves: somebody else must confirm it first.".to_owned()
        }
    }
}
