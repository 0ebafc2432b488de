//! No page has this address.

use leptos::prelude::*;

use crate::components::{ButtonKind, ButtonLink, EmptyState, IconName, PageTitle};

/// No page has this address.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <PageTitle text="Not found"/>
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
