//! A request's timeline: what happened, who decided and why, what is to come.

use bailiwick::id::UserId;
use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::history::{Event, history};
use crate::clock::Clock;
use crate::components::{Quote, TextLink, Timeline, TimelineStep, When, WhenForm};

/// The timeline of a request.
pub fn request_timeline(view: &RequestView, reader: Option<UserId>, clock: Clock) -> AnyView {
    let steps = history(view, reader, clock);
    view! { <Timeline>{steps.into_iter().map(|event| step(event, clock)).collect_view()}</Timeline> }
        .into_any()
}

fn step(event: Event, clock: Clock) -> impl IntoView {
    let Event { at, icon, tone, who, what, words, file, to_come } = event;
    let title = move || match who {
        Some(who) => view! { <b class="font-medium">{who}</b> " " {what} }.into_any(),
        None => what.into_any(),
    };
    let when = move || at.map(|at| view! { <When at clock form=WhenForm::Moment/> });
    let quote = words.map(|text| view! { <Quote text/> });
    let file = file.map(|(href, name)| {
        view! {
            <p class="mt-1 wrap-anywhere">
                "File: " <TextLink href external=true>{name}</TextLink>
            </p>
        }
    });
    view! {
        <TimelineStep icon tone to_come title when>
            {quote}
            {file}
        </TimelineStep>
    }
}
