//! The field that is open, adding one, and the whole as JSON.

use bailiwick::form::{Design, Field as FormField, FieldType, Form, Place};
use leptos::{prelude::*, server_fn::ServerFn};
use serde_json::Value as Json;

use crate::api::forms::{AddField, SaveField, SaveForm};
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Checkbox, Choice, EmptyState, Fact, Facts, Field, IconName, Select,
    TextArea,
};

pub(super) const fn words(kind: FieldType) -> &'static str {
    match kind {
        FieldType::Text => "One line of text",
        FieldType::TextArea => "Several lines of text",
        FieldType::CheckBox => "A box to tick",
        FieldType::Select => "One of several choices",
        FieldType::MultiSelect => "Any of several choices",
        FieldType::Date => "A date",
        FieldType::Section => "A section around other fields",
        FieldType::FormText => "Words to read",
    }
}

fn kinds() -> Vec<Choice> {
    FieldType::ALL.iter().map(|kind| Choice::new(kind.as_str(), words(*kind))).collect()
}

/// The field at a place of a design.
fn at(design: &Design, place: &Place) -> Option<FormField> {
    fn find(rows: &[bailiwick::form::Row], within: Option<&Place>, wanted: &Place) -> Option<FormField> {
        rows.iter().enumerate().find_map(|(at, row)| {
            row.fields.iter().enumerate().find_map(|(place, field)| {
                let place = within.map_or_else(|| Place::of(at, place), |above| above.within(at, place));
                if place == *wanted { Some(field.clone()) } else { find(&field.rows, Some(&place), wanted) }
            })
        })
    }
    find(&design.rows, None, place)
}

/// Shows or changes the field that is open.
#[component]
pub fn FieldEditor(
    /// The form.
    form: Form,
    /// The place of the field.
    field: String,
    /// The reader may change it.
    admin: bool,
) -> impl IntoView {
    let open = field.parse::<Place>().ok().and_then(|place| at(&form.definition.design, &place));
    let Some(open) = open else {
        return view! {
            <section id="inspector" class="scroll-mt-4 rounded-md border border-line bg-surface" aria-label="Field">
                <EmptyState icon=IconName::Eye title="Choose a field" text="What it asks, and what must be filled in, is shown here."/>
            </section>
        }
        .into_any();
    };
    let body = if admin { editor(&form, field, &open) } else { facts(&open) };
    view! {
        <div id="inspector" class="min-w-0 scroll-mt-4">
            <Card id="field" title="Field">{body}</Card>
        </div>
    }
    .into_any()
}

fn facts(field: &FormField) -> AnyView {
    let model = field.model.as_ref().map_or_else(|| "none".to_owned(), |model| model.as_str().to_owned());
    let kind = field.field_type.map_or("Unknown here", words);
    let required = if field.is_required { "yes" } else { "no" };
    view! {
        <div class="px-4 py-4">
            <Facts>
                <Fact name="Kind">{kind}</Fact>
                <Fact name="Goes to">{model}</Fact>
                <Fact name="Required">{required}</Fact>
            </Facts>
        </div>
    }
    .into_any()
}

