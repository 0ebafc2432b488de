//! What waits for me.

use bailiwick::view::{Page, RequestView};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{ButtonLink, Card, Dot, Due, EmptyState, Icon, IconName, RowLink, Size, TextLink};
use crate::pages::requests::words;
use crate::text::number;

/// The first of what waits for me, most urgent first.
#[component]
pub(super) fn Waiting(waiting: Page<RequestView>, clock: Clock) -> impl IntoView {
    if waiting.rows.is_empty() {
        return view! {
            <Card id="home-waiting" title="Waiting for you">
                <EmptyState
                    icon=IconName::Inbox
                    title="Nothing waits for you"
                    text="When somebody asks for access that is yours to decide about, it stands here first."
                />
            </Card>
        }
        .into_any();
    }
    let all = match waiting.total {
        1 => "Open the inbox".to_owned(),
        n => format!("All {} in the inbox", number(n)),
    };
    let foot = move || view! { <TextLink href="/inbox">{all}</TextLink> };
    view! {
        <Card id="home-waiting" title="Waiting for you" foot>
            <ul class="divide-y divide-line">
                {waiting.rows.into_iter().map(move |view| task(&view, clock)).collect_view()}
            </ul>
        </Card>
    }
    .into_any()
}

fn task(view: &RequestView, clock: Clock) -> impl IntoView + use<> {
    let href = format!("/inbox?task={}", view.request.number);
    let due = view.request.open_phase().and_then(|phase| phase.due);
    let step = view.request.open_phase().map(|phase| phase.display_name.clone()).unwrap_or_default();
    let title = words::title(view);
    let others =
        (view.request.requester.user != Some(view.user.id)).then(|| view.request.requester.name.clone());
    let by = others.map(|name| view! { <Dot/> {format!("asked by {name}")} });
    let about = format!(" about {title}");
    view! {
        <li class="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3 hover:bg-hover sm:flex-nowrap sm:items-center">
            <span class="inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-line bg-sunken text-muted">
                <Icon name=words::icon(view)/>
            </span>
            <div class="min-w-0 flex-1">
                <p class="text-sm font-medium">
                    <RowLink href=href.clone()>{title}</RowLink>
                </p>
                <p class="mt-0.5 text-meta text-muted">
                    {step} <Dot/> {words::place(view)} {by}
                </p>
            </div>
            <div class="flex w-full items-center justify-between gap-4 ps-11 sm:w-auto sm:ps-0">
                <div class="sm:w-28">{due.map(|at| view! { <Due at clock/> })}</div>
                <ButtonLink href size=Size::Small>
                    "Decide"
                    <span class="sr-only">{about}</span>
                </ButtonLink>
            </div>
        </li>
    }
}
