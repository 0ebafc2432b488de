//! The hydrate entry: takes over the page that the server rendered.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the WebAssembly is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(bailiwick_app::App);
    // Tells the end-to-end tests that from here on a click meets the program.
    if let Some(html) = leptos::prelude::document().document_element() {
        html.toggle_attribute_with_force("data-hydrated", true).ok();
    }
}