fn text(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The choices, a line each, as they are typed.
fn lines(field: &FormField) -> String {
    let line = |choice: &bailiwick::form::Choice| {
        let value = text(&choice.value);
        if value == choice.label { value } else { format!("{value} | {}", choice.label) }
    };
    field.choices.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn editor(form: &Form, place: String, field: &FormField) -> AnyView {
    let kind = field.field_type;
    let mut choices = kinds();
    if kind.is_none() {
        choices.insert(0, Choice::new("", "As it is: not known here"));
    }
    let selected = kind.map_or("", FieldType::as_str);
    let model = field.model.as_ref().map(|model| model.as_str().to_owned()).unwrap_or_default();
    let default = match &field.default_value {
        None => String::new(),
        Some(Json::Array(values)) => values.iter().map(text).collect::<Vec<_>>().join("\n"),
        Some(value) => text(value),
    };
    let asks = !matches!(kind, Some(FieldType::Section | FieldType::FormText));
    let chooses =
        matches!(kind, Some(FieldType::Select | FieldType::MultiSelect)) || !field.choices.is_empty();
    let (pattern, message) = match &field.pattern {
        Some(pattern) => (pattern.pattern.clone(), pattern.message.clone().unwrap_or_default()),
        None => (String::new(), String::new()),
    };
    let options = chooses.then(|| {
        view! { <TextArea name="field[options]" id="field-options" label="Choices" value=lines(field) rows=5 hint="A line each: the value, or the value | the words for it."/> }
    });
    let texts = (kind == Some(FieldType::Text)).then(|| {
        view! {
            <Field name="field[pattern]" id="field-pattern" label="Pattern" value=pattern hint="A regular expression, as browsers have it."/>
            <Field name="field[message]" id="field-message" label="What to tell when it does not fit" value=message/>
        }
    });
    let asking = asks.then(|| {
        view! {
            <Field name="field[model]" id="field-model" label="Where the value goes" value=model hint="Such as custom.reason." max_length=1000_u32/>
            {options}
            <TextArea name="field[default]" id="field-default" label="What it holds at first" value=default rows=2/>
            <div>
                <Checkbox name="field[required]" label="Must be filled in" checked=field.is_required/>
                <Checkbox name="field[fixed]" label="Cannot be changed" checked=field.is_read_only/>
            </div>
            {texts}
        }
    });
    let columns = field.layout.columns.map(|columns| columns.to_string()).unwrap_or_default();
    let (id, revision) = (form.id.0.clone(), form.revision.to_string());
    let (label, description) =
        (field.label.clone().unwrap_or_default(), field.description.clone().unwrap_or_default());
    view! {
        <form method="post" action=SaveField::PATH class="grid gap-3 px-4 py-4">
            <input type="hidden" name="field[form]" value=id/>
            <input type="hidden" name="field[revision]" value=revision/>
            <input type="hidden" name="field[place]" value=place/>
            <Select name="field[kind]" id="field-kind" label="Kind" choices selected/>
            <Field name="field[label]" id="field-label" label="Label" value=label max_length=500_u32/>
            <TextArea name="field[description]" id="field-description" label="Help" value=description rows=2/>
            {asking}
            <Field name="field[columns]" id="field-columns" label="Width, of twelve columns" r#type="number" value=columns hint="Empty: its share of the row."/>
            <div>
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save the field"</Button>
            </div>
        </form>
    }
    .into_any()
}

/// Adds a field behind the one that is open, or at the end.
#[component]
pub fn AddFieldForm(
    /// The form.
    form: Form,
    /// The place of the field that is open; empty for none.
    after: String,
) -> impl IntoView {
    let words = if after.is_empty() { "At the end of the form." } else { "Below the field that is open." };
    view! {
        <Card id="add-field" title="Add a field" note=words>
            <form method="post" action=AddField::PATH class="grid gap-3 px-4 py-4">
                <input type="hidden" name="form" value=form.id.0.clone()/>
                <input type="hidden" name="revision" value=form.revision.to_string()/>
                <input type="hidden" name="after" value=after/>
                <Select name="kind" id="new-kind" label="Kind" choices=kinds()/>
                <Field name="label" id="new-label" label="Label" max_length=500_u32/>
                <Field name="model" id="new-model" label="Where the value goes" hint="Such as custom.reason; none for sections and words." max_length=1000_u32/>
                <div>
                    <Button submit=true icon=IconName::Plus>"Add the field"</Button>
                </div>
            </form>
        </Card>
    }
    .into_any()
}

/// The whole form as JSON.
#[component]
pub fn JsonCard(
    /// The form.
    form: Form,
    /// Where to, without a change.
    close: String,
) -> impl IntoView {
    let value = serde_json::to_string_pretty(form.definition.body()).unwrap_or_default();
    view! {
        <Card id="as-json" title="As JSON" note="Bring your own: paste a form that was exported">
            <form method="post" action=SaveForm::PATH class="grid gap-3 px-4 py-4 [&_textarea]:font-mono [&_textarea]:text-xs">
                <input type="hidden" name="form" value=form.id.0.clone()/>
                <input type="hidden" name="revision" value=form.revision.to_string()/>
                <TextArea name="text" id="json-text" label="The form" value rows=24 hint="Its id stays as it is."/>
                <div class="flex gap-2">
                    <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>"Save the form"</Button>
                    <ButtonLink href=close>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
