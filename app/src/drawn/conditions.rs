//! Conditions about one kind of object, as rows of a form; the last row is empty, for another.

use bailiwick::filter::Op;
use leptos::prelude::*;

use crate::api::campaigns::{ConditionForm, FilterForm};
use crate::components::{Choice, Field, Select, Size, TextArea};
use crate::drawn::policies::words;

/// The conditions of one filter.
pub(super) struct Conditions<'a> {
    /// What the form's fields begin with.
    pub form: &'static str,
    /// The filter's place among those of the form.
    pub at: usize,
    /// What they are about.
    pub title: &'static str,
    /// What else is to be known of them; empty without.
    pub note: &'static str,
    /// How they belong together, or the filter as JSON.
    pub mode: FilterForm,
    /// Each.
    pub rows: Vec<ConditionForm>,
    /// What can be named, with what is named already.
    pub properties: &'a dyn Fn(&str) -> Vec<Choice>,
}

/// They, as a group of fields; `place` counts the rows of the whole form.
pub(super) fn fields(mut given: Conditions<'_>, place: &mut usize) -> AnyView {
    let (form, at, title, note) = (given.form, given.at, given.title, given.note);
    let name = |field: &str| format!("{form}[filters][{at}][{field}]");
    let body = if given.mode.json.is_empty() {
        let empty = ConditionForm { filter: at, operator: "CONTAINS".into(), ..ConditionForm::default() };
        given.rows.push(empty);
        let several = given.rows.len() > 1;
        let rows: Vec<AnyView> = given
            .rows
            .iter()
            .map(|one| {
                *place += 1;
                row(&given, one, *place - 1)
            })
            .collect();
        let modes = vec![Choice::new("all", "All of them hold"), Choice::new("any", "One of them is enough")];
        let selected = given.mode.mode.clone();
        view! {
            {if several {
                view! {
                    <div class="w-56">
                        <Select name=name("mode") id=format!("mode-{at}") label=format!("Conditions on {}", title.to_lowercase()) choices=modes selected size=Size::Small/>
                    </div>
                }
                    .into_any()
            } else {
                view! { <input type="hidden" name=name("mode") value=selected/> }.into_any()
            }}
            {rows}
        }
        .into_any()
    } else {
        view! {
            <div class="[&_textarea]:font-mono [&_textarea]:text-xs">
                <TextArea
                    name=name("json")
                    id=format!("filter-{at}")
                    label=format!("Filter of {}", title.to_lowercase())
                    value=given.mode.json.clone()
                    rows=8
                    hint="It has levels that rows cannot show. Empty it to write conditions instead."
                />
            </div>
        }
        .into_any()
    };
    view! {
        <fieldset class="grid min-w-0 gap-2 rounded-md border border-line bg-sunken p-3">
            <legend class="sr-only">{title}</legend>
            <h3 class="text-sm font-semibold">{title}</h3>
            {(!note.is_empty()).then(|| view! { <p class="text-meta text-muted">{note}</p> })}
            {body}
        </fieldset>
    }
    .into_any()
}

fn row(given: &Conditions<'_>, row: &ConditionForm, place: usize) -> AnyView {
    let form = given.form;
    let name = |field: &str| format!("{form}[rows][{place}][{field}]");
    let id = |field: &str| format!("condition-{place}-{field}");
    let operators =
        Op::ALL.into_iter().map(|op| Choice::new(op.operator(), words::operator(op))).collect::<Vec<_>>();
    let hint = if row.value.is_empty() { "Empty: no condition." } else { "Empty it to take it out." };
    let choices = (given.properties)(&row.property);
    let label = format!("Condition {} about {}", place + 1, given.title.to_lowercase());
    view! {
        <div class="grid items-start gap-2 sm:grid-cols-[12rem_9rem_minmax(0,1fr)]" role="group" aria-label=label>
            <input type="hidden" name=name("filter") value=row.filter.to_string()/>
            <Select name=name("property") id=id("property") label="What" choices selected=row.property.clone() size=Size::Small/>
            <Select name=name("operator") id=id("operator") label="How" choices=operators selected=row.operator.clone() size=Size::Small/>
            <Field name=name("value") id=id("value") label="Value" value=row.value.clone() hint max_length=1_000_u32 size=Size::Small/>
        </div>
    }
    .into_any()
}
