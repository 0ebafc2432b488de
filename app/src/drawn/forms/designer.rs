//! The form as people will see it, each field a link that opens it.

use bailiwick::form::{Design, Field, FieldType, Form, Place, Row};
use leptos::{prelude::*, server_fn::ServerFn};

use super::href;
use crate::api::forms::PlaceField;
use crate::components::{Button, Card, EmptyState, IconName, Size};
use crate::drawn::ask::Filling;

/// What is known of the page while fields are drawn.
struct Drawing<'a> {
    form: &'a Form,
    open: &'a str,
    admin: bool,
}

/// Draws the form with a handle at every field.
#[component]
pub fn Designer(
    /// The form.
    form: Form,
    /// The field that is open, by its place.
    field: String,
    /// The reader may change it.
    admin: bool,
) -> impl IntoView {
    let design = form.definition.design.clone();
    let note = if admin { "Choose a field to change it" } else { "Choose a field to look at it" };
    let body = if design.rows.is_empty() {
        view! { <EmptyState icon=IconName::Table2 title="No fields yet" text="Add the first one: people will see it here as you go."/> }
            .into_any()
    } else {
        let drawing = Drawing { form: &form, open: &field, admin };
        let rows = drawing.rows(&design.rows, None);
        view! { <div class="grid gap-3 p-4">{rows}</div> }.into_any()
    };
    view! {
        <Card id="designer" title="As people see it" note>
            {body}
        </Card>
    }
    .into_any()
}

impl Drawing<'_> {
    fn rows(&self, rows: &[Row], within: Option<&Place>) -> Vec<AnyView> {
        let row = |(at, row): (usize, &Row)| {
            let cells: Vec<AnyView> = row
                .fields
                .iter()
                .enumerate()
                .map(|(field, one)| {
                    let place = within.map_or_else(|| Place::of(at, field), |above| above.within(at, field));
                    self.cell(one, &place)
                })
                .collect();
            let class =
                if cells.len() > 1 { "grid gap-3 sm:grid-flow-col sm:auto-cols-fr" } else { "grid gap-3" };
            view! { <div class=class>{cells}</div> }.into_any()
        };
        rows.iter().enumerate().map(row).collect()
    }

    fn cell(&self, field: &Field, place: &Place) -> AnyView {
        let place_text = place.to_string();
        let is_open = self.open == place_text;
        let look = if is_open {
            "min-w-0 rounded-md border border-accent bg-accent-soft p-3"
        } else {
            "min-w-0 rounded-md border border-dashed border-line-strong p-3 hover:bg-hover"
        };
        let open = format!("{}#inspector", href(&self.form.id, &[("field", &place_text)]));
        let name = name_of(field);
        let is_section = field.field_type == Some(FieldType::Section);
        let inner = if is_section {
            view! { <div class="mt-2 grid gap-3">{self.rows(&field.rows, Some(place))}</div> }.into_any()
        } else {
            // As people see it, and out of reach: here it is looked at.
            let alone =
                Design { rows: vec![Row { id: None, fields: vec![whole_row(field)] }], on_load: None };
            view! { <div class="pointer-events-none mt-2" inert=true>{Filling::plain(alone).view()}</div> }
                .into_any()
        };
        let tools = (self.admin && is_open).then(|| self.tools(&place_text));
        view! {
            <div class=look>
                <div class="flex flex-wrap items-center gap-2">
                    <a href=open aria-current=is_open.then_some("true") class="min-w-0 flex-1 rounded-md text-meta font-medium wrap-anywhere text-accent-ink hover:underline">
                        {name}
                    </a>
                    {tools}
                </div>
                {inner}
            </div>
        }
        .into_any()
    }

    fn tools(&self, place: &str) -> AnyView {
        let tool = |to: &'static str, icon: IconName, label: &'static str| {
            let (form, place) = (self.form.id.0.clone(), place.to_owned());
            let revision = self.form.revision.to_string();
            view! {
                <form method="post" action=PlaceField::PATH>
                    <input type="hidden" name="form" value=form/>
                    <input type="hidden" name="revision" value=revision/>
                    <input type="hidden" name="place" value=place/>
                    <input type="hidden" name="to" value=to/>
                    <Button submit=true size=Size::Small icon label/>
                </form>
            }
            .into_any()
        };
        view! {
            <div class="flex gap-1">
                {tool("up", IconName::ArrowUp, "Move up")} {tool("down", IconName::ArrowDown, "Move down")}
                {tool("beside", IconName::Layers, "Put beside the field above")}
                {tool("out", IconName::Trash2, "Remove the field")}
            </div>
        }
        .into_any()
    }
}

/// The field over the whole width: its share of a row is seen from the row.
fn whole_row(field: &Field) -> Field {
    Field { layout: bailiwick::form::Layout::default(), on_change: None, ..field.clone() }
}

/// What a field is called in the designer.
fn name_of(field: &Field) -> String {
    let model = field.model.as_ref().map(|model| model.as_str().to_owned());
    match (&field.label, model) {
        (Some(label), Some(model)) => format!("{label} · {model}"),
        (Some(label), None) => label.clone(),
        (None, Some(model)) => model,
        (None, None) => field.field_type.map_or("Field", super::field::words).to_owned(),
    }
}
