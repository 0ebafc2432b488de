//! Facts: names and values, one a line.

use leptos::prelude::*;

/// A list of facts; its children are [`Fact`]s.
#[component]
pub fn Facts(
    /// The facts.
    children: Children,
) -> impl IntoView {
    view! { <dl class="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 gap-y-1.5 text-sm">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(
    /// Its name.
    #[prop(into)]
    name: String,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! {
        <dt class="text-meta leading-5 text-faint">{name}</dt>
        <dd class="min-w-0 wrap-anywhere">{children()}</dd>
    }
}
