//! The workflows there are.

use std::collections::HashMap;

use bailiwick::authority::Authority;
use bailiwick::id::WorkflowId;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::workflows::Copied;
use bailiwick_engine::{request_types, workflows};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{Place, Query, WORKFLOWS};
use crate::api::PortalError;
use crate::api::workflows::NewWorkflow;
use crate::components::{
    Badge, Button, ButtonKind, ButtonLink, Card, Cell, Column, DataTable, EmptyState, Field, IconName, Order,
    Row, RowHead, RowLink, Size, Tone, page_top,
};
use crate::server::{call, failed};
use crate::text::{counted, int, number};
use crate::url;

/// A workflow in the list: both copies in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub id: WorkflowId,
    pub name: String,
    pub draft: bool,
    pub published: bool,
    pub ships: bool,
    pub steps: usize,
    pub running: i64,
    pub types: Vec<String>,
}

/// One line for each id: what is published counts, else the draft.
pub(super) fn lines(
    copies: &[Copied],
    running: &HashMap<WorkflowId, i64>,
    types: &[(String, String)],
) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for copy in copies {
        let (id, draft) = (&copy.definition.id, copy.status == DefinitionStatus::Draft);
        let place = lines.iter().position(|line| line.id == *id).unwrap_or(lines.len());
        if place == lines.len() {
            let goes_by = types.iter().filter(|(workflow, _)| *workflow == id.0);
            lines.push(Line {
                id: id.clone(),
                name: String::new(),
                draft: false,
                published: false,
                ships: !copy.mutable,
                steps: 0,
                running: running.get(id).copied().unwrap_or(0),
                types: goes_by.map(|(_, name)| name.clone()).collect(),
            });
        }
        let line = &mut lines[place];
        if !draft || !line.published {
            line.name.clone_from(&copy.definition.display_name);
            line.steps = copy.definition.steps.len();
        }
        line.draft |= draft;
        line.published |= !draft;
    }
    lines
}

/// Those that fit the search, sorted by name.
pub(super) fn shown(mut lines: Vec<Line>, search: &str, backwards: bool) -> Vec<Line> {
    let search = search.trim().to_lowercase();
    let fits = |text: &String| text.to_lowercase().contains(&search);
    lines.retain(|line| fits(&line.name) || fits(&line.id.0) || line.types.iter().any(fits));
    lines.sort_by_key(|line| (line.name.to_lowercase(), line.id.clone()));
    if backwards {
        lines.reverse();
    }
    lines
}

/// Draws the page.
pub async fn page(query: &Query) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    let copies = workflows::all(&engine, &ctx).await.map_err(failed)?;
    let running = workflows::running(&engine, &ctx).await.map_err(failed)?;
    let types = request_types::all(&engine, &ctx).await.map_err(failed)?;
    let types: Vec<(String, String)> = types
        .into_iter()
        .filter_map(|one| Some((one.definition.workflow?, one.definition.display_name.unwrap_or(one.id.0))))
        .collect();
    let lines = lines(&copies, &running, &types);
    let admin = ctx.actor.has(&[Authority::AccessAdmin]);
    let query = query.clone();
    Ok(crate::drawn::draw("Workflows", move || view(lines, &query, admin)))
}

/// The page.
pub(super) fn view(lines: Vec<Line>, query: &Query, admin: bool) -> AnyView {
    let (search, backwards) = (query.get("q").to_owned(), query.get("sort") == "-name");
    let all = lines.len();
    let ids: Vec<String> = lines.iter().map(|line| line.id.0.clone()).collect();
    let shown = shown(lines, &search, backwards);
    let counted = match (search.is_empty(), int(shown.len())) {
        (true, n) => counted(n, "workflow"),
        (false, n) => format!("{} of {all}", number(n)),
    };
    let new = admin.then(|| {
        ViewFnOnce::from(|| {
            let href = format!("{WORKFLOWS}?new=1");
            view! { <ButtonLink href kind=ButtonKind::Primary icon=IconName::Plus>"New workflow"</ButtonLink> }
        })
    });
    let top = page_top(
        Signal::stored("Workflows".to_owned()),
        MaybeProp::from("What requests go through, from being sent to their end.".to_owned()),
        None,
        None,
        new,
        None,
    );
    let copied = query.get("copy").to_owned();
    let asked = admin && (query.get("new") == "1" || !copied.is_empty());
    let form = asked.then(|| new_form(copied, query.get("status").to_owned(), &ids));
    let body = if shown.is_empty() {
        view! {
            <EmptyState
                icon=IconName::Waypoints
                title="No workflow fits"
                text="Try fewer letters, or look through all of them."
                actions=|| view! { <ButtonLink href=WORKFLOWS>"Show all"</ButtonLink> }
            />
        }
        .into_any()
    } else {
        table(shown, &search, backwards, admin)
    };
    view! {
        {top}
        <div class="mx-auto grid max-w-7xl grid-cols-1 gap-5 p-4 lg:p-6">
            {form} <Card id="workflows" title="Workflows" note=counted>
                <form
                    method="get"
                    action=WORKFLOWS
                    role="search"
                    aria-label="Workflows"
                    class="flex items-end gap-2 border-b border-line px-4 py-3"
                >
                    <div class="w-full max-w-sm">
                        <Field name="q" label="Name, id or type of request" r#type="search" value=search/>
                    </div>
                    <Button submit=true icon=IconName::Search>
                        "Search"
                    </Button>
                </form>
                {body}
            </Card>
        </div>
    }
    .into_any()
}

