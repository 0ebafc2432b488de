//! Pages that the server draws whole.

use leptos::{
    ev::SubmitEvent,
    form::form_data_from_event,
    prelude::*,
    web_sys::{Element, Event, HtmlElement, HtmlFormElement, UrlSearchParams, wasm_bindgen::JsCast},
};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};

use super::done::times_done;
use super::not_found::NotFound;
use crate::api::PortalError;
use crate::api::drawn::DrawPage;
use crate::components::{ErrorState, Later, PageBody, PageTitle, SkeletonRows, Toast, Tone};
use crate::url;
use crate::wire::{Load, Post};

/// Said once, in addresses.
const ONCE: [(&str, Option<&str>); 4] = [("notice", None), ("n", None), ("__path", None), ("__err", None)];

/// The page of whatever address is open.
#[component]
pub fn DrawnPage() -> impl IntoView {
    let (path, query) = (use_location().pathname, use_query_map());
    let post = Post::anywhere();
    let address = Memo::new(move |_| url::with(&path.read(), &query.read(), &ONCE));
    let done = times_done(post);
    let drawn = Load::new(move || (DrawPage { address: address.get() }, done.get()));
    Effect::new(move |before: Option<()>| {
        address.track();
        if before.is_some() {
            post.forget();
        }
    });
    // What had the focus gets it again in the page that follows.
    let focused = StoredValue::new(String::new());
    let page = move || async move {
        match drawn.await {
            Ok(drawn) => view! { <Page drawn post focused/> }.into_any(),
            Err(PortalError::NotFound) => view! { <NotFound/> }.into_any(),
            Err(error) => view! {
                <PageBody>
                    <ErrorState error retry="/"/>
                </PageBody>
            }
            .into_any(),
        }
    };
    let refusal = move || {
        let text = post.refusal()?.to_string();
        Some(view! { <Toast tone=Tone::Rejected text/> })
    };
    view! {
        <Later fallback=|| view! { <PageBody><SkeletonRows rows=8/></PageBody> } view=page/>
        {refusal}
    }
    .into_any()
}

#[component]
fn Page(drawn: String, post: Post, focused: StoredValue<String>) -> impl IntoView {
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
            return;
        };
        let Ok(data) = form_data_from_event(&event) else { return };
        let (action, by_post) = (form.get_attribute("action").unwrap_or_default(), form.method() == "post");
        event.prevent_default();
        if by_post {
            post.send_data(&action, &data);
        } else if let Ok(pairs) = UrlSearchParams::new_with_str_sequence_sequence(&data) {
            navigate(&format!("{action}?{}", String::from(pairs.to_string())), NavigateOptions::default());
        }
    };
    let note = move |_| {
        let id = document().active_element().map(|element| element.id()).unwrap_or_default();
        focused.set_value(id);
    };
    // Where a field is one that others depend on, the server draws the form anew.
    let update = |event: Event| {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let live = field.and_then(|field| field.closest("[data-live]").ok().flatten());
        let button = live.and_then(|_| document().get_element_by_id("update-form"));
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    };
    Effect::new(move |_| {
        let id = focused.try_update_value(std::mem::take).unwrap_or_default();
        let element = document().get_element_by_id(&id).filter(|_| !id.is_empty());
        if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // It can only fail for what takes no focus.
            let _ = element.focus();
        }
    });
    let (title, html) = drawn.split_once('\n').unwrap_or_default();
    view! {
        <PageTitle text=title.to_owned()/>
        <div inner_html=html.to_owned() on:submit=submit on:focusin=note on:change=update></div>
    }
    .into_any()
}
