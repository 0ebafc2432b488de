//! The frame, rendered to HTML.

use any_spawner::Executor;
use futures::StreamExt;
use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Route, Router, Routes},
    location::RequestUrl,
    path,
};

use super::*;
use crate::api::{
    me::{Counts, May},
    theme::Theme,
};
use crate::wire::Load;

fn marta(may: May) -> Me {
    Me {
        id: uuid::Uuid::nil().into(),
        name: "Marta Oyelaran".into(),
        given_name: "Marta".into(),
        title: Some("Head of Claims".into()),
        organisation: Some("Northmoor Mutual".into()),
        may,
        counts: Counts { cart: 5, inbox: 12, reviews: 2, unread: 3 },
        theme: Theme::Dark,
        clock: chrono::DateTime::UNIX_EPOCH.into(),
    }
}

/// The whole page at an address, once everything has loaded.
async fn page(address: &str, me: Result<Me, PortalError>) -> String {
    // Another test of this process may have set it already.
    let _ = Executor::init_tokio();
    let owner = Owner::new();
    let stream = owner.with(|| {
        provide_context(RequestUrl::new(address));
        leptos_meta::provide_meta_context();
        let shell = move || {
            let me = me.clone();
            view! { <Frame me=Load::answered(&me)/> }
        };
        view! {
            <Router>
                <Routes fallback=|| "nothing">
                    <ParentRoute path=path!("") view=shell>
                        <Route path=path!("/*any") view=|| view! { <p>"The page"</p> }/>
                    </ParentRoute>
                </Routes>
            </Router>
        }
        .to_html_stream_in_order()
    });
    let html = stream.collect().await;
    drop(owner);
    html
}

#[tokio::test]
async fn shows_who_has_signed_in_and_what_waits() {
    let html = page("/inbox", Ok(marta(May::default()))).await;
    for part in ["Marta Oyelaran", "Northmoor Mutual", "The page", "Skip to content", r#"action="/signout""#]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert_eq!(html.matches(r#"aria-current="page""#).count(), 2, "side bar and tab bar");
    assert!(html.contains(r#"name="q""#) && html.contains(r#"action="/catalog""#));
    assert!(html.contains(r#"aria-pressed="true" aria-label="Dark""#), "{html}");
}

#[tokio::test]
async fn shows_the_audit_trail_only_to_those_who_may_read_it() {
    let plain = page("/", Ok(marta(May::default()))).await;
    let auditor = page("/", Ok(marta(May { audit: true, ..May::default() }))).await;
    assert!(!plain.contains(r#"href="/audit""#), "{plain}");
    assert_eq!(auditor.matches(r#"href="/audit""#).count(), 2, "side bar and phone");
    let workflows = r#"href="/admin/workflows""#;
    let administrator = page("/", Ok(marta(May { administer: true, ..May::default() }))).await;
    assert!(!plain.contains(workflows) && !administrator.contains(r#"href="/audit""#));
    assert_eq!((auditor.matches(workflows).count(), administrator.matches(workflows).count()), (2, 2));
}

#[tokio::test]
async fn the_page_is_there_whatever_becomes_of_the_frame() {
    let html = page("/cart", Err(PortalError::Unavailable)).await;
    assert!(html.contains("The page") && html.contains(r#"action="/signout""#), "{html}");
    assert!(!html.contains("waiting"), "{html}");
}

#[tokio::test]
async fn a_notice_is_shown_only_in_known_words() {
    let html = page("/cart?notice=cart-added&n=2&item=7", Ok(marta(May::default()))).await;
    assert!(html.contains("2 lines put in the cart") && html.contains(r#"href="/cart?item=7""#), "{html}");
    let html = page("/cart?notice=Call+this+number", Ok(marta(May::default()))).await;
    assert!(!html.contains("Call this number"), "{html}");
}
