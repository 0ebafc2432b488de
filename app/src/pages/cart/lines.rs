//! The lines of the cart, by person or by item.

use bailiwick::{id::UserId, view::CartLineView};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{changes::Changes, check, line::Line};
use crate::clock::Clock;
use crate::components::{Avatar, Column, DataTable, FaceSize, GroupRow, Segments, Tab, Tile, Tone};
use crate::text::{counted, int};

/// The lines, each with its check.
#[component]
pub fn Lines(lines: Vec<CartLineView>, me: UserId, clock: Clock, changes: Changes) -> impl IntoView {
    let query = use_query_map();
    let by_item = Signal::derive(move || query.read().get_str("by") == Some("item"));
    let tabs = Signal::derive(move || {
        let tab = |label: &str, href: &str, current| Tab {
            label: label.to_owned(),
            href: href.to_owned(),
            count: None,
            current,
        };
        vec![tab("Person", "/cart", !by_item.get()), tab("Item", "/cart?by=item", by_item.get())]
    });
    let counts = check::summary(lines.iter().map(|line| line.fault.as_ref()));
    let count = |(tone, words): (Tone, String)| {
        let ink = match tone {
            Tone::Approved | Tone::Neutral => "",
            tone => tone.ink(),
        };
        view! { <span class=ink>{words}</span> }
    };
    view! {
        <section class="min-w-0 rounded-md border border-line bg-surface" aria-labelledby="cart-lines">
            <div class="flex min-h-11 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
                <h2 id="cart-lines" class="text-sm font-semibold">
                    "Lines"
                </h2>
                <p class="flex flex-wrap gap-x-3 text-meta text-muted">{counts.into_iter().map(count).collect_view()}</p>
                <div class="ms-auto max-sm:hidden">
                    <Segments label="Group lines by" tabs/>
                </div>
            </div>
            {move || view! { <Table lines=lines.clone() by_item=by_item.get() me clock changes/> }}
        </section>
    }
    .into_any()
}

#[component]
fn Table(
    lines: Vec<CartLineView>,
    by_item: bool,
    me: UserId,
    clock: Clock,
    changes: Changes,
) -> impl IntoView {
    let columns = vec![
        Column::new(if by_item { "Person" } else { "Item" }),
        Column::new("From, until").class("w-32"),
        Column::new("Check").class("w-44 2xl:w-68"),
        Column::hidden("Actions").class("w-24"),
    ];
    let group = move |lines: Vec<CartLineView>| {
        let head =
            lines.first().map(|line| view! { <Group line=line.clone() count=lines.len() by_item me/> });
        let lines =
            lines.into_iter().map(|line| view! { <Line line by_item me clock changes/> }).collect_view();
        view! {
            {head}
            {lines}
        }
    };
    view! {
        <DataTable caption="Lines in the cart, one for each item and person" columns>
            {grouped(lines, by_item).into_iter().map(group).collect_view()}
        </DataTable>
    }
    .into_any()
}

/// The lines in groups, in the order in which the first of each stands in the cart.
fn grouped(lines: Vec<CartLineView>, by_item: bool) -> Vec<Vec<CartLineView>> {
    let mut groups: Vec<Vec<CartLineView>> = Vec::new();
    let same = |one: &CartLineView, other: &CartLineView| {
        if by_item { one.line.item == other.line.item } else { one.line.user == other.line.user }
    };
    for line in lines {
        match groups.iter_mut().find(|group| group.first().is_some_and(|first| same(first, &line))) {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    groups
}

#[component]
fn Group(line: CartLineView, count: usize, by_item: bool, me: UserId) -> impl IntoView {
    let (face, name, note) = if by_item {
        let name = line.item.as_ref().map_or_else(|| "A deleted item".to_owned(), |item| item.name.clone());
        let note = line.item.and_then(|item| item.application_name);
        (
            view! { <Tile name=note.clone().unwrap_or_else(|| name.clone()) size=FaceSize::Small/> }
                .into_any(),
            name,
            note,
        )
    } else {
        let own = line.line.user == me;
        let name = line
            .user
            .as_ref()
            .map_or_else(|| "A deleted person".to_owned(), |user| user.display_name.clone());
        let face = view! { <Avatar name=name.clone() size=FaceSize::Small/> }.into_any();
        let note = line.user.and_then(|user| user.title);
        (face, if own { format!("{name} (you)") } else { name }, note)
    };
    let lines = counted(int(count), "line");
    view! {
        <GroupRow span=4>
            <span class="flex items-center gap-2.5">
                {face} <span>{name}</span>
                {note.map(|note| view! { <span class="hidden text-meta font-normal text-muted sm:inline">{note}</span> })}
                <span class="ms-auto text-meta font-normal whitespace-nowrap text-muted">{lines}</span>
            </span>
        </GroupRow>
    }
}
