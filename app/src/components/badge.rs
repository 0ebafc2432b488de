//! Badge: a status in a word.

use leptos::prelude::*;

use super::{Icon, IconName, Tone};

/// A status in a word, with the icon of its tone.
#[component]
pub fn Badge(
    /// The hue.
    #[prop(optional)]
    tone: Tone,
    /// Another icon than the tone's own.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let class = format!(
        "inline-flex align-middle h-5 items-center gap-1 rounded-md border px-1.5 text-xs font-medium whitespace-nowrap {}",
        tone.soft()
    );
    view! {
        <span class=class>
            {icon.or(tone.icon()).map(|name| view! { <Icon name class="size-3.5"/> })}
            {text}
        </span>
    }
}
