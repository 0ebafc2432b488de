//! The pages and their addresses.
//!
//! Whatever loads data is rendered when all of it is there (`SsrMode::Async`), so that a page is
//! whole without scripts.

mod not_found;
mod sign_in;

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

use crate::frame::AppShell;

/// The page of the address.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=not_found::NotFound>
            <Route path=path!("/signin") view=sign_in::SignIn ssr=SsrMode::Async/>
            <ParentRoute path=path!("") view=AppShell ssr=SsrMode::Async>
                <Route path=path!("/*any") view=not_found::NothingHere/>
            </ParentRoute>
        </Routes>
    }
}
