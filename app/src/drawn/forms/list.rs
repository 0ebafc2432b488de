//! The forms there are.

use std::collections::BTreeMap;

use bailiwick::form::Form;
use bailiwick::id::FormId;
use bailiwick::request_type::RequestType;
use bailiwick_engine::{forms, request_types};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{FORMS, Query, href};
use crate::api::PortalError;
use crate::api::forms::NewForm;
use crate::components::{
    Button, ButtonKind, ButtonLink, Card, Cell, Choice, Column, DataTable, EmptyState, Field, IconName, Row,
    RowHead, RowLink, Select, page_top,
};
use crate::server::{call, failed};
use crate::text::{counted, int};

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.reads_everything() {
        return Err(PortalError::Forbidden);
    }
    let all = forms::all(&engine, &ctx).await.map_err(failed)?;
    let mut shown: BTreeMap<FormId, Vec<String>> = BTreeMap::new();
    for assignment in forms::assignments(&engine, &ctx).await.map_err(failed)? {
        shown.entry(assignment.form).or_default().push(assignment.target.to_string());
    }
    let mut types = request_types::all(&engine, &ctx).await.map_err(failed)?;
    types.retain(|one| one.is_custom);
    let (admin, query) = (ctx.actor.is_access_admin(), query.clone());
    Ok(crate::drawn::draw("Forms", move || view(all, &shown, &types, admin, &query)))
}

fn view(
    all: Vec<Form>,
    shown: &BTreeMap<FormId, Vec<String>>,
    types: &[RequestType],
    admin: bool,
    query: &Query,
) -> AnyView {
    let new = admin.then(|| {
        ViewFnOnce::from(|| {
            let href = format!("{FORMS}?new=1");
            view! { <ButtonLink href kind=ButtonKind::Primary icon=IconName::Plus>"New form"</ButtonLink> }
        })
    });
    let top = page_top(
        Signal::stored("Forms".to_owned()),
        MaybeProp::from("What people fill in when they ask for something.".to_owned()),
        None,
        None,
        new,
        None,
    );
    let form = (admin && query.get("new") == "1").then(|| new_form(types, query.get("kind").to_owned()));
    let count = counted(int(all.len()), "form");
    let body = if all.is_empty() {
        view! {
            <EmptyState icon=IconName::Table2 title="No forms yet" text="A type of request without a form of its own asks for its properties one below the other. A form says how, in which order, and with which words."/>
        }
        .into_any()
    } else {
        table(all, shown)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {form} <Card id="forms" title="Forms" note=count>{body}</Card>
        </div>
    }
    .into_any()
}

fn table(all: Vec<Form>, shown: &BTreeMap<FormId, Vec<String>>) -> AnyView {
    let columns =
        vec![Column::new("Name"), Column::new("Kind"), Column::num("Fields"), Column::new("Shown for")];
    let row = |form: Form| {
        let fields = form.definition.design.fields().len();
        let targets = shown.get(&form.id).cloned().unwrap_or_default();
        let targets = if targets.is_empty() {
            view! { <span class="text-faint">"nothing"</span> }.into_any()
        } else {
            view! { <span class="wrap-anywhere font-mono text-xs">{targets.join(", ")}</span> }.into_any()
        };
        let description = form.definition.description.clone();
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href=href(&form.id, &[])>{form.definition.name.clone()}</RowLink>
                    </span>
                    {description.map(|text| view! { <span class="line-clamp-2 block text-meta font-normal text-muted">{text}</span> })}
                </RowHead>
                <Cell label="Kind">{form.definition.form_type.clone()}</Cell>
                <Cell label="Fields" class="num">{fields}</Cell>
                <Cell label="Shown for">{targets}</Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = all.into_iter().map(row).collect();
    view! {
        <DataTable caption="Forms" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn new_form(types: &[RequestType], kind: String) -> AnyView {
    let mut choices = vec![Choice::new("", "None: an empty form")];
    choices.extend(types.iter().map(|one| Choice::new(one.id.0.clone(), one.name().to_owned())));
    let name = types.iter().find(|one| one.id.0 == kind).map(|one| one.name().to_owned()).unwrap_or_default();
    view! {
        <Card id="new-form" title="New form">
            <form method="post" action=NewForm::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="name" id="form-name" label="Name" value=name required_silently=true max_length=200_u32/>
                <Select
                    name="kind"
                    id="form-kind"
                    label="For the type of request"
                    choices
                    selected=kind
                    hint="It begins with a field for each of the type’s properties, and is shown for it."
                />
                <div class="flex gap-2 sm:col-span-2">
                    <Button submit=true kind=ButtonKind::Primary>"Make the form"</Button>
                    <ButtonLink href=FORMS>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
