//! Combobox: answers from the server, as you type.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use leptos::{ev, html, prelude::*, task::spawn_local};

use super::field::{INPUT, Labelled, described_by};
use super::{Avatar, Choice, FaceSize, Icon, IconName};
use crate::api::PortalError;

type Found = Result<Vec<Choice>, PortalError>;
type Finding = Pin<Box<dyn Future<Output = Found> + Send>>;

/// How long a pause in typing is before the server is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// Asks the server what fits the text typed so far.
#[derive(Clone)]
pub struct Suggest(Arc<dyn Fn(String) -> Finding + Send + Sync>);

impl Suggest {
    /// From a function like `|text| find_people(text)`.
    pub fn new<F, A>(ask: F) -> Self
    where
        F: Fn(String) -> A + Send + Sync + 'static,
        A: Future<Output = Found> + Send + 'static,
    {
        Self(Arc::new(move |text| Box::pin(ask(text))))
    }
}

/// What the list shows.
#[derive(Clone, PartialEq)]
enum List {
    Closed,
    Loading,
    Open(Vec<Choice>),
    Failed(PortalError),
}

#[derive(Clone, Copy)]
struct State {
    list: RwSignal<List>,
    active: RwSignal<usize>,
    /// Which question is the latest; an answer to an earlier one is dropped.
    question: StoredValue<u32>,
    text: NodeRef<html::Input>,
    value: NodeRef<html::Input>,
    chosen: Option<Callback<Choice>>,
    keeps: bool,
}

impl State {
    fn ask(self, suggest: &Suggest, text: String) {
        let number = self.question.get_value().wrapping_add(1);
        self.question.set_value(number);
        if text.trim().is_empty() {
            self.list.set(List::Closed);
            return;
        }
        let suggest = suggest.clone();
        let late = move || self.question.try_get_value() != Some(number);
        set_timeout(
            move || {
                if late() {
                    return;
                }
                if !matches!(self.list.get_untracked(), List::Open(_)) {
                    self.list.set(List::Loading);
                }
                spawn_local(async move {
                    let found = (suggest.0)(text).await;
                    if !late() {
                        self.active.set(0);
                        self.list.set(found.map_or_else(List::Failed, List::Open));
                    }
                });
            },
            PAUSE,
        );
    }

    fn choose(self, choice: Choice) {
        self.close();
        if let (Some(text), Some(value)) = (self.text.get_untracked(), self.value.get_untracked()) {
            text.set_value(if self.keeps { &choice.label } else { "" });
            value.set_value(if self.keeps { &choice.value } else { "" });
        }
        if let Some(chosen) = self.chosen {
            chosen.run(choice);
        }
    }

    fn close(self) {
        self.question.update_value(|n| *n = n.wrapping_add(1));
        self.list.set(List::Closed);
    }

    fn key(self, event: &ev::KeyboardEvent) {
        let List::Open(choices) = self.list.get_untracked() else { return };
        let (active, last) = (self.active.get_untracked(), choices.len().saturating_sub(1));
        match event.key().as_str() {
            "ArrowDown" => self.active.set(if active >= last { 0 } else { active + 1 }),
            "ArrowUp" => self.active.set(active.checked_sub(1).unwrap_or(last)),
            "Enter" => match choices.into_iter().nth(active) {
                Some(choice) => self.choose(choice),
                None => return,
            },
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
    }
}

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

#[component]
fn PlainList(id: String, choices: Vec<Choice>) -> impl IntoView {
    let option = |choice: Choice| view! { <option value=choice.value>{choice.label}</option> };
    view! { <datalist id=id>{choices.into_iter().map(option).collect_view()}</datalist> }
}

#[component]
fn Popup(state: State, id: String, label: String, people: bool) -> impl IntoView {
    let option_id = id.clone();
    let option = move |(i, choice): (usize, Choice)| {
        let picked = choice.clone();
        view! {
            <li
                id=format!("{option_id}-{i}")
                role="option"
                aria-selected=move || if state.active.get() == i { "true" } else { "false" }
                class="flex items-center gap-2.5 rounded-md px-2 py-1.5 aria-selected:bg-hover"
                on:mousedown=move |event| {
                    event.prevent_default();
                    state.choose(picked.clone());
                }
                on:mousemove=move |_| state.active.set(i)
            >
                {people.then(|| view! { <Avatar name=choice.label.clone() size=FaceSize::Small/> })}
                <span class="min-w-0 flex-1">
                    <span class="block truncate">{choice.label}</span>
                    {choice.note.map(|note| view! { <span class="block truncate text-meta text-muted">{note}</span> })}
                </span>
            </li>
        }
    };
    let options = move || match state.list.get() {
        List::Open(choices) => choices.into_iter().enumerate().map(&option).collect(),
        _ => Vec::new(),
    };
    let message = move || match state.list.get() {
        List::Open(choices) if choices.is_empty() => Some("Nothing fits that you may see.".to_owned()),
        List::Loading => Some("Looking…".to_owned()),
        List::Failed(error) => Some(error.words().title),
        List::Open(_) | List::Closed => None,
    };
    view! {
        <ul
            id=id
            role="listbox"
            aria-label=label
            class="absolute inset-x-0 top-full z-20 mt-1 max-h-72 overflow-y-auto rounded-md border border-line-strong bg-raised p-1 text-sm shadow-float empty:hidden"
        >
            {options}
        </ul>
        <span
            role="status"
            class="absolute inset-x-0 top-full z-20 mt-1 rounded-md border border-line-strong bg-raised px-3 py-2.5 text-meta text-muted shadow-float empty:hidden"
        >
            {message}
        </span>
    }
}
