//! The pages and their addresses.
//!
//! Every other address is for the server to draw, or to say that there is no such page (`crate::drawn`).
//! Whatever loads data is rendered when all of it is there (`SsrMode::Async`), so that a page is
//! whole without scripts.

pub mod access;
mod cart;
mod catalog;
mod done;
mod drawn;
mod home;
mod inbox;
mod not_found;
pub(crate) mod requests;
mod sign_in;
pub(crate) mod tokens;
mod welcome;

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
            <Route path=path!("/welcome") view=welcome::WelcomePage ssr=SsrMode::Async/>
            <ParentRoute path=path!("") view=AppShell ssr=SsrMode::Async>
                <Route path=path!("/requests") view=requests::MyRequestsPage ssr=SsrMode::Async/>
                <Route path=path!("/requests/:key") view=requests::RequestPage ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view=inbox::InboxPage ssr=SsrMode::Async/>
                <Route path=path!("/access") view=access::AccessPage ssr=SsrMode::Async/>
                <Route path=path!("/people/:id/access") view=access::AccessPage ssr=SsrMode::Async/>
                <Route path=path!("/tokens") view=tokens::TokensPage ssr=SsrMode::Async/>
                <Route path=path!("/") view=home::Home ssr=SsrMode::Async/>
                <Route path=path!("/catalog") view=catalog::Catalog ssr=SsrMode::Async/>
                <Route path=path!("/cart") view=cart::Cart ssr=SsrMode::Async/>
                // All other pages the server draws, or says that there is none.
                <Route path=path!("/*any") view=drawn::DrawnPage ssr=SsrMode::Async/>
            </ParentRoute>
        </Routes>
    }
}
