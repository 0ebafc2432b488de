//! The frame around every page of somebody who has signed in: navigation, search, the person's card.

mod account;
mod nav;
mod phone;
mod side_bar;
#[cfg(all(test, feature = "ssr"))]
mod tests;

use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, Redirect},
    hooks::{use_location, use_query_map},
};

use crate::api::{
    PortalError,
    me::{Counts, Me, ReadMe},
};
use crate::components::{Later, Notice};
use crate::keys::{KeysDialog, provide_keys};
use crate::url;
use crate::wire::Load;

/// Who has signed in, as the frame loaded it.
#[derive(Clone, Copy)]
pub struct CurrentPerson(pub Load<Me>);

/// Who has signed in. To be read in a `Later`, or called where there is a frame around.
pub fn use_me() -> Load<Me> {
    expect_context::<CurrentPerson>().0
}

/// What waits, as a number of one kind; nothing while it is not known.
async fn count(me: Load<Me>, of: fn(&Counts) -> u32) -> Option<u32> {
    me.await.ok().map(|me| of(&me.counts)).filter(|count| *count > 0)
}

/// The frame around the pages of the routes below it.
#[component]
pub fn AppShell() -> impl IntoView {
    let path = use_location().pathname;
    let query = use_query_map();
    // Asked again on another page and after something was done, which every page says with `notice`.
    let me = Load::new(move || {
        let notice = query.read().get("notice").unwrap_or_default();
        (ReadMe {}, format!("{} {notice}", path.get()))
    });
    view! { <Frame me/> }
}

/// The frame. Its page is the [`Outlet`]; it is not inside anything that loads, so that it stays as it is.
#[component]
fn Frame(me: Load<Me>) -> impl IntoView {
    let location = use_location();
    provide_context(CurrentPerson(me));
    provide_keys();
    let sign_in = move || {
        let (path, search) = (location.pathname.get_untracked(), location.search.get_untracked());
        let here =
            if search.is_empty() { path } else { format!("{path}?{}", search.trim_start_matches('?')) };
        let path = url::to("/signin", &[("next", &here)]);
        async move {
            let signed_out = me.await == Err(PortalError::SignedOut);
            signed_out.then(|| view! { <Redirect path/> })
        }
    };
    view! {
        <a
            href="#main"
            rel="external"
            class="sr-only rounded-md bg-raised px-3 py-2 text-sm font-medium text-accent-ink shadow-overlay focus:not-sr-only focus:fixed focus:start-4 focus:top-3 focus:z-50 focus:px-3 focus:py-2"
        >
            "Skip to content"
        </a>
        <Later view=sign_in/>
        <div class="flex min-h-dvh flex-col lg:flex-row">
            <side_bar::SideBar/>
            <phone::TopBar/>
            <main id="main" tabindex="-1" class="min-w-0 flex-1 pb-14 lg:pb-0">
                <Outlet/>
            </main>
        </div>
        <phone::TabBar/>
        <Notice/>
        <KeysDialog/>
    }
    .into_any()
}
