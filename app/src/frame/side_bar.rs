//! The side bar, from 1024 px up.

use leptos::prelude::*;
use leptos_router::components::Form;

use super::account::AccountCard;
use super::nav::{
    ACCESS, ASK, AUDIT, CAMPAIGNS, CART, CATALOG, FORMS, HOME, INBOX, NOTIFICATIONS, POLICIES, REQUESTS,
    REVIEWS, SideLink, TYPES, VIOLATIONS, WORKFLOWS,
};
use super::use_me;
use crate::components::{Icon, IconName, Kbd, Later, Logo};

#[component]
pub(super) fn SideBar() -> impl IntoView {
    view! {
        <aside
            class="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col border-e border-line bg-canvas lg:flex"
            aria-label="Side bar"
        >
            <a
                href="/"
                class="mx-3 mt-3 flex h-8 items-center gap-2 rounded-md px-1.5 text-sm font-semibold tracking-tight"
            >
                <Logo/>
                "Bailiwick"
            </a>
            <Search/>
            <nav aria-label="Main" class="mt-3 flex-1 overflow-y-auto px-3 pb-3">
                <ul class="grid gap-px">
                    <SideLink place=HOME/>
                    <SideLink place=CATALOG/>
                    <SideLink place=CART/>
                    <SideLink place=ASK/>
                    <SideLink place=REQUESTS/>
                    <SideLink place=ACCESS/>
                </ul>
                <p id="nav-decide" class="mt-4 mb-1 px-2 text-xs font-medium text-faint">
                    "Decide"
                </p>
                <ul class="grid gap-px" aria-labelledby="nav-decide">
                    <SideLink place=INBOX/>
                    <SideLink place=REVIEWS/>
                    <SideLink place=NOTIFICATIONS/>
                </ul>
                <System/>
            </nav>
            <div class="border-t border-line p-3">
                <AccountCard/>
            </div>
        </aside>
    }
    .into_any()
}

/// Search from anywhere: leads to the catalog.
#[component]
fn Search() -> impl IntoView {
    view! {
        <Form method="get" action="/catalog" attr:role="search" attr:aria-label="Search the catalog from anywhere" attr:class="relative mx-3 mt-3 block">
            <label for="side-q" class="sr-only">
                "Search the catalog"
            </label>
            <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-muted"/>
            <input
                id="side-q"
                name="q"
                type="search"
                autocomplete="off"
                placeholder="Search"
                data-search
                aria-keyshortcuts="/"
                class="h-8 w-full rounded-md border border-line-strong bg-surface ps-8.5 pe-8 text-sm placeholder:text-muted hover:bg-hover"
            />
            <span class="pointer-events-none absolute end-2 top-1.75 inline-flex" aria-hidden="true">
                <Kbd key="/"/>
            </span>
        </Form>
    }
}

/// What only some people may see.
#[component]
fn System() -> impl IntoView {
    let me = use_me();
    let part = move || async move {
        let may = me.await.map(|me| me.may).unwrap_or_default();
        (may.audit || may.administer || may.violations || may.campaigns).then(|| {
            view! {
                <p id="nav-system" class="mt-4 mb-1 px-2 text-xs font-medium text-faint">
                    "Administration"
                </p>
                <ul class="grid gap-px" aria-labelledby="nav-system">
                    {may.campaigns.then(|| view! { <SideLink place=CAMPAIGNS/> })}
                    {may.policies.then(|| view! { <SideLink place=POLICIES/> })}
                    {may.violations.then(|| view! { <SideLink place=VIOLATIONS/> })}
                    {(may.audit || may.administer)
                        .then(|| {
                            view! {
                                <SideLink place=TYPES/>
                                <SideLink place=FORMS/>
                                <SideLink place=WORKFLOWS/>
                            }
                        })}
                    {may.audit.then(|| view! { <SideLink place=AUDIT/> })}
                </ul>
            }
        })
    };
    view! { <Later view=part/> }
}
