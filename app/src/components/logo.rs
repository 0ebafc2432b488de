//! The mark of the product.

use leptos::prelude::*;

/// Four fields with the fences between them; decorative, the name stands beside it.
#[component]
pub fn Logo(
    /// Its size.
    #[prop(default = "size-6")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=format!("{class} shrink-0") viewBox="0 0 24 24" aria-hidden="true">
            <path
                d="M3 5.5A2.5 2.5 0 0 1 5.5 3h13A2.5 2.5 0 0 1 21 5.5v13a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 18.5z"
                class="fill-accent"
            ></path>
            <path
                d="M3 14.2 11 12l2.4 9M11 12 9.2 3M11 12l10-3.4"
                class="fill-none stroke-surface"
                stroke-width="1.5"
            ></path>
            <path d="M13.4 21 11 12l10-3.4v9.9a2.5 2.5 0 0 1-2.5 2.5z" class="fill-surface" opacity=".28"></path>
        </svg>
    }
}
