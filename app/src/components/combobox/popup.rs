//! The list below a combobox.

use leptos::prelude::*;

use super::state::{List, State};
use crate::components::{Avatar, Choice, FaceSize};

/// The browser's own list, for when there is no program.
#[component]
pub(super) fn PlainList(id: String, choices: Vec<Choice>) -> impl IntoView {
    let option = |choice: Choice| view! { <option value=choice.value>{choice.label}</option> };
    view! { <datalist id=id>{choices.into_iter().map(option).collect_view()}</datalist> }
}

/// The live list, or what stands in its place.
#[component]
pub(super) fn Popup(state: State, id: String, label: String, people: bool) -> impl IntoView {
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
