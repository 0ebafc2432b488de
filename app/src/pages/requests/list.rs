//! My requests: what the reader asked for, or what was asked for them.

use bailiwick::view::RequestView;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map, params::ParamsMap};

use super::words::{asked, badge, kind_icon, number, place, stands};
use crate::api::PortalError;
use crate::api::requests::{MyRequests, REQUESTS_A_PAGE, Shown, read_requests};
use crate::clock::Clock;
use crate::components::{
    Alert, Badge, ButtonKind, ButtonLink, Dot, EmptyState, ErrorState, Icon, IconName, PageBody, PageHeader,
    Pagination, SkeletonRows, Tab, Tabs, Tone, When,
};
use crate::text::{self, counted};
use crate::url;

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
            page: query.get("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
            sent: query.get("sent").unwrap_or_default(),
        }
    }
}

/// The page: `?status=`, `?q=`, `?page=` (from 0), and `?sent=` for what was sent together just now.
#[component]
pub fn MyRequestsPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| Asked::of(&query.read()));
    let found = Resource::new(move || asked.get(), |asked| read_requests(asked.shown, asked.q, asked.page, asked.sent));
    let tabs = move || Suspend::new(async move { found.await.ok().map(|found| view! { <StatusTabs counts=found.counts/> }) });
    let page = move || {
        Suspend::new(async move {
            let asked = asked.get_untracked();
            match found.await {
                Ok(found) => view! { <Found found asked/> }.into_any(),
                Err(error) => view! { <Failed error/> }.into_any(),
            }
        })
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
            tabs=move || view! { <Transition fallback=|| view! { <div class="h-10"></div> }>{tabs}</Transition> }
        />
        <PageBody>
            <Transition fallback=|| view! { <section class="rounded-md border border-line bg-surface"><SkeletonRows rows=6/></section> }>
                {page}
            </Transition>
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
                href: url::with(PATH, &query, &[("status", status), ("page", None), ("sent", None), ("notice", None), ("n", None)]),
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

/// What was sent together just now.
#[component]
fn Sent(sent: Vec<RequestView>) -> impl IntoView {
    let title = match sent.len() {
        1 => "Your request is on its way".to_owned(),
        n => format!("Your {n} requests are on their way"),
    };
    let line = |view: RequestView| {
        let href = format!("{PATH}/{}", view.request.number);
        view! {
            <li>
                <a href=href class="rounded-md font-medium text-ink hover:underline">
                    {asked(&view)}
                </a>
                {format!(" for {}", view.user.display_name)}
            </li>
        }
    };
    view! {
        <Alert tone=Tone::Approved title>
            <ul class="grid gap-0.5">{sent.into_iter().map(line).collect_view()}</ul>
            <p class="mt-1">"You need not do anything: we tell whoever must decide."</p>
        </Alert>
    }
}

#[component]
fn Search(q: String, shown: Shown) -> impl IntoView {
    let status = (shown != Shown::default()).then(|| view! { <input type="hidden" name="status" value=shown.as_str()/> });
    view! {
        <Form
            method="get"
            action=PATH
            attr:role="search"
            attr:class="flex min-h-11 items-center gap-2 border-b border-line px-4 py-2"
        >
            {status}
            <label for="requests-q" class="sr-only">
                "Search your requests"
            </label>
            <span class="relative block w-full sm:max-w-80">
                <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-faint"/>
                <input
                    id="requests-q"
                    name="q"
                    type="search"
                    value=q
                    autocomplete="off"
                    placeholder="Search by item, person or number"
                    data-search
                    class="h-8 w-full rounded-md border border-field bg-surface ps-8 pe-2.5 text-sm hover:border-muted"
                />
            </span>
        </Form>
    }
}

#[component]
fn RequestRow(view: RequestView, reader: bailiwick::id::UserId, clock: Clock) -> impl IntoView {
    let request = &view.request;
    let href = format!("{PATH}/{}", request.number);
    let (tone, words) = badge(request, clock);
    let own = request.user == reader;
    let by = (request.requester.user != Some(reader)).then(|| format!(", asked by {}", request.requester.name));
    let whom = if own { "for you".to_owned() } else { format!("for {}", view.user.display_name) };
    let (name, started) = (asked(&view), request.started);
    let (number, place, stands) = (number(request.number), place(&view), stands(&view, Some(reader), clock));
    view! {
        <li class="relative px-4 py-2.5 hover:bg-hover">
            <div class="flex items-start gap-3">
                <span class="mt-0.5 inline-flex size-8 shrink-0 items-center justify-center rounded-md border border-line bg-sunken text-muted">
                    <Icon name=kind_icon(view.item.kind)/>
                </span>
                <div class="min-w-0 flex-1">
                    <p class="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
                        <a href=href class="min-w-0 rounded-md font-medium after:absolute after:inset-0">
                            {name}
                        </a>
                        <span class="text-muted">{whom} {by}</span>
                    </p>
                    <p class="mt-0.5 text-meta text-muted">
                        <span class="text-faint">{number}</span>
                        <Dot/>
                        {place}
                        <Dot/>
                        {stands}
                    </p>
                </div>
                <div class="flex shrink-0 flex-col items-end gap-1">
                    <Badge tone text=words/>
                    <span class="text-meta text-faint max-sm:hidden">
                        <When at=started clock/>
                    </span>
                </div>
            </div>
        </li>
    }
    .into_any()
}

#[component]
fn Nothing(asked: Asked) -> impl IntoView {
    let (title, text) = match (asked.q.is_empty(), asked.shown) {
        (false, _) => ("Nothing fits", "Try fewer words, or look through all requests."),
        (true, Shown::Open) => ("Nothing is under way", "What you ask for is shown here until it is granted or refused."),
        (true, Shown::Ended | Shown::All) => ("No requests yet", "Find what you need in the catalog and ask for it."),
    };
    let actions = move || match (asked.q.is_empty(), asked.shown) {
        (true, Shown::All) => view! { <ButtonLink href="/catalog" icon=IconName::LayoutGrid>"Open the catalog"</ButtonLink> },
        _ => view! { <ButtonLink href="/requests?status=all">"See all requests"</ButtonLink> },
    };
    view! { <EmptyState icon=IconName::Send title text actions/> }
}

#[component]
fn Pages(page: u32, total: i64) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let to = |page: u32| {
        let number = page.to_string();
        url::with(PATH, &query, &[("page", Some(&number)), ("notice", None), ("n", None)])
    };
    let first = i64::from(page) * i64::from(REQUESTS_A_PAGE);
    let last = (first + i64::from(REQUESTS_A_PAGE)).min(total);
    let shown = format!("{} to {} of {}", text::number(first + 1), text::number(last), counted(total, "request"));
    view! { <Pagination shown previous=page.checked_sub(1).map(to) next=(last < total).then(|| to(page + 1))/> }
}
