//! What was found: its head, its rows, its pages.

use bailiwick::{catalog::ItemKind, view::SearchOrder};
use leptos::prelude::*;

use super::{Search, query, row::Row};
use crate::api::{
    PortalError,
    catalog::{CatalogQuery, Found, PAGE_ROWS},
};
use crate::components::{
    ButtonLink, EmptyState, ErrorState, IconName, Later, Pagination, Segments, SkeletonRows, Tab, TextLink,
};
use crate::text::number;

/// The rows that were found.
#[component]
pub(super) fn Results(search: Search) -> impl IntoView {
    let results = move || async move {
        let query = search.query.get_untracked();
        match search.found.await {
            Ok(found) => view! { <List found query search/> }.into_any(),
            Err(error) => view! { <Failed error query/> }.into_any(),
        }
    };
    view! {
        <div class="min-w-0">
            <Later fallback=|| view! { <SkeletonRows rows=8 label="Searching"/> } view=results/>
        </div>
    }
    .into_any()
}

#[component]
fn Failed(error: PortalError, query: CatalogQuery) -> impl IntoView {
    view! { <ErrorState error retry=query::href(&query)/> }
}

#[component]
fn List(found: Found, query: CatalogQuery, search: Search) -> impl IntoView {
    let page = &found.page;
    if page.rows.is_empty() {
        return view! {
            <Corrected found=found.clone() query=query.clone()/>
            <NothingFound query/>
        }
        .into_any();
    }
    let heading = counted(page.total, page.exact, &query);
    let first = i64::from(query.page) * i64::from(PAGE_ROWS) + 1;
    let last = first + i64::try_from(page.rows.len()).unwrap_or_default() - 1;
    let more = last < page.total || (!page.exact && page.rows.len() == PAGE_ROWS as usize);
    let step = |page| query::href(&CatalogQuery { page, ..query.clone() });
    let previous = query.page.checked_sub(1).map(step);
    let next = more.then(|| step(query.page.saturating_add(1)));
    let shown = format!("{} to {} of {}", number(first), number(last), total(page.total, page.exact));
    let corrected = view! { <Corrected found=found.clone() query=query.clone()/> };
    let text = page.corrected.clone().unwrap_or_else(|| query.text.clone());
    let (people, clock) = (found.people, found.clock);
    let sort = query.clone();
    let row = move |row| {
        view! { <Row row people=people.clone() me=found.me text=text.clone() query=query.clone() clock search/> }
    };
    view! {
        <div class="flex min-h-11 flex-wrap items-center gap-2 border-b border-line px-4 py-2 lg:px-5">
            <h2 class="text-meta font-normal text-muted">
                <b class="font-semibold text-ink">{heading.0}</b>
                " "
                {heading.1}
            </h2>
            <Narrowed query=sort.clone()/>
            <div class="ms-auto">
                <Sort query=sort/>
            </div>
        </div>
        {corrected}
        <ul aria-label="Results" data-rows>{found.page.rows.into_iter().map(row).collect_view()}</ul>
        <Pagination shown previous next/>
    }
    .into_any()
}

/// `17`, `entitlements`.
fn counted(count: i64, exact: bool, query: &CatalogQuery) -> (String, &'static str) {
    let noun = match (query.kinds.as_slice(), count) {
        ([ItemKind::Application], 1) => "application",
        ([ItemKind::Application], _) => "applications",
        ([ItemKind::Entitlement], 1) => "entitlement",
        ([ItemKind::Entitlement], _) => "entitlements",
        ([ItemKind::Role], 1) => "role",
        ([ItemKind::Role], _) => "roles",
        (_, 1) => "item",
        _ => "items",
    };
    (total(count, exact), noun)
}

fn total(count: i64, exact: bool) -> String {
    if exact { number(count) } else { format!("{}+", number(count)) }
}

/// A way to take all filters away.
#[component]
fn Narrowed(query: CatalogQuery) -> impl IntoView {
    (query::narrowed(&query) > 0).then(|| {
        view! {
            <span class="text-meta">
                <TextLink href=query::href(&query::cleared(&query)) attr:data-noscroll="">
                    "Clear filters"
                </TextLink>
            </span>
        }
    })
}

#[component]
fn Sort(query: CatalogQuery) -> impl IntoView {
    let tab = move |(order, label): (SearchOrder, &str)| Tab {
        label: label.to_owned(),
        href: query::href(&CatalogQuery { order, page: 0, ..query.clone() }),
        count: None,
        current: query.order == order,
    };
    let orders =
        [(SearchOrder::Best, "Best match"), (SearchOrder::Name, "Name"), (SearchOrder::Newest, "Newest")];
    let tabs: Vec<Tab> = orders.map(tab).into();
    view! { <Segments label="Sort by" tabs/> }
}

/// What was searched for instead of a mistyped word.
#[component]
fn Corrected(found: Found, query: CatalogQuery) -> impl IntoView {
    found.page.corrected.map(|instead| {
        let href = query::href(&CatalogQuery { text: instead.clone(), page: 0, ..query.clone() });
        view! {
            <p class="border-b border-line bg-sunken px-4 py-2 text-meta text-muted lg:px-5">
                "Showing results for "
                <TextLink href>{instead}</TextLink>
                ": nothing is called “"
                {query.text}
                "”."
            </p>
        }
    })
}

#[component]
fn NothingFound(query: CatalogQuery) -> impl IntoView {
    let (narrowed, text) = (query::narrowed(&query) > 0, !query.text.is_empty());
    let (title, words) = match (narrowed, text) {
        (true, true) => (
            format!("Nothing fits “{}” with these filters", query.text),
            "Take filters away, or use other words.",
        ),
        (false, true) => (
            format!("Nothing fits “{}”", query.text),
            "Try fewer letters, or the name of the application. Names, descriptions and tags are searched.",
        ),
        (true, false) => ("Nothing fits these filters".to_owned(), "Take some of them away."),
        (false, false) => (
            "The catalog is empty".to_owned(),
            "Nothing can be asked for yet. An access administrator fills the catalog.",
        ),
    };
    let clear = query::href(&query::cleared(&query));
    let all = query::href(&CatalogQuery { people: query.people.clone(), ..CatalogQuery::default() });
    view! {
        <div class="py-8">
            <EmptyState
                icon=IconName::Search
                title
                text=words
                actions=move || {
                    view! {
                        {narrowed.then(|| view! { <ButtonLink href=clear>"Clear filters"</ButtonLink> })}
                        {text.then(|| view! { <ButtonLink href=all>"Show everything"</ButtonLink> })}
                    }
                }
            />
        </div>
    }
    .into_any()
}
