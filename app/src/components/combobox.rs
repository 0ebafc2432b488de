//! Combobox: answers from the server, as you type.

mod popup;
mod state;

use leptos::prelude::*;

use self::popup::{PlainList, Popup};
pub use self::state::Suggest;
use self::state::{List, State};
use super::field::{INPUT, Labelled, described_by};
use super::{Choice, Icon, IconName};

/// One of very many, found by typing. The form sends the chosen value as `name` and what was typed
/// as `{name}Text`: without the program only the latter, and the server looks for it.
#[component]
pub fn Combobox(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// Asks the server.
    suggest: Suggest,
    /// Offered without the program too, as a plain list of the browser.
    #[prop(optional)]
    choices: Vec<Choice>,
    /// Chosen at first.
    #[prop(optional, into)]
    selected: Option<Choice>,
    /// Told what was chosen.
    #[prop(optional, into)]
    on_choose: Option<Callback<Choice>>,
    /// Empties itself once something is chosen: for adding to a list.
    #[prop(optional)]
    adds: bool,
    /// People: with avatars.
    #[prop(optional)]
    people: bool,
    /// What good looks like.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// An example.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let state = State {
        list: RwSignal::new(List::Closed),
        active: RwSignal::new(0),
        question: StoredValue::new(0),
        text: NodeRef::new(),
        value: NodeRef::new(),
        chosen: on_choose,
        keeps: !adds,
    };
    let (list_id, plain_id) = (format!("{name}-list"), format!("{name}-plain"));
    let open = move || matches!(state.list.get(), List::Open(choices) if !choices.is_empty());
    let active_id = {
        let id = list_id.clone();
        move || open().then(|| format!("{id}-{}", state.active.get()))
    };
    let describes = described_by(&name, hint, error);
    let (value, text) = selected.map_or_else(Default::default, |choice| (choice.value, choice.label));
    view! {
        <Labelled id=name.clone() label=label.clone() hint error>
            <input type="hidden" name=name.clone() value=value node_ref=state.value/>
            <span class="relative block">
                <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-faint"/>
                <input
                    id=name.clone()
                    name=format!("{name}Text")
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    aria-autocomplete="list"
                    aria-expanded=move || if open() { "true" } else { "false" }
                    aria-controls=list_id.clone()
                    aria-activedescendant=active_id
                    aria-busy=move || (state.list.get() == List::Loading).then_some("true")
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=describes
                    list=(!choices.is_empty()).then(|| plain_id.clone())
                    placeholder=move || placeholder.get()
                    value=text
                    class=format!("{INPUT} h-8 ps-8 text-sm")
                    node_ref=state.text
                    on:focus=move |event| {
                        // The browser's own list gives way to the live one.
                        let _ = event_target::<leptos::web_sys::Element>(&event).remove_attribute("list");
                    }
                    on:input=move |event| {
                        if let Some(value) = state.value.get_untracked() {
                            value.set_value("");
                        }
                        state.ask(&suggest, event_target_value(&event));
                    }
                    on:keydown=move |event| state.key(&event)
                    on:blur=move |_| state.close()
                />
                <Popup state id=list_id label people/>
            </span>
            {(!choices.is_empty()).then(|| view! { <PlainList id=plain_id choices/> })}
        </Labelled>
    }
    .into_any()
}
