//! What I hold, at a glance, and what of it ends soon.

use bailiwick::view::{AccessView, HeldAccess};
use leptos::prelude::*;

use crate::clock::Clock;
use crate::components::{Card, Dot, EmptyState, FaceSize, Icon, IconName, TextLink, Tile, When, WhenForm};
use crate::text::number;

/// Applications that are listed one by one.
const LISTED: usize = 4;

/// What ends soon; nothing at all when nothing does.
#[component]
pub(super) fn EndsSoon(ending: Vec<AccessView>, clock: Clock) -> impl IntoView {
    let line = move |view: AccessView| {
        let place = view.item.application_name;
        let ends = view.grant.end.map(|at| {
            view! {
                <span class="font-medium text-overdue">
                    "ends " <When at clock form=WhenForm::Day/>
                </span>
            }
        });
        view! {
            <li class="px-4 py-2.5">
                <p class="truncate text-sm font-medium">{view.item.name}</p>
                <p class="text-meta text-muted">
                    {place.map(|place| view! { {place} <Dot/> })}
                    {ends}
                </p>
            </li>
        }
    };
    (!ending.is_empty()).then(|| {
        view! {
            <Card id="home-ending" title="Ends soon">
                <ul class="divide-y divide-line">{ending.into_iter().map(line).collect_view()}</ul>
            </Card>
        }
    })
}

/// How much I hold, and where most of it is.
#[component]
pub(super) fn YourAccess(held: HeldAccess, applications: Vec<(String, u32)>) -> impl IntoView {
    if held.applications + held.roles + held.entitlements == 0 {
        return view! {
            <Card id="home-access" title="Your access">
                <EmptyState
                    icon=IconName::KeyRound
                    title="You hold nothing yet"
                    text="What you are given stands here, with the reason for it."
                />
            </Card>
        }
        .into_any();
    }
    let figure = |(name, count): (&'static str, i64)| {
        view! {
            <div class="px-4 py-3">
                <dt class="text-meta text-muted">{name}</dt>
                <dd class="text-xl font-semibold">{number(count)}</dd>
            </div>
        }
    };
    let figures =
        [("Applications", held.applications), ("Roles", held.roles), ("Entitlements", held.entitlements)];
    let foot = || view! { <TextLink href="/access">"See all and why"</TextLink> };
    view! {
        <Card id="home-access" title="Your access" foot>
            <dl class="grid grid-cols-3 divide-x divide-line border-b border-line">{figures.map(figure).collect_view()}</dl>
            <ul class="grid gap-2.5 px-4 py-3 text-sm">{bars(applications).collect_view()}</ul>
        </Card>
    }
    .into_any()
}

/// The applications where most is held, each with its share of the longest bar; the rest together.
fn bars(applications: Vec<(String, u32)>) -> impl Iterator<Item = impl IntoView> {
    let mut listed = applications;
    let rest = listed.split_off(listed.len().min(LISTED));
    let rest_held: u32 = rest.iter().map(|(_, count)| count).sum();
    let longest = listed.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let others = (!rest.is_empty()).then(|| {
        let words = if rest.len() == 1 { "One more".to_owned() } else { format!("{} more", rest.len()) };
        (words, rest_held)
    });
    let listed = listed.into_iter().map(|one| (one, true));
    listed.chain(others.map(|rest| (rest, false))).map(move |((name, count), named)| {
        let face = if named {
            view! { <Tile name=name.clone() size=FaceSize::Small/> }.into_any()
        } else {
            view! { <Icon name=IconName::Ellipsis class="mx-1 size-4 text-faint"/> }.into_any()
        };
        // The rest is a sum of many, and its bar would be longer than any.
        let bar = named.then(|| {
            let width = (u64::from(count) * 100 / u64::from(longest)).to_string();
            view! {
                <svg class="h-1.5 w-24 shrink-0" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
                    <rect width="100" height="6" class="fill-sunken"></rect>
                    <rect width=width height="6" class="fill-muted"></rect>
                </svg>
            }
        });
        view! {
            <li class="flex items-center gap-2.5">
                {face} <span class="min-w-0 flex-1 truncate">{name}</span>
                {bar}
                <span class="w-6 text-end text-meta text-muted">{number(count)}</span>
            </li>
        }
    })
}
