//! My requests: what the reader asked for, or what was asked for them.

use bailiwick::view::RequestView;
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::row::RequestRow;
use super::search::Search;
use super::sent::Sent;
use crate::api::PortalError;
use crate::api::requests::{MyRequests, REQUESTS_A_PAGE, ReadRequests, Shown};
use crate::components::{
    ButtonKind, ButtonLink, EmptyState, ErrorState, IconName, Later, PageBody, PageHeader, Pagination,
    SkeletonRows, Tab, Tabs,
};
use crate::text::{self, counted};
use crate::url;
use crate::wire::Load;

const PATH: &str = "/requests";

/// What the address asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    shown: Shown,
    q: String,
    page: u32,
    sent: String,
}

impl Asked {
    fn of(query: &ParamsMap) -> Self {
        Self {
            shown: query.get("status").and_then(|word| word.parse().ok()).unwrap_or_default(),
            q: query.get("q").unwrap_or_default(),
            page: url::page(query),
            sent: query.get("sent").unwrap_or_default(),
        }
    }
}

/// The page: `?status=`, `?q=`, `?page=`, and `?sent=` for what was sent together just now.
#[component]
pub fn MyRequestsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| Asked::of(&query.read()));
    let found = Load::new(move || {
        let Asked { shown, q, page, sent, .. } = asked.get();
        (ReadRequests { shown, q, page, sent }, "")
    });
    let tabs =
        move || async move { found.await.ok().map(|found| view! { <StatusTabs counts=found.counts/> }) };
    let page = move || async move {
        let asked = asked.get_untracked();
        match found.await {
            Ok(found) => view! { <Found found asked/> }.into_any(),
            Err(error) => view! { <Failed error/> }.into_any(),
        }
    };
    view! {
        <PageHeader
            title="My requests"
            note="What you asked for, and what was asked for you."
            actions=|| {
                view! {
                    <ButtonLink href="/catalog" kind=ButtonKind::Primary icon=IconName::Plus>
                        "Ask for access"
                    </ButtonLink>
                }
            }
            tabs=move || view! { <Later fallback=|| view! { <div class="h-10"></div> } view=tabs/> }
        />
        <PageBody>
            <Later fallback=|| view! { <section class="rounded-md border border-line bg-surface"><SkeletonRows rows=6/></section> } view=page/>
        </PageBody>
    }
    .into_any()
}

#[component]
fn Failed(error: PortalError) -> impl IntoView {
    view! {
        <section class="rounded-md border border-line bg-surface">
            <ErrorState error retry=PATH/>
        </section>
    }
}

#[component]
fn StatusTabs(counts: Vec<i64>) -> impl IntoView {
    let query = use_query_map();
    let tabs = Signal::derive(move || {
        let query = query.read();
        let asked = Asked::of(&query);
        let tab = |(shown, count): (&Shown, &i64)| {
            let status = Some(shown.as_str()).filter(|_| *shown != Shown::default());
            Tab {
                label: match shown {
                    Shown::Open => "Open",
                    Shown::Ended => "Ended",
                    Shown::All => "All",
                }
                .to_owned(),
                href: url::with(
                    PATH,
                    &query,
                    &[("status", status), ("page", None), ("sent", None), ("notice", None), ("n", None)],
                ),
                count: u32::try_from(*count).ok(),
                current: *shown == asked.shown,
            }
        };
        Shown::ALL.iter().zip(&counts).map(tab).collect::<Vec<_>>()
    });
    view! { <Tabs label="Status" tabs/> }
}

#[component]
fn Found(found: MyRequests, asked: Asked) -> impl IntoView {
    let MyRequests { clock, reader, rows, total, sent, .. } = found;
    let empty = rows.is_empty();
    let row = move |view: RequestView| view! { <RequestRow view reader clock/> };
    let list = if empty {
        view! { <Nothing asked=asked.clone()/> }.into_any()
    } else {
        view! { <ul class="divide-y divide-line">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        {(!sent.is_empty()).then(|| view! { <Sent sent/> })}
        <section class="min-w-0 rounded-md border border-line bg-surface" aria-label="Requests">
            <Search q=asked.q.clone() shown=asked.shown/>
            {list}
            {(total > i64::from(REQUESTS_A_PAGE)).then(|| view! { <Pages page=asked.page total/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Nothing(asked: Asked) -> impl IntoView {
    let (title, text) = match (asked.q.is_empty(), asked.shown) {
        (false, _) => ("Nothing fits", "Try fewer words, or look through all requests."),
        (true, Shown::Open) => {
            ("Nothing is under way", "What you ask for is shown here until it is granted or refused.")
        }
        (true, Shown::Ended | Shown::All) => {
            ("No requests yet", "Find what you need in the catalog and ask for it.")
        }
    };
    let actions = move || match (asked.q.is_empty(), asked.shown) {
        (true, Shown::All) => {
            view! { <ButtonLink href="/catalog" icon=IconName::LayoutGrid>"Open the catalog"</ButtonLink> }
        }
        _ => view! { <ButtonLink href="/requests?status=all">"See all requests"</ButtonLink> },
    };
    view! { <EmptyState icon=IconName::Send title text actions/> }
}

#[component]
fn Pages(page: u32, total: i64) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let to = |page: u32| {
        let number = url::page_number(page);
        url::with(PATH, &query, &[("page", number.as_deref()), ("notice", None), ("n", None)])
    };
    let first = i64::from(page) * i64::from(REQUESTS_A_PAGE);
    let last = (first + i64::from(REQUESTS_A_PAGE)).min(total);
    let shown =
        format!("{} to {} of {}", text::number(first + 1), text::number(last), counted(total, "request"));
    view! { <Pagination shown previous=page.checked_sub(1).map(to) next=(last < total).then(|| to(page + 1))/> }
}
