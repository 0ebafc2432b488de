//! The search among one's requests: a plain form, since the URL is state.

use leptos::prelude::*;
use leptos_router::components::Form;

use crate::api::requests::Shown;
use crate::components::{Icon, IconName};

/// The form; the status stays as it is.
#[component]
pub fn Search(q: String, shown: Shown) -> impl IntoView {
    let status = (shown != Shown::default())
        .then(|| view! { <input type="hidden" name="status" value=shown.as_str()/> });
    view! {
        <Form
            method="get"
            action="/requests"
            attr:role="search"
            attr:aria-label="Your requests"
            attr:class="flex min-h-11 items-center gap-2 border-b border-line px-4 py-2"
        >
            {status}
            <label for="requests-q" class="sr-only">
                "Search your requests"
            </label>
            <span class="relative block w-full sm:max-w-80">
                <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-faint"/>
                <input
                    id="requests-q"
                    name="q"
                    type="search"
                    value=q
                    autocomplete="off"
                    placeholder="Search by item, person or number"
                    data-search
                    class="h-8 w-full rounded-md border border-field bg-surface ps-8 pe-2.5 text-sm hover:border-muted"
                />
            </span>
        </Form>
    }
}
