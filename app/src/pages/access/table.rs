//! What somebody holds, as a table.

use bailiwick::catalog::ItemKind;
use bailiwick::view::AccessView;
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};

use super::Asked;
use super::held::{application, directly, place, why};
use crate::api::access::{HeldPage, ROWS_A_PAGE};
use crate::clock::{Clock, Urgency};
use crate::components::{
    AccessPath, ButtonKind, ButtonLink, Card, Cell, Column, DataTable, EmptyState, FilterChip, Icon, IconName, Pagination,
    PathStep, Risk, Row, RowHead, RowLink, Segments, Size, Tab, Tile, When, WhenForm,
};
use crate::pages::requests::words::risk;
use crate::text::{self, counted};
use crate::url;

/// The switch between table and graph.
#[component]
pub fn ViewSwitch(asked: Asked) -> impl IntoView {
    let query = use_query_map();
    let tabs = Signal::derive(move || {
        let query = query.read();
        let tab = |graph: bool, label: &str| Tab {
            label: label.to_owned(),
            href: asked.to(&query, &[("view", graph.then_some("graph")), ("page", None)]),
            count: None,
            current: asked.graph == graph,
        };
        vec![tab(false, "Table"), tab(true, "Graph")]
    });
    view! { <Segments label="Show as" tabs/> }
}

/// The table with its search.
#[component]
pub fn TableCard(page: HeldPage, asked: Asked) -> impl IntoView {
    let HeldPage { clock, own, access, .. } = page;
    let total = access.total;
    let switch = asked.clone();
    let row = {
        let asked = asked.clone();
        move |row: AccessView| view! { <HeldRow row asked=asked.clone() clock/> }
    };
    let columns = vec![
        Column::new("Access"),
        Column::new("Risk").class("w-28"),
        Column::new("Why"),
        Column::new("Since").class("w-40"),
        Column::new("Ends").class("w-32"),
        Column::hidden("Actions").class("w-28"),
    ];
    let rows = if access.rows.is_empty() {
        view! { <Nothing asked=asked.clone() own/> }.into_any()
    } else {
        view! {
            <DataTable caption="What is held, and why" columns>
                {access.rows.into_iter().map(row).collect_view()}
            </DataTable>
        }
        .into_any()
    };
    view! {
        <Card
            id="access-all"
            title="All access"
            note=counted(total, "grant")
            actions=move || view! { <ViewSwitch asked=switch/> }
        >
            <Search asked=asked.clone()/>
            {rows}
            {(total > i64::from(ROWS_A_PAGE)).then(|| view! { <Pages asked total/> })}
        </Card>
    }
    .into_any()
}

#[component]
fn Search(asked: Asked) -> impl IntoView {
    let query = use_query_map();
    let chips = {
        let asked = asked.clone();
        move || {
            let query = query.read();
            let chip = |kind: Option<ItemKind>, text: &'static str| {
                let href = asked.to(&query, &[("kind", kind.map(ItemKind::as_str)), ("page", None)]);
                view! { <FilterChip href on=asked.kind == kind text/> }
            };
            view! {
                {chip(None, "All")}
                {chip(Some(ItemKind::Application), "Applications")}
                {chip(Some(ItemKind::Entitlement), "Entitlements")}
                {chip(Some(ItemKind::Role), "Roles")}
            }
        }
    };
    let kind = asked.kind.map(|kind| view! { <input type="hidden" name="kind" value=kind.as_str()/> });
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2">
            <Form method="get" action=asked.path attr:role="search" attr:class="w-full sm:w-72">
                {kind}
                <label for="access-q" class="sr-only">
                    "Search what is held"
                </label>
                <span class="relative block">
                    <Icon name=IconName::Search class="pointer-events-none absolute start-2.5 top-2 size-4 text-faint"/>
                    <input
                        id="access-q"
                        name="q"
                        type="search"
                        value=asked.q
                        autocomplete="off"
                        placeholder="Search by item or application"
                        data-search
                        class="h-8 w-full rounded-md border border-field bg-surface ps-8 pe-2.5 text-sm hover:border-muted"
                    />
                </span>
            </Form>
            <nav aria-label="Kinds of access" class="flex flex-wrap gap-1.5">
                {chips}
            </nav>
        </div>
    }
    .into_any()
}

