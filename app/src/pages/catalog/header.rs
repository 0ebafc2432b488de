//! The head of the catalog: the search field, and for whom.

use std::time::Duration;

use leptos::{html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{Search, people::People, query};
use crate::api::catalog::{CatalogQuery, Found};
use crate::components::{ButtonLink, Icon, IconName, Later};
use crate::frame::use_me;
use crate::text::number;

/// How long a pause in typing is before the search is made.
const PAUSE: Duration = Duration::from_millis(120);

/// The head of the catalog.
#[component]
pub(super) fn Header(search: Search) -> impl IntoView {
    view! {
        <div class="z-10 border-b border-line bg-surface px-4 pt-4 pb-3 lg:px-5 xl:sticky xl:top-0">
            <div class="flex items-center justify-between gap-3">
                <h1 class="text-xl font-semibold">"Catalog"</h1>
                <CartLink/>
            </div>
            <SearchForm search/>
            <People search/>
        </div>
    }
    .into_any()
}

#[component]
fn CartLink() -> impl IntoView {
    let me = use_me();
    let words = move || async move {
        match me.await.map_or(0, |me| me.counts.cart) {
            0 => "Cart".to_owned(),
            1 => "Cart, 1 line".to_owned(),
            lines => format!("Cart, {} lines", number(lines)),
        }
    };
    view! {
        <ButtonLink href="/cart" icon=IconName::ShoppingCart>
            <Later fallback=|| "Cart" view=words/>
        </ButtonLink>
    }
}

/// The search field. It searches as one types, and without the program when the form is sent.
#[component]
fn SearchForm(search: Search) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    // What was searched for from here: a text in the address that is not this came by another way.
    let sent = StoredValue::new(search.query.with_untracked(|query| query.text.clone()));
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    on_cleanup(stop);
    let go = move || {
        let Some(text) = input.get_untracked().map(|input| input.value().trim().to_owned()) else { return };
        let now = search.query.get_untracked();
        if text == now.text {
            return;
        }
        sent.set_value(text.clone());
        let href = query::href(&CatalogQuery { text, page: 0, ..now });
        navigate(&href, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    };
    let typed = {
        let go = go.clone();
        move |_| {
            stop();
            timer.set_value(set_timeout_with_handle(go.clone(), PAUSE).ok());
        }
    };
    // The field is the reader's own while they type; another address fills it anew.
    Effect::new(move |_| {
        let text = search.query.with(|query| query.text.clone());
        if text != sent.get_value()
            && let Some(input) = input.get_untracked()
        {
            input.set_value(&text);
            sent.set_value(text);
        }
    });
    let text = search.query.with_untracked(|query| query.text.clone());
    let hidden = move || {
        let rest = CatalogQuery { text: String::new(), page: 0, ..search.query.get() };
        let pairs = query::pairs(&rest).into_iter();
        pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()
    };
    view! {
        <form
            role="search"
            action=query::PATH
            class="relative mt-3"
            on:submit=move |event| {
                event.prevent_default();
                stop();
                go();
            }
        >
            <label for="q" class="sr-only">
                "Search the catalog"
            </label>
            <Icon name=IconName::Search class="pointer-events-none absolute start-3 top-3 size-4 text-faint"/>
            <input
                id="q"
                name="q"
                type="search"
                value=text
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                data-search
                aria-keyshortcuts="/"
                aria-describedby="q-status"
                placeholder="Three letters are enough"
                class="h-10 w-full rounded-md border border-field bg-surface ps-9.5 pe-34 text-base [&::-webkit-search-cancel-button]:hidden"
                node_ref=input
                on:input=typed
            />
            <Status search/>
            {hidden}
        </form>
    }
    .into_any()
}

/// How much was found, in how long; read out when it changes.
#[component]
fn Status(search: Search) -> impl IntoView {
    let words = move || async move { search.found.await.map(|found| status(&found)).unwrap_or_default() };
    view! {
        <span
            id="q-status"
            role="status"
            class="pointer-events-none absolute end-3 top-2.5 text-meta leading-5 text-faint"
        >
            <Later view=words/>
        </span>
    }
}

fn status(found: &Found) -> String {
    let more = if found.page.exact { "" } else { "+" };
    let time = match found.page.micros {
        ..1_000 => "in under 1 ms".to_owned(),
        micros => format!("in {} ms", (micros + 500) / 1_000),
    };
    format!("{}{more} found {time}", number(found.page.total))
}
