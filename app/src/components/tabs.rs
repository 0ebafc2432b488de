//! Tabs and segments: links, since the URL is state.

use leptos::prelude::*;

/// One tab or segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// The words.
    pub label: String,
    /// Where to.
    pub href: String,
    /// How many things are behind it.
    pub count: Option<u32>,
    /// Whether it is open.
    pub current: bool,
}

/// The parts of a page, one of them open.
#[component]
pub fn Tabs(
    /// What the tabs are, for screen readers.
    #[prop(into)]
    label: String,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    let tab = |tab: Tab| {
        let look = if tab.current {
            "border-accent font-medium text-ink"
        } else {
            "border-transparent text-muted hover:text-ink"
        };
        let count =
            |count| view! { <span class="rounded-md bg-sunken px-1.5 text-xs text-muted">{count}</span> };
        view! {
            <a
                href=tab.href
                aria-current=tab.current.then_some("page")
                class=format!("flex h-10 shrink-0 items-center gap-1.5 border-b-2 text-sm {look}")
            >
                {tab.label}
                {tab.count.map(count)}
            </a>
        }
    };
    view! {
        <nav aria-label=label class="-mb-px flex gap-5 overflow-x-auto">
            {move || tabs.get().into_iter().map(tab).collect_view()}
        </nav>
    }
}

/// A choice among a few ways to see the same thing.
#[component]
pub fn Segments(
    /// What is chosen, for screen readers.
    #[prop(into)]
    label: String,
    /// The choices.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
) -> impl IntoView {
    let segment = |tab: Tab| {
        let look = if tab.current {
            "bg-surface font-medium text-ink ring-1 ring-line-strong"
        } else {
            "text-muted hover:text-ink"
        };
        view! {
            <a
                href=tab.href
                aria-current=tab.current.then_some("true")
                class=format!("inline-flex h-6.5 items-center rounded-md px-2.5 text-meta {look}")
            >
                {tab.label}
            </a>
        }
    };
    view! {
        <nav aria-label=label class="inline-flex rounded-md bg-active p-0.5">
            {move || tabs.get().into_iter().map(segment).collect_view()}
        </nav>
    }
}
