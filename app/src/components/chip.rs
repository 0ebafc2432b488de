//! Chips: filters that are on or off, and things chosen that can be taken away.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A filter that a link turns on or off.
#[component]
pub fn FilterChip(
    /// The address with the filter turned.
    #[prop(into)]
    href: String,
    /// Whether it is on.
    #[prop(optional)]
    on: bool,
    /// How many it leaves.
    #[prop(optional, into)]
    count: MaybeProp<String>,
    /// What it filters by.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let class = if on {
        "inline-flex h-7 items-center gap-1.5 rounded-md border border-accent-line bg-accent-soft px-2 text-meta text-accent-ink"
    } else {
        "inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong px-2 text-meta text-muted hover:bg-hover hover:text-ink"
    };
    view! {
        <a href=href class=class aria-current=on.then_some("true")>
            {on.then(|| view! { <Icon name=IconName::Check class="size-3.5"/> })}
            {text}
            {move || count.get().map(|count| view! { <span class=if on { "" } else { "text-faint" }>{count}</span> })}
        </a>
    }
}

/// Something chosen, with a link that takes it away.
#[component]
pub fn ChosenChip(
    /// What is chosen.
    #[prop(into)]
    text: String,
    /// The address without it.
    #[prop(into)]
    remove_href: String,
) -> impl IntoView {
    view! {
        <span class="inline-flex h-6 items-center gap-1.5 rounded-md border border-accent-line bg-accent-soft ps-1.5 pe-0.5 text-meta text-accent-ink">
            {text.clone()}
            <a
                href=remove_href
                class="inline-flex size-5 items-center justify-center rounded-md hover:bg-active"
                aria-label=format!("Remove {text}")
            >
                <Icon name=IconName::X class="size-3"/>
            </a>
        </span>
    }
}
