//! The keys of the catalog: `j` and `k` go through the rows, `Enter` opens (the row's title is a link),
//! `Escape` closes.

use leptos::prelude::*;
use leptos::web_sys::{self, wasm_bindgen::JsCast};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{Search, query};
use crate::keys::use_key;

pub(super) fn use_keys(search: Search) {
    use_key("j", "Next row", || step(true));
    use_key("k", "Row before", || step(false));
    let navigate = use_navigate();
    use_key("Escape", "Close the open item", move || {
        if search.item.get_untracked().is_some() {
            let href = search.query.with_untracked(query::href);
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    });
}

/// Gives the focus to the row after, or before, the one that has it; else to the open one, or the first.
fn step(onwards: bool) {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let row_of = |element: web_sys::Element| element.closest("[data-rows] > li").ok().flatten();
    let focused = document().active_element().and_then(row_of);
    let next = match (&focused, onwards) {
        (Some(row), true) => row.next_element_sibling(),
        (Some(row), false) => row.previous_element_sibling(),
        (None, _) => find("[data-row][aria-current]").and_then(row_of).or_else(|| find("[data-rows] > li")),
    };
    let title = next.and_then(|row| row.query_selector("[data-row]").ok().flatten());
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A row that cannot take the focus leaves it where it was.
        let _ = title.focus();
    }
}
