//! What a part of a page shows when it has nothing to show, each saying what to do next.

use leptos::prelude::*;

use super::{ButtonLink, Icon, IconName, Size};
use crate::{api::PortalError, url};

/// Nothing is here, and that is fine.
#[component]
pub fn EmptyState(
    /// A picture of what would be here.
    icon: IconName,
    /// What there is not.
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    text: String,
    /// A button or link to do it.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col items-center px-6 py-8 text-center">
            <span class="mb-3 inline-flex size-10 items-center justify-center rounded-full border border-line bg-sunken text-faint">
                <Icon name=icon class="size-5"/>
            </span>
            <p class="max-w-full text-sm font-medium wrap-anywhere">{title}</p>
            <p class="mt-1 max-w-sm text-meta wrap-anywhere text-muted">{text}</p>
            {actions.map(|actions| view! { <div class="mt-3 flex gap-2">{actions.run()}</div> })}
        </div>
    }
    .into_any()
}

/// It could not be loaded, or may not be seen: what happened, and what to do next.
#[component]
pub fn ErrorState(
    /// What went wrong.
    error: PortalError,
    /// Where to try again, or what else to open.
    #[prop(into)]
    retry: String,
) -> impl IntoView {
    let words = error.words();
    let retry = if error == PortalError::SignedOut { url::to("/signin", &[("next", &retry)]) } else { retry };
    let icon = match error {
        PortalError::SignedOut | PortalError::Forbidden => IconName::Lock,
        PortalError::NotFound => IconName::Search,
        PortalError::Invalid { .. } | PortalError::Conflict(_) => IconName::CircleAlert,
        PortalError::Unavailable => IconName::CloudOff,
    };
    view! {
        <EmptyState
            icon
            title=words.title
            text=words.text
            actions=move || {
                view! {
                    <ButtonLink href=retry size=Size::Small icon=IconName::RefreshCw>
                        {words.action}
                    </ButtonLink>
                }
            }
        />
    }
    .into_any()
}

/// The rows of a list that is on its way, in their final layout.
#[component]
pub fn SkeletonRows(
    /// How many.
    #[prop(default = 3)]
    rows: usize,
    /// What is loading, for screen readers.
    #[prop(default = "Loading the list")]
    label: &'static str,
) -> impl IntoView {
    let row = |_| {
        view! {
            <div class="flex items-center gap-3" aria-hidden="true">
                <span class="size-8 animate-pulse rounded-md bg-active"></span>
                <span class="grid flex-1 gap-2">
                    <span class="block h-3 w-1/3 animate-pulse rounded-md bg-active"></span>
                    <span class="block h-3 w-1/2 animate-pulse rounded-md bg-active"></span>
                </span>
                <span class="block h-3 w-16 animate-pulse rounded-md bg-active"></span>
            </div>
        }
    };
    view! {
        <div class="grid gap-3 p-4" role="status" aria-label=label>
            {(0..rows).map(row).collect_view()}
        </div>
    }
    .into_any()
}
