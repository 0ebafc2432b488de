//! The fields of a form, as its designer drew them.

use bailiwick::form::{Choice as FormChoice, Design, Field as FormField, FieldType, Row};
use leptos::prelude::*;
use serde_json::{Map, Value as Json};

use crate::components::{Checkbox, Choice, Field, Labelled, Select, TextArea};

/// Columns of twelve; the look is made from these words, so each stands here in full.
const COLUMNS: [&str; 12] = [
    "sm:col-span-1",
    "sm:col-span-2",
    "sm:col-span-3",
    "sm:col-span-4",
    "sm:col-span-5",
    "sm:col-span-6",
    "sm:col-span-7",
    "sm:col-span-8",
    "sm:col-span-9",
    "sm:col-span-10",
    "sm:col-span-11",
    "sm:col-span-12",
];
const STARTS: [&str; 12] = [
    "",
    "sm:col-start-2",
    "sm:col-start-3",
    "sm:col-start-4",
    "sm:col-start-5",
    "sm:col-start-6",
    "sm:col-start-7",
    "sm:col-start-8",
    "sm:col-start-9",
    "sm:col-start-10",
    "sm:col-start-11",
    "sm:col-start-12",
];
/// What every field looks like that the kit has none for.
const INPUT: &str = "w-full rounded-md border border-field bg-surface px-2.5 text-ink hover:border-muted disabled:bg-sunken disabled:text-faint h-8 text-sm";

/// All fields, row by row, with what they hold.
pub fn fields(design: &Design, values: &Map<String, Json>) -> AnyView {
    rows(&design.rows, values)
}

fn rows(rows: &[Row], values: &Map<String, Json>) -> AnyView {
    let row = |row: &Row| {
        let even = 12 / row.fields.len().clamp(1, 12);
        let cells: Vec<AnyView> = row.fields.iter().map(|field| cell(field, even, values)).collect();
        view! { <div class="grid grid-cols-1 gap-4 sm:grid-cols-12">{cells}</div> }
    };
    rows.iter().map(row).collect_view().into_any()
}

fn cell(field: &FormField, even: usize, values: &Map<String, Json>) -> AnyView {
    let columns = field.layout.columns.map_or(even, usize::from).clamp(1, 12);
    let start = STARTS.get(usize::from(field.layout.offset)).copied().unwrap_or_default();
    let class = format!("min-w-0 {} {start}", COLUMNS[columns - 1]);
    view! { <div class=class>{one(field, values)}</div> }.into_any()
}

/// The label; a field without one goes by its model.
fn label(field: &FormField) -> String {
    let model = || field.model.as_ref().map(|model| model.as_str().to_owned());
    field.label.clone().or_else(model).unwrap_or_default()
}

fn one(field: &FormField, values: &Map<String, Json>) -> AnyView {
    let label = label(field);
    match field.field_type {
        Some(FieldType::Section) => {
            return view! {
                <fieldset class="grid gap-4 rounded-md border border-line p-4">
                    <legend class="px-1 text-sm font-medium">{label}</legend>
                    {field.description.clone().map(|text| view! { <p class="text-meta text-muted">{text}</p> })}
                    {rows(&field.rows, values)}
                </fieldset>
            }
            .into_any();
        }
        Some(FieldType::FormText) => {
            return view! { <p class="text-sm text-muted whitespace-pre-line">{field.description.clone().unwrap_or(label)}</p> }
                .into_any();
        }
        _ => {}
    }
    let Some(model) = field.asks() else { return ().into_any() };
    let value = values.get(model.as_str()).or(field.default_value.as_ref()).cloned().unwrap_or_default();
    let id = format!("field-{}", model.as_str());
    let name = |place: usize| format!("form[values][{}][{place}]", model.as_str());
    let hint = field.description.clone();
    let (required, disabled) = (field.is_required, field.is_read_only);
    match field.field_type {
        Some(FieldType::CheckBox) => {
            let checked = value == Json::Bool(true);
            view! {
                <div class="grid gap-1">
                    <Checkbox name=name(0) label checked disabled/>
                    {hint.map(|hint| view! { <p class="text-meta text-faint">{hint}</p> })}
                </div>
            }
            .into_any()
        }
        Some(FieldType::Select) if !field.choices.is_empty() => {
            let (choices, selected) = choices(&field.choices, &value);
            view! { <Select name=name(0) id label choices selected hint required disabled/> }.into_any()
        }
        Some(FieldType::MultiSelect) if !field.choices.is_empty() => {
            let several = Several { label, hint, chosen: value, disabled, required };
            several.view(&field.choices, &name)
        }
        Some(FieldType::TextArea | FieldType::MultiSelect) => {
            let value = shown(&value);
            view! { <TextArea name=name(0) id label value rows=4 hint required/> }.into_any()
        }
        Some(FieldType::Date) => {
            let day = shown(&value).chars().take(10).collect::<String>();
            let name = name(0);
            view! {
                <Labelled id=id.clone() label required hint=hint>
                    <input id=id name=name type="date" class=INPUT value=day required=required disabled=disabled/>
                </Labelled>
            }
            .into_any()
        }
        _ => {
            let (pattern, message) = match &field.pattern {
                Some(pattern) => (Some(pattern.pattern.clone()), pattern.message.clone()),
                None => (None, None),
            };
            let value = shown(&value);
            if pattern.is_none() {
                return view! { <Field name=name(0) id label value hint required disabled/> }.into_any();
            }
            let name = name(0);
            view! {
                <Labelled id=id.clone() label required hint=hint>
                    <input id=id name=name type="text" class=INPUT value=value required=required disabled=disabled pattern=pattern title=message/>
                </Labelled>
            }
            .into_any()
        }
    }
}

/// What can be chosen, each by its place, and the one that is.
fn choices(all: &[FormChoice], value: &Json) -> (Vec<Choice>, String) {
    let mut choices = vec![Choice::new("", "Choose…")];
    choices.extend(
        all.iter().enumerate().map(|(place, choice)| Choice::new(place.to_string(), choice.label.clone())),
    );
    let selected = all.iter().position(|choice| choice.value == *value);
    (choices, selected.map(|place| place.to_string()).unwrap_or_default())
}

/// Any number of choices, as boxes.
struct Several {
    label: String,
    hint: Option<String>,
    chosen: Json,
    disabled: bool,
    required: bool,
}

impl Several {
    fn view(self, all: &[FormChoice], name: &impl Fn(usize) -> String) -> AnyView {
        let chosen = self.chosen.as_array().cloned().unwrap_or_default();
        let disabled = self.disabled;
        let boxes = all.iter().enumerate().map(|(place, choice)| {
            let checked = chosen.contains(&choice.value);
            let label = choice.label.clone();
            view! { <Checkbox name=name(place) value=place.to_string() label checked disabled/> }
        });
        let boxes = boxes.collect_view();
        view! {
            <fieldset class="grid gap-1">
                <legend class="mb-1 text-meta font-medium">
                    {self.label} {self.required.then(|| view! { " " <span class="text-faint">"(required)"</span> })}
                </legend>
                {boxes}
                {self.hint.map(|hint| view! { <p class="text-meta text-faint">{hint}</p> })}
            </fieldset>
        }
        .into_any()
    }
}

/// A value as people type it.
fn shown(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join("\n"),
        Json::Object(_) => serde_json::to_string_pretty(value).unwrap_or_default(),
        other => other.to_string(),
    }
}
