//! Toast: what has just been done, with a way back.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use super::{ButtonKind, ButtonLink, Icon, IconName, Size, Tone};
use crate::{text, url};

/// What has just been done. It always offers a way back or another try.
#[component]
pub fn Toast(
    /// `Approved` when it was done, `Rejected` when it failed.
    #[prop(default = Tone::Approved)]
    tone: Tone,
    /// What was done.
    #[prop(into)]
    text: String,
    /// Undo, try again, or close.
    #[prop(optional, into)]
    action: Option<ViewFnOnce>,
    /// Above the two lines that stay at the foot of a page on a phone.
    #[prop(optional)]
    high: bool,
) -> impl IntoView {
    let bottom = if high { "bottom-42 sm:bottom-32" } else { "bottom-18" };
    let icon = if tone == Tone::Approved { IconName::CircleCheck } else { IconName::CircleAlert };
    view! {
        <div
            role="status"
            class=format!(
                "fixed inset-x-4 z-40 flex items-center gap-3 rounded-md border border-line-strong bg-raised px-3 py-2.5 text-sm shadow-overlay sm:inset-x-auto sm:end-4 sm:w-88 lg:bottom-18 {bottom}",
            )
        >
            <Icon name=icon class=format!("size-4 {}", tone.ink())/>
            <span class="flex-1">{text}</span>
            {action.map(ViewFnOnce::run)}
        </div>
    }
    .into_any()
}

/// The toast of `?notice=`: a code that [`text::notice`] has words for, with `?n=` for a count.
/// The frame of the portal shows it; pages need not.
#[component]
pub fn Notice() -> impl IntoView {
    let query = use_query_map();
    let location = use_location();
    move || {
        let query = query.read();
        let code = query.get("notice")?;
        let count = query.get("n").and_then(|n| n.parse().ok());
        let words = text::notice(&code, count)?;
        let close = url::with(&location.pathname.get(), &query, &[("notice", None), ("n", None)]);
        Some(view! {
            <Toast
                text=words
                action=move || {
                    view! {
                        <ButtonLink
                            href=close
                            kind=ButtonKind::Ghost
                            size=Size::Small
                            icon=IconName::X
                            label="Close"
                        />
                    }
                }
            />
        })
    }
}