#[component]
fn HeldRow(row: AccessView, asked: Asked, clock: Clock) -> impl IntoView {
    let query = use_query_map();
    let item = url::to("/catalog", &[("item", &row.item.id.to_string())]);
    let remove = {
        let id = row.grant.id.to_string();
        let name = row.item.name.clone();
        directly(&row).then(|| {
            let href = move || asked.to(&query.read(), &[]);
            let joint = move || if href().contains('?') { format!("{}&", href()) } else { format!("{}?", href()) };
            let href = Signal::derive(move || format!("{}remove={id}", joint()));
            view! {
                <ButtonLink href kind=ButtonKind::QuietRevoke size=Size::Small>
                    "Remove"
                    <span class="sr-only">{format!(" {name}")}</span>
                </ButtonLink>
            }
        })
    };
    let end = match row.grant.end {
        None => view! { <span class="text-faint">"No end"</span> }.into_any(),
        Some(at) => {
            let soon = at - clock.now < chrono::TimeDelta::days(30) || clock.due(at).0 != Urgency::Later;
            let class = if soon { "font-medium text-overdue" } else { "" };
            view! { <span class=class><When at clock form=WhenForm::Day/></span> }.into_any()
        }
    };
    let (name, place, tile) = (row.item.name.clone(), place(&row), application(&row).unwrap_or_else(|| row.item.name.clone()));
    let (start, granted_by) = (row.grant.start, row.granted_by.clone());
    view! {
        <Row>
            <RowHead>
                <span class="flex items-center gap-2.5">
                    <Tile name=tile size=crate::components::FaceSize::Medium/>
                    <span class="min-w-0">
                        <span class="block">
                            <RowLink href=item>{name}</RowLink>
                        </span>
                        <span class="block text-meta font-normal text-faint">{place}</span>
                    </span>
                </span>
            </RowHead>
            <Cell label="Risk">
                <Risk level=risk(row.item.risk)/>
            </Cell>
            <Cell label="Why">
                <span class="block min-w-0">
                    <Why row=row.clone()/>
                </span>
            </Cell>
            <Cell label="Since">
                <span class="block text-meta">
                    <When at=start clock form=WhenForm::Day/>
                </span>
                {granted_by.map(|person| view! { <span class="block text-meta text-faint">{person.display_name}</span> })}
            </Cell>
            <Cell label="Ends">
                <span class="text-meta">{end}</span>
            </Cell>
            <Cell>
                <span class="flex md:justify-end">{remove}</span>
            </Cell>
        </Row>
    }
    .into_any()
}

/// How it is held: the request with its reason, the way through a role, or the word for it.
#[component]
fn Why(row: AccessView) -> impl IntoView {
    let words = why(&row);
    let first = match (&row.role, row.request_number) {
        (Some(role), _) => {
            let role = PathStep::link(role.name.clone(), url::to("/catalog", &[("item", &role.id.to_string())]));
            let mut steps = vec![role, PathStep::plain(row.item.name.clone())];
            steps.extend(row.item.application_name.clone().map(PathStep::plain));
            view! {
                <span class="block text-meta">{words}</span>
                <AccessPath steps/>
            }
            .into_any()
        }
        (None, Some(number)) => {
            let href = format!("/requests/{number}");
            view! { <span class="block text-meta"><RowLink href>{words}</RowLink></span> }.into_any()
        }
        (None, None) => view! { <span class="block text-meta">{words}</span> }.into_any(),
    };
    let reason = row.justification.filter(|reason| !reason.is_empty());
    view! {
        {first}
        {reason.map(|reason| view! { <span class="line-clamp-2 text-meta text-faint">{format!("“{reason}”")}</span> })}
    }
}

#[component]
fn Nothing(asked: Asked, own: bool) -> impl IntoView {
    let narrowed = !asked.q.is_empty() || asked.kind.is_some();
    let (title, text) = match (narrowed, own) {
        (true, _) => ("Nothing fits", "Try fewer words, or all kinds."),
        (false, true) => ("You hold nothing yet", "Find what you need in the catalog and ask for it."),
        (false, false) => ("Nothing is held", "This person has no access that we know of."),
    };
    let href = if narrowed { asked.path.clone() } else { "/catalog".to_owned() };
    let words = if narrowed { "Show all" } else { "Open the catalog" };
    view! { <EmptyState icon=IconName::KeyRound title text actions=move || view! { <ButtonLink href>{words}</ButtonLink> }/> }
}

#[component]
fn Pages(asked: Asked, total: i64) -> impl IntoView {
    let query = use_query_map().get_untracked();
    let to = |page: u32| asked.to(&query, &[("page", Some(&page.to_string()))]);
    let first = i64::from(asked.page) * i64::from(ROWS_A_PAGE);
    let last = (first + i64::from(ROWS_A_PAGE)).min(total);
    let shown = format!("{} to {} of {}", text::number(first + 1), text::number(last), text::number(total));
    view! { <Pagination shown previous=asked.page.checked_sub(1).map(to) next=(last < total).then(|| to(asked.page + 1))/> }
}