fn table(lines: Vec<Line>, search: &str, backwards: bool, admin: bool) -> AnyView {
    let (order, other) = if backwards { (Order::Descending, "") } else { (Order::Ascending, "-name") };
    let mut sorting = Vec::new();
    for (name, value) in [("q", search), ("sort", other)] {
        if !value.is_empty() {
            sorting.push((name, value));
        }
    }
    let mut columns = vec![
        Column::new("Name").sorted(url::to(WORKFLOWS, &sorting), Some(order)),
        Column::new("State"),
        Column::num("Steps"),
        Column::num("Running"),
        Column::new("Requests that go by it"),
    ];
    if admin {
        columns.push(Column::hidden("Actions"));
    }
    let row = move |line: Line| {
        let status = if line.draft { DefinitionStatus::Draft } else { DefinitionStatus::Published };
        let place = Place { status, ..Place::draft(&line.id) };
        let status = place.status.as_str();
        let copy = url::to(WORKFLOWS, &[("copy", &line.id.0), ("status", status)]);
        let types = if line.types.is_empty() {
            view! { <span class="text-faint">"none"</span> }.into_any()
        } else {
            line.types.join(", ").into_any()
        };
        let name = line.name.clone();
        view! {
            <Row>
                <RowHead>
                    <span class="block font-medium">
                        <RowLink href=place.href()>{line.name}</RowLink>
                    </span>
                    <span class="block font-mono text-xs font-normal text-muted">{line.id.0}</span>
                </RowHead>
                <Cell label="State">
                    <span class="flex flex-wrap gap-1">
                        {line.published.then(|| view! { <Badge tone=Tone::Approved text="Published"/> })}
                        {line.draft.then(|| view! { <Badge icon=IconName::Pencil text="Draft"/> })}
                        {line.ships.then(|| view! { <Badge icon=IconName::Lock text="Ships with Bailiwick"/> })}
                    </span>
                </Cell>
                <Cell label="Steps" class="num">
                    {line.steps}
                </Cell>
                <Cell label="Running" class="num">
                    {number(line.running)}
                </Cell>
                <Cell label="Requests that go by it">{types}</Cell>
                {admin
                    .then(|| {
                        view! {
                            <Cell>
                                <ButtonLink href=copy size=Size::Small icon=IconName::Copy>
                                    "Copy"
                                    <span class="sr-only">{format!(" {name}")}</span>
                                </ButtonLink>
                            </Cell>
                        }
                    })}
            </Row>
        }
    };
    view! {
        <DataTable caption="Workflows" columns>
            {lines.into_iter().map(row).collect_view()}
        </DataTable>
    }
    .into_any()
}

/// Makes a new one, or copies one under a new id.
fn new_form(copied: String, status: String, ids: &[String]) -> AnyView {
    let title = if copied.is_empty() { "New workflow".to_owned() } else { format!("Copy {copied}") };
    let said = if copied.is_empty() {
        "It begins as a draft with one step: the manager approves."
    } else {
        "The copy is a draft; nothing goes by it until it is published and a type of request names it."
    };
    let mut id = String::new();
    if !copied.is_empty() {
        let free = (1..).map(|n| if n == 1 { format!("{copied}Copy") } else { format!("{copied}Copy{n}") });
        id = free.into_iter().find(|id| !ids.contains(id)).unwrap_or_default();
    }
    let hint = "Letters, digits, - _ . and not to be changed later.";
    view! {
        <Card id="new-workflow" title>
            <form method="post" action=NewWorkflow::PATH class="grid gap-3 px-4 py-4 sm:grid-cols-2">
                <input type="hidden" name="from" value=copied/>
                <input type="hidden" name="status" value=status/>
                <p class="text-meta text-muted sm:col-span-2">{said}</p>
                <Field name="id" id="workflow-id" label="Id" value=id hint required_silently=true max_length=100_u32/>
                <Field name="name" id="workflow-name" label="Name" required_silently=true max_length=200_u32/>
                <div class="flex gap-2 sm:col-span-2">
                    <Button submit=true kind=ButtonKind::Primary>
                        "Make the draft"
                    </Button>
                    <ButtonLink href=WORKFLOWS>"Leave it"</ButtonLink>
                </div>
            </form>
        </Card>
    }
    .into_any()
}
