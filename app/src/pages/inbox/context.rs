//! What helps to decide: who it is, who like them holds it, what they hold already, what was decided before.

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory;
use bailiwick::view::{RequestContext, RequestView};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Avatar, Badge, Peers, Quote, Risk, TextLink, When, WhenForm};
use crate::pages::requests::words::{badge, risk};
use crate::text::{counted, number};
use crate::url;

/// The most colleagues that are drawn as dots.
const MOST_DOTS: u32 = 16;

/// The pane.
#[component]
pub fn ContextPane(context: RequestContext, clock: Clock) -> impl IntoView {
    let RequestContext { view, peers, colleagues, holders, held_in_application, decided_before, .. } =
        context;
    let organisation = view.user.organisation.clone();
    let organisation = organisation.filter(|_| colleagues == directory::Colleagues::Organisation);
    view! {
        <aside
            aria-labelledby="task-context"
            class="hidden min-w-0 border-s border-line bg-canvas xl:relative xl:block xl:h-dvh xl:overflow-y-auto"
            tabindex="0"
        >
            <h2 id="task-context" class="sr-only">
                "What helps to decide"
            </h2>
            <Who view=view.clone()/>
            {view.item.is_some().then(|| view! { <Colleagues peers organisation holders/> })}
            // A role is nowhere: there is no place to hold more in.
            {view
                .item
                .clone()
                .filter(|item| item.kind != ItemKind::Role)
                .map(|item| view! { <Holds view=view.clone() item held=held_in_application/> })}
            {(!decided_before.is_empty()).then(|| view! { <Before views=decided_before clock/> })}
        </aside>
    }
    .into_any()
}

#[component]
fn Part(id: &'static str, #[prop(into)] title: String, end: AnyView, children: Children) -> impl IntoView {
    view! {
        <section aria-labelledby=id class="border-b border-line px-5 py-4 last:border-0">
            <div class="mb-2 flex items-baseline justify-between gap-2">
                <h3 id=id class="text-meta font-semibold">
                    {title}
                </h3>
                <span class="text-meta text-muted">{end}</span>
            </div>
            {children()}
        </section>
    }
    .into_any()
}

#[component]
fn Who(view: RequestView) -> impl IntoView {
    let user = view.user;
    let href = format!("/people/{}/access", user.id);
    let end = view! { <TextLink href>"Access"</TextLink> }.into_any();
    view! {
        <Part id="context-who" title=user.display_name.clone() end>
            <div class="flex items-center gap-3">
                <Avatar name=user.display_name/>
                <p class="min-w-0 text-meta text-muted">
                    {user.title.map(|title| view! { <span class="block">{title}</span> })}
                    {user.organisation.map(|name| view! { <span class="block">{name}</span> })}
                    {user.mail.map(|mail| view! { <span class="block truncate">{mail}</span> })}
                </p>
            </div>
        </Part>
    }
}

#[component]
fn Colleagues(peers: (u32, u32), organisation: Option<String>, holders: i64) -> impl IntoView {
    let (have, of) = peers;
    let end = format!("{have} of {of}").into_any();
    let drawn = match of {
        0 => view! { <p class="text-meta text-muted">"There is nobody to compare with."</p> }.into_any(),
        1..=MOST_DOTS => view! { <Dots have of/> }.into_any(),
        _ => view! { <Peers have of/> }.into_any(),
    };
    let holders = match holders {
        0 => "Nobody holds it yet.".to_owned(),
        1 => "One person holds it.".to_owned(),
        n => format!("{} people hold it in all.", number(n)),
    };
    let who = organisation.map_or_else(
        || "Colleagues have the same manager.".to_owned(),
        |name| format!("Colleagues belong to {name}."),
    );
    view! {
        <Part id="context-peers" title="Colleagues who hold it" end>
            {drawn}
            <p class="mt-2 text-meta text-muted">{format!("{who} {holders}")}</p>
        </Part>
    }
}

/// One dot a colleague; the filled ones hold it.
#[component]
fn Dots(have: u32, of: u32) -> impl IntoView {
    let dot = move |i: u32| {
        let (radius, class) =
            if i < have { ("5", "fill-accent") } else { ("4.5", "fill-none stroke-line-strong") };
        view! { <circle cx=(6 + 15 * i).to_string() cy="6" r=radius class=class></circle> }
    };
    view! {
        <svg
            class="block h-3 max-w-full"
            width="246"
            height="12"
            viewBox="0 0 246 12"
            role="img"
            aria-label=format!("{have} of {of} colleagues hold it")
        >
            {(0..of).map(dot).collect_view()}
        </svg>
    }
}

#[component]
fn Holds(view: RequestView, item: ItemBrief, held: i64) -> impl IntoView {
    let end = view! { <Risk level=risk(item.risk)/> }.into_any();
    let application = item.application_name.unwrap_or_else(|| item.name.clone());
    let href = url::to(&format!("/people/{}/access", view.user.id), &[("q", &application)]);
    let said = match held {
        0 => format!("{} holds nothing in {application} yet.", view.user.given_name),
        n => format!("{} holds {} in {application}.", view.user.given_name, counted(n, "item")),
    };
    view! {
        <Part id="context-holds" title="What they hold there" end>
            <p class="text-sm">{said}</p>
            {(held > 0).then(|| view! { <p class="mt-1 text-meta"><TextLink href>"See it"</TextLink></p> })}
        </Part>
    }
}

#[component]
fn Before(views: Vec<RequestView>, clock: Clock) -> impl IntoView {
    let row = move |view: RequestView| {
        let (tone, text) = badge(&view.request, clock);
        let at = view.request.completed.unwrap_or(view.request.started);
        let reason = view.request.phases.iter().rev().find_map(|phase| phase.justification.clone());
        view! {
            <li>
                <p class="flex items-center gap-2 text-meta">
                    <Badge tone text/>
                    <span class="min-w-0 flex-1 truncate">{view.user.display_name}</span>
                    <span class="text-faint">
                        <When at clock form=WhenForm::Day/>
                    </span>
                </p>
                {reason.map(|text| view! { <div class="mt-1 text-meta"><Quote text/></div> })}
            </li>
        }
    };
    view! {
        <Part id="context-before" title="Decided before" end=().into_any()>
            <ul class="grid gap-2.5">{views.into_iter().map(row).collect_view()}</ul>
        </Part>
    }
}
