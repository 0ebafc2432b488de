//! The person's card: who has signed in, the look, tokens, the way out.

use leptos::{ev, html, prelude::*, web_sys};
use leptos_router::hooks::use_location;
use web_sys::wasm_bindgen::JsCast;

use super::use_me;
use crate::api::{
    me::Me,
    theme::{SetTheme, Theme},
};
use crate::components::{Avatar, FaceSize, Icon, IconName, Later};
use crate::wire::{SendForm, Sending};

/// A menu that closes when its page is left, at `Escape`, and when something else is pressed.
pub(super) fn closing_menu() -> NodeRef<html::Details> {
    let menu = NodeRef::<html::Details>::new();
    let path = use_location().pathname;
    let close = move || {
        if let Some(menu) = menu.get_untracked() {
            menu.set_open(false);
        }
    };
    Effect::new(move |_| {
        path.track();
        close();
    });
    Effect::new(move |_| {
        let pressed = window_event_listener(ev::pointerdown, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if menu.get_untracked().is_some_and(|menu| !menu.contains(target.as_ref())) {
                close();
            }
        });
        let escaped = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                close();
            }
        });
        on_cleanup(move || {
            pressed.remove();
            escaped.remove();
        });
    });
    menu
}

/// The card at the foot of the side bar, with its menu.
#[component]
pub(super) fn AccountCard() -> impl IntoView {
    let me = use_me();
    let card = move || async move { me.await.ok().map(|me| view! { <Card me/> }) };
    view! {
        <details class="relative" node_ref=closing_menu()>
            <summary class="flex items-center gap-2.5 rounded-md p-1.5 hover:bg-hover">
                <span class="sr-only">"Account of "</span>
                <Later fallback=|| view! { <span class="h-8.5"></span> } view=card/>
                <Icon name=IconName::ChevronsUpDown class="ms-auto size-4 text-faint"/>
            </summary>
            <div class="absolute inset-x-0 bottom-full z-30 mb-1 rounded-md border border-line-strong bg-raised p-1 text-sm shadow-float">
                <AccountMenu/>
            </div>
        </details>
    }
}

#[component]
fn Card(me: Me) -> impl IntoView {
    let second = me.organisation.or(me.title);
    view! {
        <span class="contents">
            <Avatar name=me.name.clone() size=FaceSize::Bar/>
            <span class="min-w-0 leading-tight">
                <span class="block truncate text-sm font-medium">{me.name}</span>
                {second.map(|second| view! { <span class="block truncate text-xs text-faint">{second}</span> })}
            </span>
        </span>
    }
}

/// What the menu offers.
#[component]
pub(super) fn AccountMenu() -> impl IntoView {
    const LINE: &str = "flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-start hover:bg-hover";
    view! {
        <ThemeChoice/>
        <div class="my-1 h-px bg-line"></div>
        <a href="/delegates" class=LINE>
            <Icon name=IconName::Users class="size-4 text-muted"/>
            "Deputies"
        </a>
        <a href="/tokens" class=LINE>
            <Icon name=IconName::KeyRound class="size-4 text-muted"/>
            "Tokens for programs"
        </a>
        <form method="post" action="/signout">
            <button type="submit" class=LINE>
                <Icon name=IconName::LogOut class="size-4 text-muted"/>
                "Sign out"
            </button>
        </form>
    }
    .into_any()
}

/// Light, dark, or as the system has it.
#[component]
fn ThemeChoice() -> impl IntoView {
    let set = Sending::<SetTheme>::new();
    let me = use_me();
    // The document's element is outside what is rendered here.
    Effect::new(move |_| {
        if let (Some(Ok(theme)), Some(root)) = (set.outcome(), document().document_element()) {
            // Neither can fail: the name of the attribute is a valid one.
            let _ = match theme.attribute() {
                Some(name) => root.set_attribute("data-theme", name),
                None => root.remove_attribute("data-theme"),
            };
        }
    });
    let choice = move |kept: Theme, theme: Theme| {
        let chosen = move || set.outcome().and_then(Result::ok).unwrap_or(kept) == theme;
        let (icon, words) = match theme {
            Theme::System => (IconName::Monitor, "As the system"),
            Theme::Light => (IconName::Sun, "Light"),
            Theme::Dark => (IconName::Moon, "Dark"),
        };
        view! {
            <button
                type="submit"
                name="theme"
                value=theme.name()
                aria-pressed=move || if chosen() { "true" } else { "false" }
                aria-label=words
                title=words
                class="inline-flex h-6.5 flex-1 items-center justify-center rounded-md text-muted hover:text-ink aria-pressed:bg-surface aria-pressed:text-ink aria-pressed:ring-1 aria-pressed:ring-line-strong"
            >
                <Icon name=icon/>
            </button>
        }
    };
    let choices = move || async move {
        let kept = me.await.map(|me| me.theme).unwrap_or_default();
        Theme::ALL.map(|theme| choice(kept, theme)).collect_view()
    };
    view! {
        <SendForm action=set>
            <div role="group" aria-label="Look" class="m-1 flex rounded-md bg-active p-0.5">
                <Later view=choices/>
            </div>
        </SendForm>
    }
}
