//! The portal: pages, components and server functions, rendered by the server and hydrated by the browser.

pub mod api;
pub mod clock;
pub mod components;
pub mod frame;
pub mod keys;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod shell;
pub mod text;
pub mod url;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::Router;

#[cfg(feature = "ssr")]
pub use shell::{Assets, shell};

/// The portal.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    clock::tell_zone();
    let title = |page: String| if page.is_empty() { "Bailiwick".to_owned() } else { format!("{page} · Bailiwick") };
    view! {
        <Title formatter=title/>
        <Router>
            <pages::Pages/>
        </Router>
    }
}
