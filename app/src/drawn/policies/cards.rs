//! A rule as columns: its sides beside each other, with what matches them.

use bailiwick::policy::RuleDefinition;
use bailiwick_engine::policies::{Tried, TriedSide};
use leptos::prelude::*;

use super::words;
use crate::components::{Badge, Card, Icon, Tone};
use crate::pages::requests::words::kind_icon;
use crate::text::{counted, int, number};

/// So many items of a side are named at once; the others when asked.
const NAMED: usize = 6;

/// The rule in words, and its sides as columns.
pub(super) fn rule_card(rule: &RuleDefinition, tried: Option<&Tried>) -> AnyView {
    let sentence = match rule.sides.len() {
        1 => format!("{} may hold this:", words::people(rule)),
        _ => format!("{} may hold something of each of these at the same time:", words::people(rule)),
    };
    let last = rule.sides.len() - 1;
    let sides = rule.sides.iter().enumerate().map(|(place, side)| {
        let title = side_title(place, rule.sides.len());
        let label = title.clone();
        let matching = tried.and_then(|tried| tried.sides.get(place));
        let conditions = words::conditions(side).into_iter().map(|one| view! { <li class="wrap-anywhere">{one}</li> });
        let between = (place < last).then(|| {
            view! {
                <p class="self-center rounded-md border border-line px-2 py-1 text-center text-meta text-muted">"and at the same time"</p>
            }
        });
        view! {
            <section class="min-w-0 flex-1 rounded-md border border-line bg-sunken p-3" aria-label=label>
                <h3 class="text-sm font-semibold">{title}</h3>
                <ul class="mt-2 grid gap-1 text-sm">{conditions.collect_view()}</ul>
                {words::kinds(side).map(|kinds| view! { <p class="mt-1 text-meta text-muted">{kinds}</p> })}
                {matching.map(items)}
            </section>
            {between}
        }
    });
    let sides = sides.collect_view();
    view! {
        <Card id="rule" title="Rule">
            <div class="grid gap-3 px-4 py-4">
                <p class="text-sm wrap-anywhere">{sentence}</p>
                <div class="flex flex-col gap-3 md:flex-row md:items-stretch">{sides}</div>
            </div>
        </Card>
    }
    .into_any()
}

/// What a side is called.
pub fn side_title(place: usize, sides: usize) -> String {
    match (sides, place) {
        (2, 0) => "Left".to_owned(),
        (2, _) => "Right".to_owned(),
        _ => format!("Side {}", place + 1),
    }
}

/// What matches a side: how many, and the first of them.
pub(super) fn items(side: &TriedSide) -> AnyView {
    let item = |item: &bailiwick::catalog::ItemBrief| {
        let icon = kind_icon(item.kind);
        let of = item.application_name.clone();
        view! {
            <li class="flex min-w-0 items-center gap-2 rounded-md border border-line bg-surface px-2 py-1 text-sm">
                <Icon name=icon class="size-4 shrink-0 text-muted"/>
                <span class="min-w-0 wrap-anywhere">
                    {item.name.clone()}
                    {of.map(|of| view! { <span class="block text-meta text-muted">{of}</span> })}
                </span>
            </li>
        }
    };
    let few = side.first.iter().take(NAMED).map(item).collect_view();
    let rest = (side.first.len() > NAMED).then(|| {
        let more = side.items - NAMED;
        let shown = side.first.iter().skip(NAMED).map(item).collect_view();
        let untold = side.items - side.first.len();
        let untold = (untold > 0).then(|| format!("and {} more", number(int(untold))));
        view! {
            <details class="mt-1">
                <summary class="cursor-pointer text-meta text-accent-ink">{format!("{} more", number(int(more)))}</summary>
                <ul class="mt-1 grid gap-1">{shown}</ul>
                {untold.map(|words| view! { <p class="mt-1 text-meta text-muted">{words}</p> })}
            </details>
        }
    });
    let none = (side.items == 0).then(|| view! { <Badge tone=Tone::Overdue text="Nothing matches"/> });
    view! {
        <div class="mt-3 border-t border-line pt-3">
            <p class="mb-1 text-meta text-muted">{counted(int(side.items), "item")} " now " {none}</p>
            <ul class="grid gap-1">{few}</ul>
            {rest}
        </div>
    }
    .into_any()
}
