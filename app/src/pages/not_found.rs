//! No page has this address.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::{ButtonKind, ButtonLink, EmptyState, IconName, Logo};

/// No page has this address, inside the frame.
#[component]
pub fn NothingHere() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found"/>
        <div class="grid min-h-[60dvh] place-items-center bg-surface">
            <div>
                <h1 class="sr-only">"Not found"</h1>
                <EmptyState
                    icon=IconName::Search
                    title="There is no page at this address"
                    text="It may have been moved, or the link is not complete."
                    actions=|| {
                        view! {
                            <ButtonLink href="/" kind=ButtonKind::Primary>
                                "Go home"
                            </ButtonLink>
                            <ButtonLink href="/catalog" icon=IconName::Search>
                                "Search the catalog"
                            </ButtonLink>
                        }
                    }
                />
            </div>
        </div>
    }
    .into_any()
}

/// No page has this address, without a frame.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <main id="main" class="bg-surface">
            <p class="flex items-center gap-2 px-6 pt-6 text-base font-semibold tracking-tight sm:px-10">
                <Logo class="size-7"/>
                "Bailiwick"
            </p>
            <NothingHere/>
        </main>
    }
    .into_any()
}
