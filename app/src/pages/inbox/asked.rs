//! What is asked, and why; and what became of it, when it is decided.

use bailiwick::request::Modifier;
use bailiwick::view::RequestView;
use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Badge, Fact, Facts, When, WhenForm};
use crate::pages::requests::words::{badge, facts, priority};
use crate::text::counted;

/// What is asked, and why.
#[component]
pub fn Asked(view: RequestView, clock: Clock) -> impl IntoView {
    let fields = facts(&view);
    let what = view.item.as_ref().map(|item| item.description.clone()).filter(|text| !text.is_empty());
    let what = what.unwrap_or_else(|| view.what().to_owned());
    let RequestView { request, .. } = view;
    let reason = if request.justification.is_empty() {
        view! { <p class="mt-2 text-sm text-faint">"No reason was given."</p> }.into_any()
    } else {
        view! {
            <blockquote class="mt-2 border-s-2 border-line-strong ps-3 text-sm wrap-anywhere whitespace-pre-line text-muted">
                {request.justification}
            </blockquote>
        }
        .into_any()
    };
    let gives = match request.access.map(|access| access.modifier) {
        Some(Modifier::Add) => "Grants",
        Some(Modifier::Remove) => "Takes away",
        None => "Asks for",
    };
    let started = request.started;
    view! {
        <section aria-labelledby="task-why">
            <h3 id="task-why" class="text-meta font-semibold">
                "What is asked, and why"
            </h3>
            {reason}
            <div class="mt-3">
                <Facts>
                    <Fact name=gives>{what}</Fact>
                    {fields}
                    <Fact name="From, until">{span(request.start, request.end, clock)}</Fact>
                    <Fact name="Asked by">
                        {request.requester.name} ", " <When at=started clock/>
                    </Fact>
                    <Fact name="Priority">{priority(request.priority)}</Fact>
                </Facts>
            </div>
        </section>
    }
    .into_any()
}

/// From when until when, and how long that is.
fn span(start: Option<DateTime<Utc>>, end: Option<DateTime<Utc>>, clock: Clock) -> String {
    let from = start.map_or_else(|| "At once".to_owned(), |at| clock.day(at));
    match end {
        None => format!("{from}, no end"),
        Some(end) => {
            let days = (end - start.unwrap_or(clock.now)).num_days() + 1;
            format!("{from} to {} ({})", clock.day(end), counted(days, "day"))
        }
    }
}

/// The foot of a task that does not wait for the reader any more.
#[component]
pub fn Decided(view: RequestView, clock: Clock) -> impl IntoView {
    let (tone, text) = badge(&view.request, clock);
    let completed = view.request.completed;
    view! {
        <p class="flex flex-wrap items-center gap-2 text-sm text-muted">
            <Badge tone text/>
            {completed.map(|at| view! { <When at clock form=WhenForm::Moment/> })}
            <span>"This does not wait for you."</span>
        </p>
    }
}
