//! One task, as a row of the list.

use bailiwick::view::RequestView;
use leptos::prelude::*;

use super::group::due;
use super::place::Place;
use crate::clock::Clock;
use crate::components::{Badge, Due, Icon, Risk};
use crate::pages::requests::words::{asked, badge, icon, risk};

/// The row; the open one is marked.
#[component]
pub fn TaskRow(view: RequestView, place: Memo<Place>, first: Option<i64>, clock: Clock) -> impl IntoView {
    let number = view.request.number;
    let done = place.with_untracked(|place| place.done);
    let open = move || {
        place.with(|place| if place.task == 0 { first == Some(number) } else { place.task == number })
    };
    let href = place.with_untracked(|place| place.to(Some(number)));
    let phase = view.request.open_phase().map(|phase| phase.name.clone()).unwrap_or_default();
    let name = asked(&view);
    let (tone, text) = badge(&view.request, clock);
    let end = due(&view)
        .filter(|_| !done)
        .map_or_else(|| view! { <Badge tone text/> }.into_any(), |at| view! { <Due at clock/> }.into_any());
    let tick = (!done).then(|| {
        let value = format!("{number}:{}:{phase}", view.shown());
        let label = format!("Select {name} for {}", view.user.display_name);
        view! { <input type="checkbox" name="tasks[]" value=value class="mt-0.5" autocomplete="off" aria-label=label/> }
    });
    let about = match view.item.as_ref().and_then(|item| item.application_name.as_ref()) {
        Some(application) => format!("{}, from {application}", view.user.display_name),
        None => view.user.display_name.clone(),
    };
    let about = match view.in_stead_of.and_then(|person| view.person(person)) {
        Some(person) => format!("for {}: {about}", person.display_name),
        None => about,
    };
    view! {
        <li
            class="group/task relative hover:bg-hover has-aria-[current=true]:bg-accent-soft"
        >
            <span
                class="absolute inset-y-0 start-0 hidden w-0.5 bg-accent group-has-aria-[current=true]/task:block"
                data-rail
                aria-hidden="true"
            ></span>
            <div class="flex gap-2.5 px-4 py-2.5">
                {tick}
                <a href=href aria-current=move || open().then_some("true") class="min-w-0 flex-1 rounded-md">
                    <span class="flex items-center gap-2">
                        <span class="min-w-0 flex-1 truncate text-sm font-medium">{name}</span>
                        <span class="flex shrink-0">{end}</span>
                    </span>
                    <span class="mt-0.5 flex items-center gap-1.5 text-meta text-muted">
                        <Icon name=icon(&view) class="size-3.5 text-faint"/>
                        <span class="min-w-0 flex-1 truncate">{about}</span>
                        {view.item.as_ref().map(|item| view! { <Risk level=risk(item.risk) bars_only=true/> })}
                    </span>
                </a>
            </div>
        </li>
    }
    .into_any()
}
