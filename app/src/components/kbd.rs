//! Kbd: a key to press.

use leptos::prelude::*;

/// A key to press, as drawn on a keyboard.
#[component]
pub fn Kbd(
    /// What is on the key.
    #[prop(into)]
    key: String,
    /// Colours: those of a quiet ground unless told.
    #[prop(default = "border-line-strong bg-surface text-muted")]
    class: &'static str,
) -> impl IntoView {
    let class = format!(
        "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-md border px-1 font-sans text-xs leading-none {class}"
    );
    view! { <kbd class=class>{key}</kbd> }
}
