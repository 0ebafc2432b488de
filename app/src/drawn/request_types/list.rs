//! The types there are.

use std::collections::BTreeMap;

use bailiwick::form::FormTarget;
use bailiwick::request_type::RequestType;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::{Context, Engine, forms, request_types, workflows};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Query, TYPES, href};
use crate::api::PortalError;
use crate::api::request_types::NewType;
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Card, Cell, Choice, Column, DataTable, EmptyState, Field,
    IconName, Row, RowHead, RowLink, Select, TextArea, Tone, page_top,
};
use crate::server::{call, failed};
use crate::text::{counted, int};
use crate::url;

/// The published workflows: id and name.
pub(super) async fn published(engine: &Engine, ctx: &Context) -> Result<Vec<(String, String)>, PortalError> {
    let copies = workflows::all(engine, ctx).await.map_err(failed)?;
    let published = copies.into_iter().filter(|copy| copy.status == DefinitionStatus::Published);
    Ok(published.map(|copy| (copy.definition.id.0, copy.definition.display_name)).collect())
}

/// The workflows to choose from, and none.
pub(super) fn choices(published: &[(String, String)], chosen: &str) -> Vec<Choice> {
    let mut choices = vec![Choice::new("", "None: it cannot be asked for")];
    choices.extend(published.iter().map(|(id, name)| Choice::new(id.clone(), format!("{name} ({id})"))));
    if !chosen.is_empty() && !published.iter().any(|(id, _)| id == chosen) {
        choices.push(Choice::new(chosen, format!("{chosen} (not published)")));
    }
    choices
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !ctx.actor.reads_everything() {
        return Err(PortalError::Forbidden);
    }
    let all = request_types::all(&engine, &ctx).await.map_err(failed)?;
    let published = published(&engine, &ctx).await?;
    let mut shown = BTreeMap::new();
    for assignment in forms::assignments(&engine, &ctx).await.map_err(failed)? {
        shown.insert(assignment.target, assignment.form);
    }
    let (admin, query) = (ctx.actor.is_access_admin(), query.clone());
    Ok(crate::drawn::draw("Request types", move || {
        let top = top(admin);
        let form = (admin && query.get("new") == "1").then(|| new_form(&published));
        let forms = shown;
        let lines = all.into_iter().map(|one| {
            let stuck = one.is_custom
                && !one
                    .definition
                    .workflow
                    .as_ref()
                    .is_some_and(|id| published.iter().any(|(known, _)| known == id));
            let form = FormTarget::of_type(&one.id).iter().find_map(|target| forms.get(target));
            let of_items = one.id.0 == "applicationGrant"
                && forms.keys().any(|target| target.as_str().starts_with("application/"));
            let form = match form {
                Some(form) => Shown::Form(form.0.clone()),
                None if of_items => Shown::OfItems,
                None if one.is_custom => Shown::Properties,
                None => Shown::None,
            };
            (one, stuck, form)
        });
        list(top, form, lines.collect(), &query)
    }))
}

fn top(admin: bool) -> AnyView {
    let new = admin.then(|| {
        ViewFnOnce::from(|| {
            let href = format!("{TYPES}?new=1");
            view! { <ButtonLink href kind=ButtonKind::Primary icon=IconName::Plus>"New type"</ButtonLink> }
        })
    });
    page_top(
        Signal::stored("Request types".to_owned()),
        MaybeProp::from(
            "What can be asked for, what each request holds, and the workflow it goes by.".to_owned(),
        ),
        None,
        None,
        new,
        None,
    )
}

type Line = (RequestType, bool, Shown);

/// Which form people fill in.
enum Shown {
    /// The one of this id.
    Form(String),
    /// Those of single applications.
    OfItems,
    /// One made from its properties.
    Properties,
    /// None: what is asked for stands elsewhere.
    None,
}

