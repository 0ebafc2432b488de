//! Whom or what the rows are about: a list beside them that narrows them.

use bailiwick::certification::Reviewed;
use bailiwick_engine::certifications::{GroupBy, NamedGroup, Workspace};
use leptos::prelude::*;

use super::{Address, words};
use crate::components::{Icon, IconName, Risk, Segments, Tab};
use crate::text::number;

/// The groups.
pub(super) fn groups(seen: &Workspace, address: &Address) -> AnyView {
    let by = seen.by;
    let tab = |label: &str, value: &str, own: GroupBy| Tab {
        label: label.to_owned(),
        href: address.href(&[("by", value)]),
        count: None,
        current: by == own,
    };
    // Each definition is a row of its own: only its application says more.
    let tabs = (seen.campaign.definition.kind.reviews() == Reviewed::Grants).then(|| {
        let tabs = vec![
            tab("Person", "", GroupBy::Person),
            tab("Item", "item", GroupBy::Item),
            tab("Application", "application", GroupBy::Application),
        ];
        view! { <Segments label="Group rows by" tabs=Signal::stored(tabs)/> }
    });
    let name = match by {
        GroupBy::Person => "user",
        GroupBy::Item => "item",
        GroupBy::Application => "application",
    };
    let open = address.get(name);
    let all = line(
        address.href(&[(name, "")]),
        open.is_empty(),
        view! { <span class="flex-1 font-medium">"Everything"</span> }.into_any(),
    );
    let rows: Vec<AnyView> = seen.groups.iter().map(|group| row(group, address, name, open)).collect();
    let more = seen.has_more_groups.then(|| {
        let words = "There are more: search by name to find them.";
        view! { <p class="px-2 pt-2 text-meta text-faint">{words}</p> }
    });
    let part = seen.grouped.map(|rows| {
        let rows = number(i64::try_from(rows).unwrap_or(i64::MAX));
        let words = format!("Of the {rows} riskiest rows. What is chosen here is looked for among all.");
        view! { <p class="px-2 pt-2 text-meta text-faint">{words}</p> }
    });
    view! {
        <div class="grid grid-cols-1 gap-2">
            {tabs}
            <ul class="grid grid-cols-1 gap-px" aria-label="What the rows are about">{all} {rows}</ul>
            {more} {part}
        </div>
    }
    .into_any()
}

fn row(one: &NamedGroup, address: &Address, name: &'static str, open: &str) -> AnyView {
    let id = one.group.id.map_or_else(|| "none".to_owned(), |id| id.to_string());
    let current = open == id;
    let left = if one.group.undecided > 0 {
        view! {
            <Risk level=words::level(one.group.risk) bars_only=true/>
            <span class="w-8 text-end text-meta text-faint">
                {number(one.group.undecided)}
                <span class="sr-only">" left"</span>
            </span>
        }
        .into_any()
    } else {
        view! { <Icon name=IconName::Check class="size-4 text-approved"/> <span class="sr-only">"all decided"</span> }
            .into_any()
    };
    let words = one.name.clone();
    let body = view! { <span class="min-w-0 flex-1 truncate">{words}</span> {left} }.into_any();
    line(address.href(&[(name, &id)]), current, body)
}

fn line(href: String, current: bool, body: AnyView) -> AnyView {
    let look = if current { "bg-active font-medium" } else { "hover:bg-hover" };
    let class = format!("flex items-center gap-2 rounded-md px-2 py-1.5 text-sm {look}");
    view! { <li><a href=href aria-current=current.then_some("true") class=class>{body}</a></li> }.into_any()
}
