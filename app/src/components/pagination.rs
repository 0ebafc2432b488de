//! Pagination: links before and after, since the URL is state.

use leptos::prelude::*;

use super::{Button, ButtonLink, Size};

/// What part of a list is shown, with links to the parts before and after.
#[component]
pub fn Pagination(
    /// What is shown, like `1 to 50 of 1,162`.
    #[prop(into)]
    shown: String,
    /// The address of the part before, if there is one.
    #[prop(into)]
    previous: Option<String>,
    /// The address of the part after, if there is one.
    #[prop(into)]
    next: Option<String>,
    /// What is paged, for screen readers.
    #[prop(default = "Pages of results")]
    label: &'static str,
) -> impl IntoView {
    let step = |href: Option<String>, words: &'static str| match href {
        Some(href) => view! { <ButtonLink href size=Size::Small>{words}</ButtonLink> }.into_any(),
        None => view! { <Button size=Size::Small disabled=true>{words}</Button> }.into_any(),
    };
    view! {
        <nav
            aria-label=label
            class="flex items-center justify-between gap-2 border-t border-line px-4 py-2 text-meta text-muted"
        >
            <span>{shown}</span>
            <span class="flex gap-2">{step(previous, "Previous")} {step(next, "Next")}</span>
        </nav>
    }
}
