//! Ways to narrow what was found. Each value is a link, so that it works at once and everywhere.

use bailiwick::view::{Facet, FacetCount};
use leptos::prelude::*;

use super::{Search, query};
use crate::api::catalog::CatalogQuery;
use crate::components::{Icon, IconName, Later};
use crate::text::number;

/// The facets, in the order in which they stand, with their headings.
const FACETS: [(&str, &str); 4] =
    [("kind", "Type"), ("application", "Application"), ("risk", "Risk"), ("tag", "Tag")];

/// Values of a facet that are seen without asking for more.
const SEEN: usize = 6;

/// The facets: beside the list, or folded above it below 1024 px.
#[component]
pub(super) fn Facets(search: Search) -> impl IntoView {
    let list = move || async move {
        let facets = search.found.await.map(|found| found.page.facets).unwrap_or_default();
        let query = search.query.get_untracked();
        view! { <List facets query/> }
    };
    let on = move || match search.query.with(query::narrowed) {
        0 => String::new(),
        on => format!("{on} on"),
    };
    view! {
        <details class="group/filters border-b border-line lg:hidden">
            <summary class="flex h-11 items-center gap-2 px-4 text-sm font-medium">
                <Icon name=IconName::Filter/>
                "Filters"
                <span class="text-meta font-normal text-faint">{on}</span>
                <Icon name=IconName::ChevronDown class="ms-auto size-4 text-faint group-open/filters:rotate-180"/>
            </summary>
            <nav class="px-4 pb-3" aria-label="Filters, short">
                <Later view=list/>
            </nav>
        </details>
        <nav class="hidden border-e border-line p-4 lg:block lg:ps-5" aria-label="Filters">
            <Later view=list/>
        </nav>
    }
    .into_any()
}

#[component]
fn List(facets: Vec<Facet>, query: CatalogQuery) -> impl IntoView {
    let facet = |(name, heading): (&'static str, &'static str)| {
        let counts = facets.iter().find(|facet| facet.name == name).map(|facet| facet.values.clone());
        let values = values(&query, name, counts.unwrap_or_default());
        (!values.is_empty()).then(|| view! { <Group heading values/> })
    };
    let recent = Value {
        label: "Last 30 days".to_owned(),
        count: None,
        on: query.recent,
        href: query::href(&CatalogQuery { recent: !query.recent, page: 0, ..query.clone() }),
    };
    view! {
        {FACETS.map(facet).collect_view()}
        <Group heading="Added" values=vec![recent]/>
    }
    .into_any()
}

/// One value of a facet, as a link that turns it.
#[derive(Clone)]
struct Value {
    label: String,
    count: Option<u32>,
    on: bool,
    href: String,
}

/// The values of a facet: what is on stays in sight, even where nothing that was found has it.
fn values(query: &CatalogQuery, facet: &str, counts: Vec<FacetCount>) -> Vec<Value> {
    let chosen = query::chosen(query, facet);
    let missing = chosen.iter().filter(|value| counts.iter().all(|count| count.value != **value));
    let missing =
        missing.map(|value| FacetCount { value: value.clone(), label: unfound(facet, value), count: 0 });
    let all: Vec<_> = missing.chain(counts.iter().cloned()).collect();
    let value = |found: FacetCount| Value {
        on: chosen.contains(&found.value),
        href: query::href(&query::turned(query, facet, &found.value)),
        label: found.label,
        count: Some(found.count),
    };
    all.into_iter().map(value).collect()
}

/// The label of a value that nothing found has.
fn unfound(facet: &str, value: &str) -> String {
    if facet == "application" {
        return "The chosen one".to_owned();
    }
    let mut letters = value.chars();
    match letters.next() {
        Some(first) if facet != "tag" => first.to_uppercase().chain(letters).collect(),
        _ => value.to_owned(),
    }
}

#[component]
fn Group(heading: &'static str, values: Vec<Value>) -> impl IntoView {
    let mut seen = values;
    let more = seen.split_off(seen.len().min(SEEN));
    let count = more.len();
    let any_on = more.iter().any(|value| value.on);
    let folded = (count > 0).then(|| {
        view! {
            <details open=any_on class="group/more">
                <summary class="mt-1 inline-flex rounded-md text-meta text-accent-ink hover:underline">
                    <span class="group-open/more:hidden">{format!("Show {count} more")}</span>
                    <span class="hidden group-open/more:inline">"Show fewer"</span>
                </summary>
                <ul class="grid">{more.into_iter().map(line).collect_view()}</ul>
            </details>
        }
    });
    view! {
        <div role="group" aria-label=heading class="border-t border-line py-3 first:border-0 first:pt-0">
            <p class="mb-1 text-meta font-semibold" aria-hidden="true">
                {heading}
            </p>
            <ul class="grid">{seen.into_iter().map(line).collect_view()}</ul>
            {folded}
        </div>
    }
    .into_any()
}

fn line(value: Value) -> impl IntoView {
    let Value { label, count, on, href } = value;
    let title = label.clone();
    let (ink, look) = if on {
        ("text-ink", "border-accent bg-accent text-on-accent")
    } else {
        ("text-muted", "border-field bg-surface text-transparent")
    };
    view! {
        <li>
            <a
                href=href
                data-noscroll
                aria-current=on.then_some("true")
                title=title
                class=format!("flex h-7 items-center gap-2 rounded-md text-sm hover:text-ink {ink}")
            >
                <span
                    class=format!("inline-flex size-4 shrink-0 items-center justify-center rounded-[calc(var(--radius-md)-2px)] border {look}")
                    aria-hidden="true"
                >
                    <Icon name=IconName::Check class="size-3"/>
                </span>
                <span class="min-w-0 flex-1 truncate">{label}</span>
                {count.map(|count| view! { <span class="text-meta text-faint">{number(count)}</span> })}
            </a>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use bailiwick::catalog::Risk;

    use super::*;

    #[test]
    fn what_is_on_stays_in_sight() {
        let query = CatalogQuery { risks: vec![Risk::Critical], ..CatalogQuery::default() };
        let low = FacetCount { value: "low".into(), label: "Low".into(), count: 8 };
        let values = values(&query, "risk", vec![low]);
        let shown: Vec<_> =
            values.iter().map(|value| (value.label.as_str(), value.count, value.on)).collect();
        assert_eq!(shown, [("Critical", Some(0), true), ("Low", Some(8), false)]);
        assert_eq!(values[0].href, "/catalog");
        assert_eq!(values[1].href, "/catalog?risk=critical&risk=low");
    }
}
