//! Keys: every action has a visible button, and the frequent ones a key too.
//!
//! A page calls [`use_key`] for each; while the page is there, the key works, and `?` lists it.

use leptos::{ev, html, prelude::*, web_sys};
use web_sys::wasm_bindgen::JsCast;

use crate::components::{Button, ButtonKind, IconName, Kbd, Size};

#[derive(Clone)]
struct Binding {
    id: u32,
    key: &'static str,
    words: &'static str,
    act: Callback<()>,
}

/// The keys that work now.
#[derive(Clone, Copy)]
struct Keys {
    bindings: StoredValue<Vec<Binding>>,
    next: StoredValue<u32>,
    listed: RwSignal<Vec<(&'static str, &'static str)>>,
    dialog: NodeRef<html::Dialog>,
}

impl Keys {
    /// Lists the keys. The list is made when it is asked for, so that it is right at any time.
    fn show(self) {
        let keys = self.bindings.with_value(|all| all.iter().map(|b| (b.key, b.words)).collect());
        self.listed.set(keys);
        if let Some(dialog) = self.dialog.get_untracked()
            && !dialog.open()
        {
            // It can only fail when the element has left the page, and then there is nothing to show.
            let _ = dialog.show_modal();
        }
    }
}

/// Makes keys work below here. Called once, by the frame of the portal.
pub fn provide_keys() {
    let keys = Keys {
        bindings: StoredValue::new(Vec::new()),
        next: StoredValue::new(0),
        listed: RwSignal::new(Vec::new()),
        dialog: NodeRef::new(),
    };
    provide_context(keys);
    use_key("/", "Search", focus_search);
    use_key("?", "List the keys", move || keys.show());
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| pressed(keys, &event));
        on_cleanup(move || handle.remove());
    });
}

/// While the caller is on the page, `key` (as in `KeyboardEvent.key`) does this. The later one wins.
pub fn use_key(key: &'static str, words: &'static str, act: impl Fn() + Send + Sync + 'static) {
    let Some(keys) = use_context::<Keys>() else { return };
    let id = keys.next.get_value();
    keys.next.set_value(id.wrapping_add(1));
    keys.bindings
        .update_value(|all| all.push(Binding { id, key, words, act: Callback::new(move |()| act()) }));
    on_cleanup(move || {
        keys.bindings.try_update_value(|all| all.retain(|binding| binding.id != id));
    });
}

fn pressed(keys: Keys, event: &web_sys::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() || busy(event) {
        return;
    }
    let key = event.key();
    let act = keys.bindings.with_value(|all| all.iter().rfind(|b| b.key == key).map(|b| b.act));
    if let Some(act) = act {
        event.prevent_default();
        act.run(());
    }
}

/// Whether the press belongs to what has the focus: a field, an open dialog, `Enter` on a link.
fn busy(event: &web_sys::KeyboardEvent) -> bool {
    let inside = |selector: &str| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        target.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
    };
    let pressing = matches!(event.key().as_str(), "Enter" | " ");
    inside("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog[open]")
        || (pressing && inside("a, button, summary, input, label"))
}

/// Goes to the page's own search field, or to that of the side bar.
fn focus_search() {
    let find = |selector: &str| document().query_selector(selector).ok().flatten();
    let field = find("main [data-search]").or_else(|| find("[data-search]"));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlInputElement>().ok()) {
        // A field that cannot take the focus leaves it where it was.
        let _ = field.focus();
        field.select();
    }
}

/// The list that `?` opens. Rendered once, by the frame of the portal.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let keys = expect_context::<Keys>();
    let line = |(key, words)| {
        view! {
            <li class="flex items-center justify-between gap-4 py-1">
                <span>{words}</span>
                <Kbd key/>
            </li>
        }
    };
    view! {
        <dialog
            node_ref=keys.dialog
            aria-labelledby="keys-title"
            class="m-auto w-80 max-w-[calc(100vw-2rem)] rounded-md border border-line-strong bg-raised p-0 text-ink shadow-overlay backdrop:bg-ink/40"
        >
            <form method="dialog" class="flex items-center gap-2 px-5 pt-4">
                <h2 id="keys-title" class="text-base font-semibold">
                    "Keys"
                </h2>
                <Button
                    submit=true
                    kind=ButtonKind::Ghost
                    size=Size::Small
                    icon=IconName::X
                    label="Close"
                    class="ms-auto"
                />
            </form>
            <ul class="px-5 pt-2 pb-4 text-sm">{move || keys.listed.get().into_iter().map(line).collect_view()}</ul>
        </dialog>
    }
    .into_any()
}

/// A quiet button that lists the keys; for the foot of a page that is worked by keyboard.
#[component]
pub fn KeysHint() -> impl IntoView {
    let keys = use_context::<Keys>();
    view! {
        <Button
            kind=ButtonKind::Ghost
            size=Size::Small
            icon=IconName::Keyboard
            key="?"
            class="max-lg:hidden"
            on:click=move |_| {
                if let Some(keys) = keys {
                    keys.show();
                }
            }
        >
            "Keys"
        </Button>
    }
}
