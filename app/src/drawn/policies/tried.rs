//! Who breaks a rule now.

use bailiwick::policy::RuleDefinition;
use bailiwick_engine::policies::{Breaker, Tried};
use leptos::prelude::*;

use super::cards::side_title;
use crate::components::{Avatar, Card, FaceSize};
use crate::text::{int, number};

/// So many people are named at once.
const NAMED: usize = 8;

/// How many people break the rule, and the first of them.
pub(super) fn breakers(rule: Option<&RuleDefinition>, tried: &Tried) -> AnyView {
    let sides = tried.sides.len();
    let noun = if tried.people == 1 { "person breaks it now" } else { "people break it now" };
    let people = tried.first.iter().map(|one| person(one, sides));
    let few = people.clone().take(NAMED).collect_view();
    let rest = (tried.first.len() > NAMED).then(|| {
        let shown = people.skip(NAMED).collect_view();
        let untold = tried.people - tried.first.len();
        view! {
            <details class="border-t border-line px-4 py-2">
                <summary class="cursor-pointer text-meta text-accent-ink">
                    {format!("{} more", number(int(tried.people - NAMED)))}
                </summary>
                <ul>{shown}</ul>
                {(untold > 0).then(|| view! { <p class="text-meta text-muted">{format!("and {} more", number(int(untold)))}</p> })}
            </details>
        }
    });
    let inactive = rule.is_some_and(|rule| !rule.is_active);
    let note = inactive.then_some("The rule is not active: nobody is asked about them.");
    let (count, figure) = (tried.people.to_string(), number(int(tried.people)));
    let large = if tried.people > 0 { "text-violation" } else { "text-approved" };
    view! {
        <Card id="now" title="If this counts now">
            <p class="px-4 py-4" role="status">
                <span class=format!("text-2xl font-semibold {large}") data-count=count>{figure}</span>
                " "
                {noun}
                {note.map(|note| view! { <span class="block text-meta text-muted">{note}</span> })}
            </p>
            <ul>{few}</ul>
            {rest}
        </Card>
    }
    .into_any()
}

fn person(one: &Breaker, sides: usize) -> AnyView {
    let name = one.user.display_name.clone();
    let about: Vec<String> =
        [&one.user.title, &one.user.organisation].into_iter().flatten().cloned().collect();
    let causes = one.causes.iter().enumerate().map(|(place, items)| {
        let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
        view! {
            <li class="wrap-anywhere">
                <span class="text-faint">{side_title(place, sides)} ": "</span>
                {names.join(", ")}
            </li>
        }
    });
    let causes = causes.collect_view();
    view! {
        <li class="flex gap-3 border-t border-line px-4 py-2.5">
            <Avatar name=name.clone() size=FaceSize::Small/>
            <div class="min-w-0 flex-1">
                <p class="text-sm font-medium">{name}</p>
                <p class="text-meta text-muted">{about.join(", ")}</p>
                <ul class="mt-1 text-meta">{causes}</ul>
            </div>
        </li>
    }
    .into_any()
}
