//! Below 1024 px: a bar at the top, tabs at the bottom.

use leptos::prelude::*;

use super::account::{AccountMenu, closing_menu};
use super::nav::{
    ACCESS, ASK, AUDIT, CAMPAIGNS, CART, CATALOG, FORMS, HOME, INBOX, NOTIFICATIONS, POLICIES, Place,
    REQUESTS, REVIEWS, SideLink, TYPES, VIOLATIONS, WORKFLOWS, Waiting,
};
use super::use_me;
use crate::components::{Avatar, FaceSize, Icon, IconName, Later, Logo};

#[component]
pub(super) fn TopBar() -> impl IntoView {
    let me = use_me();
    let face = move || async move {
        me.await.ok().map(|me| {
            view! {
                <span class="sr-only">{format!("Signed in as {}", me.name)}</span>
                <Avatar name=me.name size=FaceSize::Bar/>
            }
        })
    };
    view! {
        <header class="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-4 lg:hidden">
            <a href="/" class="flex items-center gap-2 rounded-md text-sm font-semibold">
                <Logo/>
                "Bailiwick"
            </a>
            <div class="ms-auto flex items-center gap-1">
                <a
                    href="/catalog"
                    class="inline-flex size-9 items-center justify-center rounded-md text-muted hover:bg-hover"
                    aria-label="Search the catalog"
                >
                    <Icon name=IconName::Search class="size-5"/>
                </a>
                <Later view=face/>
            </div>
        </header>
    }
    .into_any()
}

const TAB: &str = "relative flex h-14 flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current=page]:font-medium aria-[current=page]:text-accent-ink";

#[component]
pub(super) fn TabBar() -> impl IntoView {
    let me = use_me();
    let audit = move || async move {
        let may = me.await.map(|me| me.may).unwrap_or_default();
        view! {
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
        }
    };
    view! {
        <nav
            aria-label="Main, short"
            class="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-t border-line bg-surface lg:hidden"
        >
            <Tab place=HOME/>
            <Tab place=CATALOG/>
            <Tab place=CART/>
            <Tab place=INBOX/>
            <details node_ref=closing_menu()>
                <summary class=TAB>
                    <Icon name=IconName::Menu class="size-5"/>
                    "More"
                </summary>
                <div class="absolute end-2 bottom-full mb-2 w-64 rounded-md border border-line-strong bg-raised p-1 text-sm shadow-float">
                    <ul class="grid gap-px">
                        <SideLink place=ASK/>
                        <SideLink place=REQUESTS/>
                        <SideLink place=REVIEWS/>
                    <SideLink place=NOTIFICATIONS/>
                        <SideLink place=ACCESS/>
                        <Later view=audit/>
                    </ul>
                    <div class="my-1 h-px bg-line"></div>
                    <AccountMenu/>
                </div>
            </details>
        </nav>
    }
    .into_any()
}

#[component]
fn Tab(place: Place) -> impl IntoView {
    view! {
        <a href=place.href aria-current=place.is_open() class=TAB>
            <Icon name=place.icon class="size-5"/>
            {place.name}
            <Waiting
                place
                class="absolute start-1/2 top-1.5 ms-2 min-w-4 rounded-full bg-accent px-1 text-center text-xs leading-4 text-on-accent"
            />
        </a>
    }
}