fn list(top: AnyView, form: Option<AnyView>, lines: Vec<Line>, query: &Query) -> AnyView {
    let search = query.get("q").to_owned();
    let wanted = search.trim().to_lowercase();
    let all = lines.len();
    let fits = |(one, ..): &Line| {
        one.name().to_lowercase().contains(&wanted) || one.id.0.to_lowercase().contains(&wanted)
    };
    let mut shown: Vec<Line> = lines.into_iter().filter(fits).collect();
    shown.sort_by_key(|(one, ..)| (!one.is_custom, one.name().to_lowercase()));
    let count = if search.is_empty() {
        counted(int(shown.len()), "type")
    } else {
        format!("{} of {all}", shown.len())
    };
    let body = if shown.is_empty() {
        view! {
            <EmptyState
                icon=IconName::Layers
                title="No type fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=TYPES>"Show all"</ButtonLink> }
            />
        }
        .into_any()
    } else {
        table(shown)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {form} <Card id="types" title="Request types" note=count>
                <form method="get" action=TYPES role="search" aria-label="Request types" class="flex items-end gap-2 border-b border-line px-4 py-3">
                    <div class="w-full max-w-sm">
                        <Field name="q" label="Name or id" r#type="search" value=search/>
                    </div>
                    <Button submit=true icon=IconName::Search>"Search"</Button>
                </form>
                {body}
            </Card>
        </div>
    }
    .into_any()
}

fn table(lines: Vec<Line>) -> AnyView {
    let columns = vec![
        Column::new("Name"),
        Column::new("State"),
        Column::num("Properties"),
        Column::new("Workflow"),
        Column::new("Form"),
    ];
    let row = |(one, stuck, form): Line| {
        let properties: usize = one.definition.schemas.values().map(std::collections::BTreeMap::len).sum();
        let workflow = one.definition.workflow.clone();
        let workflow = match workflow {
            Some(id) => {
                let to = format!("/admin/workflows/{}", url::escape(&id));
                view! { <a href=to class="font-mono text-xs hover:underline">{id}</a> }.into_any()
            }
            None => view! { <span class="text-faint">"none"</span> }.into_any(),
        };
        let form = match form {
            Shown::Form(id) => {
                let to = format!("/admin/forms/{}", url::escape(&id));
                view! { <a href=to class="hover:underline">"Its own"</a> }.into_any()
            }
            Shown::OfItems => {
                view! { <a href="/admin/forms" class="hover:underline">"of single applications"</a> }
                    .into_any()
            }
            Shown::Properties => view! { <span class="text-faint">"from its properties"</span> }.into_any(),
            Shown::None => view! { <span class="text-faint">"none"</span> }.into_any(),
        };
        let state = match (one.is_custom, stuck) {
            (false, _) => view! { <Badge icon=IconName::Lock text="Built in"/> }.into_any(),
            (true, true) => view! { <Badge tone=Tone::Overdue text="No published workflow"/> }.into_any(),
            (true, false) => view! { <Badge tone=Tone::Approved text="Offered"/> }.into_any(),
        };
        let (to, name, id) = (href(&one.id, &[]), one.name().to_owned(), one.id.0.clone());
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href=to>{name}</RowLink>
                    </span>
                    <span class="block font-mono text-xs font-normal text-muted">{id}</span>
                </RowHead>
                <Cell label="State">{state}</Cell>
                <Cell label="Properties" class="num">{properties}</Cell>
                <Cell label="Workflow">{workflow}</Cell>
                <Cell label="Form">{form}</Cell>
            </Row>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = lines.into_iter().map(row).collect();
    view! {
        <DataTable caption="Request types" columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn new_form(published: &[(String, String)]) -> AnyView {
    let workflows = choices(published, "");
    let hint = "Letters, digits, - _ . and not to be changed later.";
    view! {
        <Card id="new-type" title="New type of request">
            <form method="post" action=NewType::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <Field name="id" id="type-id" label="Id" hint required_silently=true max_length=100_u32/>
                <Field name="name" id="type-name" label="Name" required_silently=true max_length=200_u32/>
                <div class="sm:col-span-2">
                    <TextArea name="description" id="type-description" label="What it is for" rows=2 max_length=4000_u32/>
                </div>
                <Select name="workflow" id="type-workflow" label="Workflow" choices=workflows hint="Its requests go by it; it can be chosen later."/>
                <div class="flex gap-2 sm:col-span-2">
                    <Button submit=true kind=ButtonKind::Primary>"Define it"</Button>
                    <ButtonLink href=TYPES>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
