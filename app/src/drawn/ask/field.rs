//! One field of a form.

use bailiwick::form::{Choice as FormChoice, Field as FormField, FieldType, Pattern};
use leptos::prelude::*;
use serde_json::Value as Json;

use super::fields::Filling;
use crate::components::{Checkbox, Choice, Field, Icon, IconName, Labelled, Select, TextArea, described_by};

/// What every field looks like that the kit has none for.
const INPUT: &str = "w-full rounded-md border border-field bg-surface px-2.5 text-ink hover:border-muted disabled:bg-sunken disabled:text-faint h-8 text-sm";

impl Filling {
    /// One field, with what it holds and what is wrong with it.
    pub(super) fn field(&self, field: &FormField) -> AnyView {
        let label = label(field);
        match field.field_type {
            Some(FieldType::Section) => {
                return view! {
                    <fieldset class="grid gap-4 rounded-md border border-line p-4">
                        <legend class="px-1 text-sm font-medium">{label}</legend>
                        {field.description.clone().map(|text| view! { <p class="text-meta text-muted">{text}</p> })}
                        {self.rows(&field.rows)}
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
        let value = self.standing.values.get(model.as_str()).cloned().unwrap_or_default();
        let id = format!("field-{}", model.as_str());
        let name = |place: usize| format!("form[filled][values][{}][{place}]", model.as_str());
        let (hint, fault) =
            (field.description.clone(), self.faults.get(model.as_str()).map(|fault| told(fault)));
        let (required, disabled) = (field.is_required, field.is_read_only);
        let by_value = self.standing.design.has_scripts();
        let error = MaybeProp::from(fault.clone());
        match field.field_type {
            Some(FieldType::CheckBox) => {
                let checked = value == Json::Bool(true);
                view! {
                    <div class="grid gap-1">
                        <Checkbox name=name(0) label checked disabled/>
                        {hint.map(|hint| view! { <p class="text-meta text-faint">{hint}</p> })}
                        {fault.map(wrong)}
                    </div>
                }
                .into_any()
            }
            Some(FieldType::Select) if !field.choices.is_empty() => {
                let (choices, selected) = choices(&field.choices, &value, by_value);
                view! { <Select name=name(0) id label choices selected hint error required disabled/> }
                    .into_any()
            }
            Some(FieldType::MultiSelect) if !field.choices.is_empty() => {
                let several = Several { label, hint, fault, chosen: value, disabled, required, by_value };
                several.view(&field.choices, &name)
            }
            Some(FieldType::TextArea | FieldType::MultiSelect) if !disabled => {
                let value = shown(&value);
                view! { <TextArea name=name(0) id label value rows=4 hint error required/> }.into_any()
            }
            Some(FieldType::Date) => {
                let day = shown(&value).chars().take(10).collect::<String>();
                let described = described_by(&id, hint.clone().into(), error);
                let (name, invalid) = (name(0), fault.as_ref().map(|_| "true"));
                view! {
                    <Labelled id=id.clone() label required hint error>
                        <input id=id name=name type="date" class=INPUT value=day required=required disabled=disabled aria-invalid=invalid aria-describedby=described/>
                    </Labelled>
                }
                .into_any()
            }
            _ => {
                let value = shown(&value);
                let Some(Pattern { pattern, message }) = field.pattern.clone() else {
                    return view! { <Field name=name(0) id label value hint error required disabled/> }
                        .into_any();
                };
                let described = described_by(&id, hint.clone().into(), error);
                let (name, invalid) = (name(0), fault.as_ref().map(|_| "true"));
                view! {
                    <Labelled id=id.clone() label required hint error>
                        <input id=id name=name type="text" class=INPUT value=value required=required disabled=disabled pattern=pattern title=message aria-invalid=invalid aria-describedby=described/>
                    </Labelled>
                }
                .into_any()
            }
        }
    }
}

/// The label; a field without one goes by its model.
fn label(field: &FormField) -> String {
    let model = || field.model.as_ref().map(|model| model.as_str().to_owned());
    field.label.clone().or_else(model).unwrap_or_default()
}

/// What is wrong with a field, as a sentence: the label stands above it.
fn told(fault: &str) -> String {
    if fault == "is missing" { "Fill this in".to_owned() } else { format!("It {fault}") }
}

fn wrong(fault: String) -> AnyView {
    view! {
        <p class="flex items-center gap-1 text-meta text-rejected">
            <Icon name=IconName::CircleAlert class="size-3.5"/>
            {fault}
        </p>
    }
    .into_any()
}

/// What can be chosen, each by its place, and the one that is.
fn choices(all: &[FormChoice], value: &Json, by_value: bool) -> (Vec<Choice>, String) {
    let mut choices = vec![Choice::new("", "Choose…")];
    choices.extend(
        all.iter()
            .enumerate()
            .map(|(place, choice)| Choice::new(choice.sent(place, by_value), choice.label.clone())),
    );
    let selected = all.iter().position(|choice| choice.value == *value);
    (choices, selected.map(|place| all[place].sent(place, by_value)).unwrap_or_default())
}

/// Any number of choices, as boxes.
struct Several {
    label: String,
    hint: Option<String>,
    fault: Option<String>,
    chosen: Json,
    disabled: bool,
    required: bool,
    by_value: bool,
}

impl Several {
    fn view(self, all: &[FormChoice], name: &impl Fn(usize) -> String) -> AnyView {
        let chosen = self.chosen.as_array().cloned().unwrap_or_default();
        let disabled = self.disabled;
        let boxes = all.iter().enumerate().map(|(place, choice)| {
            let checked = chosen.contains(&choice.value);
            let (label, value) = (choice.label.clone(), choice.sent(place, self.by_value));
            view! { <Checkbox name=name(place) value label checked disabled/> }
        });
        let boxes = boxes.collect_view();
        view! {
            <fieldset class="grid gap-1">
                <legend class="mb-1 text-meta font-medium">
                    {self.label} {self.required.then(|| view! { " " <span class="text-faint">"(required)"</span> })}
                </legend>
                {boxes}
                {self.hint.map(|hint| view! { <p class="text-meta text-faint">{hint}</p> })}
                {self.fault.map(wrong)}
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
