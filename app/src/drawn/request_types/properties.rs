//! What a request of the type holds.

use bailiwick::request_type::{Property, RequestType, Section, ValueType};
use leptos::{prelude::*, server_fn::ServerFn};

use super::href;
use crate::api::request_types::{RemoveProperty, SaveProperty};
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Cell, Checkbox, Choice, Column, DataTable, EmptyState, Field,
    IconName, Row, RowHead, Select, Size,
};

const fn words(kind: ValueType) -> &'static str {
    match kind {
        ValueType::Text => "Text",
        ValueType::Number => "Number",
        ValueType::Integer => "Whole number",
        ValueType::Boolean => "Yes or no",
        ValueType::Object => "Object",
    }
}

/// The properties that are not the product's own, and how they are changed.
#[component]
pub fn Properties(
    /// The type.
    kind: RequestType,
    /// The reader may change them.
    editable: bool,
    /// The property whose form is open; empty for a new one.
    property: String,
) -> impl IntoView {
    let custom = kind.is_custom;
    let shown = |section: Section| !custom || section != Section::Common;
    let mut rows: Vec<(Section, String, Property)> = Vec::new();
    for (section, properties) in &kind.definition.schemas {
        if shown(*section) {
            rows.extend(properties.iter().map(|(name, one)| (*section, name.clone(), one.clone())));
        }
    }
    rows.sort_by_key(|(section, name, one)| {
        (*section != Section::Custom, one.display.order.unwrap_or(i64::MAX), name.clone())
    });
    let open =
        rows.iter().find(|(section, name, _)| *section == Section::Custom && *name == property).cloned();
    let table = if rows.is_empty() {
        view! { <EmptyState icon=IconName::List title="No properties yet" text="A request then holds who asks, why, and when. Add what else must be known."/> }
            .into_any()
    } else {
        table(&kind, rows, editable)
    };
    let form = editable.then(|| form(&kind, open));
    view! {
        <Card id="properties" title="Properties" note="What a request holds, beside who asks and why">
            {table} {form}
        </Card>
    }
    .into_any()
}

fn table(kind: &RequestType, rows: Vec<(Section, String, Property)>, editable: bool) -> AnyView {
    let mut columns = vec![Column::new("Name"), Column::new("Values"), Column::new("Required")];
    if editable {
        columns.push(Column::hidden("Actions"));
    }
    let row = |(section, name, one): (Section, String, Property)| {
        let values = one.value_type.map_or("Anything", words);
        let values = if one.is_multi_value { format!("{values}, several") } else { values.to_owned() };
        let label = one.display.name.clone().unwrap_or_else(|| bailiwick::request::words(&name));
        let path = format!("{section}.{name}");
        let tools = editable.then(|| {
            let tools = (section == Section::Custom).then(|| tools(kind, name.clone()));
            view! { <Cell>{tools}</Cell> }
        });
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">{label}</span>
                    <span class="block font-mono text-xs font-normal text-muted">{path}</span>
                </RowHead>
                <Cell label="Values">{values}</Cell>
                <Cell label="Required">{if one.is_required { "Yes" } else { "No" }}</Cell>
                {tools}
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = rows.into_iter().map(row).collect();
    view! {
        <DataTable caption="Properties" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn tools(kind: &RequestType, name: String) -> AnyView {
    let edit = format!("{}#property", href(&kind.id, &[("property", &name)]));
    let (id, revision) = (kind.id.0.clone(), kind.revision.to_string());
    let words = (format!("Change {name}"), format!("Remove {name}"));
    view! {
        <div class="flex justify-end gap-1">
            <ButtonLink href=edit size=Size::Small icon=IconName::Pencil label=words.0/>
            <form method="post" action=RemoveProperty::PATH>
                <input type="hidden" name="kind" value=id/>
                <input type="hidden" name="revision" value=revision/>
                <input type="hidden" name="name" value=name/>
                <Button submit=true size=Size::Small kind=ButtonKind::QuietDanger icon=IconName::Trash2 label=words.1/>
            </form>
        </div>
    }
    .into_any()
}

/// Adds a property, or changes the one that is open.
fn form(kind: &RequestType, open: Option<(Section, String, Property)>) -> AnyView {
    let (id, revision) = (kind.id.0.clone(), kind.revision.to_string());
    let choices: Vec<Choice> =
        ValueType::ALL.into_iter().map(|one| Choice::new(one.as_str(), words(one))).collect();
    let is_new = open.is_none();
    let (name, property) = match open {
        Some((_, name, property)) => (name, property),
        None => (String::new(), Property::default()),
    };
    let selected = property.value_type.unwrap_or(ValueType::Text).as_str();
    let label = property.display.name.clone().unwrap_or_default();
    let title = if is_new { "Add a property".to_owned() } else { format!("Change {name}") };
    let name_field = if is_new {
        view! { <Field name="property[name]" id="property-name" label="Name" hint="Letters, digits and _, such as badgeColour." required_silently=true max_length=100_u32/> }
            .into_any()
    } else {
        view! { <input type="hidden" name="property[name]" value=name/> }.into_any()
    };
    let leave = (!is_new).then(|| {
        let to = href(&kind.id, &[]);
        view! { <ButtonLink href=to>"Leave it"</ButtonLink> }
    });
    view! {
        <form id="property" method="post" action=SaveProperty::PATH class="grid scroll-mt-4 gap-3 border-t border-line px-4 py-4 sm:grid-cols-2">
            <h3 class="text-sm font-medium sm:col-span-2">{title}</h3>
            <input type="hidden" name="property[kind]" value=id/>
            <input type="hidden" name="property[revision]" value=revision/>
            {name_field} <Field name="property[label]" id="property-label" label="Label" value=label max_length=200_u32/>
            <Select name="property[value]" id="property-value" label="Values" choices selected/>
            <div class="self-end">
                <Checkbox name="property[required]" label="A request must have it" checked=property.is_required/>
                <Checkbox name="property[several]" label="It has several values" checked=property.is_multi_value/>
            </div>
            <div class="flex gap-2 sm:col-span-2">
                <Button submit=true kind=ButtonKind::Primary icon=IconName::Save>
                    {if is_new { "Add it" } else { "Save it" }}
                </Button>
                {leave}
            </div>
        </form>
    }
    .into_any()
}
