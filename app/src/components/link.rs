//! Links in running text, and the dot between facts.

use leptos::prelude::*;

/// A link in running text.
#[component]
pub fn TextLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// Leads out of the portal: to a download, the API, another site.
    #[prop(optional)]
    external: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            href=href
            rel=external.then_some("external")
            class="rounded-md font-medium text-accent-ink underline decoration-accent-line underline-offset-2 hover:decoration-current"
        >
            {children()}
        </a>
    }
}

/// A link that is the title of its row: plain until pointed at.
#[component]
pub fn RowLink(
    /// Where to.
    #[prop(into)]
    href: Signal<String>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class="rounded-md hover:underline">
            {children()}
        </a>
    }
}

/// The dot between two facts of one line.
#[component]
pub fn Dot() -> impl IntoView {
    view! { <span class="text-faint" aria-hidden="true">" · "</span> }
}
