//! The open item: what it gives, who has it, who will approve, and the form that adds it to the cart.

mod ask;
mod facts;

use bailiwick::catalog::ItemKind;
use leptos::{prelude::*, web_sys, web_sys::wasm_bindgen::JsCast};

use self::ask::Asked;
use super::{Search, query};
use crate::api::{
    PortalError,
    catalog::{CatalogItem, CatalogQuery, ItemAnswer},
};
use crate::components::{Drawer, DrawerSection, EmptyState, ErrorState, FaceSize, IconName, Later, Tile};
use crate::pages::cart::Approvers;
use crate::wire::Load;

/// The open item, or its place.
#[component]
pub(super) fn ItemPane(search: Search) -> impl IntoView {
    let person = Memo::new(move |_| search.query.with(|query| query.people.first().copied()));
    let item = Load::when(move || {
        let asked = search.item.get().map(|item| CatalogItem { item, person: person.get() });
        (asked, search.changes.count())
    });
    focus_when_it_covers(search);
    let pane = move || async move {
        let query = search.query.get_untracked();
        match item.await {
            Ok(Some(answer)) => view! { <Item answer query search/> }.into_any(),
            Ok(None) => view! { <Place/> }.into_any(),
            Err(error) => view! { <NotShown error query/> }.into_any(),
        }
    };
    view! { <Later fallback=|| view! { <Place/> } view=pane/> }.into_any()
}

/// Where the item covers the list, the focus goes with it.
fn focus_when_it_covers(search: Search) {
    Effect::new(move |before: Option<bool>| {
        let open = search.item.get().is_some();
        let wide =
            window().inner_width().ok().and_then(|width| width.as_f64()).is_some_and(|width| width >= 1280.0);
        if open && before == Some(false) && !wide {
            // The drawer is rendered once its data is there.
            set_timeout(
                || {
                    let body = document().query_selector("aside [role=region]").ok().flatten();
                    if let Some(body) = body.and_then(|body| body.dyn_into::<web_sys::HtmlElement>().ok()) {
                        // A part that cannot take the focus leaves it where it was.
                        let _ = body.focus();
                    }
                },
                std::time::Duration::from_millis(200),
            );
        }
        open
    });
}

/// Where the open item will stand; only where there is a place for it beside the list.
#[component]
fn Place() -> impl IntoView {
    view! {
        <aside
            aria-label="Open item"
            class="hidden border-s border-line bg-canvas xl:sticky xl:top-0 xl:grid xl:h-dvh xl:place-items-center"
        >
            <EmptyState
                icon=IconName::LayoutGrid
                title="No item is open"
                text="Open one to see what it gives, who holds it, and who will approve."
            />
        </aside>
    }
    .into_any()
}

#[component]
fn NotShown(error: PortalError, query: CatalogQuery) -> impl IntoView {
    let close = query::href(&query);
    view! {
        <Drawer id="item-title" title="Not shown" close=close.clone()>
            <ErrorState error retry=close/>
        </Drawer>
    }
    .into_any()
}

#[component]
fn Item(answer: ItemAnswer, query: CatalogQuery, search: Search) -> impl IntoView {
    let ItemAnswer { detail, own, in_cart, clock: _ } = answer;
    let close = query::href(&query);
    let name = detail.item.name.clone();
    let tile =
        detail.application.as_ref().map_or_else(|| name.clone(), |application| application.name.clone());
    let place = match (&detail.application, detail.item.kind) {
        (Some(application), _) => application.name.clone(),
        (None, ItemKind::Role) => "Role".to_owned(),
        (None, _) => "Application".to_owned(),
    };
    let key = detail.item.native_key.clone();
    let note = move || {
        view! {
            {place}
            <span class="text-faint" aria-hidden="true">
                " · "
            </span>
            <span class="font-mono text-xs wrap-anywhere">{key}</span>
        }
    };
    let asked = Asked::of(&detail, in_cart, query.people.len());
    let foot = {
        let (asked, others) = (asked, query.people.len().saturating_sub(1));
        let who = ask::who(&detail, own, others);
        move || view! { <ask::Foot asked who search/> }
    };
    let steps = detail.approvers.clone();
    let detail_of = detail.clone();
    view! {
        <Drawer
            id="item-title"
            title=name
            close=close.clone()
            note
            picture=move || view! { <Tile name=tile size=FaceSize::Large/> }
            foot
        >
            <ask::Standing detail=detail.clone() own asked/>
            <facts::About detail=detail.clone()/>
            <facts::PeopleLike detail=detail.clone() own/>
            <facts::Content id="item-content" title="What it holds" items=detail.content.clone()/>
            <facts::Content id="item-outer" title="Whoever holds it also holds" items=detail.member_of.clone()/>
            <facts::Content id="item-inner" title="Comes with" items=detail.members.clone()/>
            {(asked == Asked::Not).then(|| view! { <ask::Dates detail=detail_of query search/> })}
            {matches!(asked, Asked::Not | Asked::InCart)
                .then(|| {
                    view! {
                        <DrawerSection id="item-approvers" title="Who will approve">
                            <Approvers steps/>
                        </DrawerSection>
                    }
                })}
        </Drawer>
    }
    .into_any()
}
