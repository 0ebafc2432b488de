//! The portal: pages, components and server functions, rendered by the server and hydrated by the browser.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its props")]

pub mod api;
pub mod clock;
pub mod components;
pub mod days;
#[cfg(feature = "ssr")]
pub mod drawn;
pub mod frame;
pub mod keys;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod text;
pub mod url;
pub mod wire;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

#[cfg(feature = "ssr")]
pub use shell::{Assets, shell};

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let titles = components::Titles::provide();
    clock::tell_zone();
    view! {
        <Title formatter=title text=move || titles.current()/>
        <Router>
            <pages::Pages/>
        </Router>
    }
}

/// The document's title on a page. The server writes it into the document as it is, so it is made
/// harmless there; the browser sets it as plain text.
fn title(page: String) -> String {
    let page = if cfg!(feature = "ssr") { page.replace('&', "&amp;").replace('<', "&lt;") } else { page };
    if page.is_empty() { "Bailiwick".to_owned() } else { format!("{page} · Bailiwick") }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn a_title_cannot_break_out_of_its_element() {
        assert_eq!(super::title("</title><b>R&D".into()), "&lt;/title>&lt;b>R&amp;D · Bailiwick");
        assert_eq!(super::title(String::new()), "Bailiwick");
    }
}
