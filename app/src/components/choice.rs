//! Choices: select, checkbox, segments of a form.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::field::{INPUT, Labelled, described_by, height};
use super::{Icon, IconName, Size};

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A second line, where one is shown.
    pub note: Option<String>,
}

impl Choice {
    /// A choice without a second line.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: None }
    }
}

/// One of a list.
#[component]
pub fn Select(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What is chosen.
    #[prop(into)]
    label: String,
    /// The list.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    selected: String,
    /// Its id, where the name is not unique on the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// What good looks like.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// Cannot be changed.
    #[prop(optional)]
    disabled: bool,
    /// How high.
    #[prop(optional)]
    size: Size,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let describes = described_by(&id, hint, error);
    let option = move |choice: Choice| {
        view! {
            <option selected=choice.value == selected value=choice.value>
                {choice.label}
            </option>
        }
    };
    view! {
        <Labelled id=id.clone() label required hint error>
            <span class="relative block">
                <select
                    id=id
                    name=name
                    class=format!("{INPUT} {} appearance-none pe-8", height(size))
                    required=required
                    disabled=disabled
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=describes
                >
                    {choices.into_iter().map(option).collect_view()}
                </select>
                <Icon
                    name=IconName::ChevronDown
                    class="pointer-events-none absolute end-2.5 top-1/2 size-4 -translate-y-1/2 text-faint"
                />
            </span>
        </Labelled>
    }
    .into_any()
}

/// A box to tick, or one of several (`radio`), with its words.
#[component]
pub fn Checkbox(
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What the form sends when it is ticked.
    #[prop(default = "true".into(), into)]
    value: String,
    /// Ticked at first.
    #[prop(optional)]
    checked: bool,
    /// One of several with the same name.
    #[prop(optional)]
    radio: bool,
    /// Cannot be changed.
    #[prop(optional)]
    disabled: bool,
    /// At the end of the line: a count.
    #[prop(optional, into)]
    count: MaybeProp<String>,
    /// The words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let ink = match (disabled, checked) {
        (true, _) => "text-faint",
        (_, true) => "text-ink",
        _ => "text-muted hover:text-ink has-checked:text-ink",
    };
    view! {
        <label class=format!("flex min-h-7 items-center gap-2 rounded-md text-sm {ink}")>
            <input
                type=if radio { "radio" } else { "checkbox" }
                name=name
                value=value
                checked=checked
                disabled=disabled
            />
            <span class="min-w-0 flex-1">{label}</span>
            {move || count.get().map(|count| view! { <span class="text-meta text-faint">{count}</span> })}
        </label>
    }
}

/// A few choices side by side, one of them chosen: radio buttons of a form.
#[component]
pub fn RadioSegments(
    /// Their name in the form.
    name: &'static str,
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// The choices.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(into)]
    selected: String,
) -> impl IntoView {
    let segment = move |choice: Choice| {
        view! {
            <label class="inline-flex h-6.5 items-center rounded-md px-2.5 text-meta text-muted hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:ring-1 has-checked:ring-line-strong has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus">
                <input type="radio" name=name class="sr-only" checked=choice.value == selected value=choice.value/>
                {choice.label}
            </label>
        }
    };
    view! {
        <fieldset class="grid content-start gap-1">
            <legend class="mb-1 text-meta font-medium text-ink">{legend}</legend>
            <span class="inline-flex justify-self-start rounded-md bg-active p-0.5">
                {choices.into_iter().map(segment).collect_view()}
            </span>
        </fieldset>
    }
    .into_any()
}
