//! What somebody holds, as a graph: person, role, entitlement, application.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Asked;
use super::layout::{Layout, NODE, Node, layout};
use super::lines::{Column, Edge};
use super::search::ViewSwitch;
use crate::api::access::HeldPage;
use crate::components::{Card, EmptyState, IconName, TextLink};
use crate::text::number;

/// The graph. It draws what fits and leads to the table for the rest.
#[component]
pub fn GraphCard(page: HeldPage, asked: Asked) -> impl IntoView {
    let query = use_query_map();
    let HeldPage { clock, access, own, .. } = page;
    let (shown, total, switch) = (access.rows.len(), access.total, asked.clone());
    let name = access.user.display_name.clone();
    let table = Signal::derive(move || asked.to(&query.read(), &[("view", None), ("page", None)]));
    let drawing = if access.rows.is_empty() {
        view! { <EmptyState icon=IconName::Waypoints title="Nothing to draw" text="Nothing is held that fits."/> }.into_any()
    } else {
        view! { <Drawing layout=layout(&name, &access.rows, clock) name/> }.into_any()
    };
    let said = if i64::try_from(shown).is_ok_and(|shown| shown < total) {
        format!("{shown} of {} drawn.", number(total))
    } else {
        "All of it is drawn.".to_owned()
    };
    view! {
        <Card
            id="access-graph"
            title=if own { "How you hold it" } else { "How it is held" }
            actions=move || view! { <ViewSwitch asked=switch/> }
            foot=move || {
                view! {
                    <span class="text-meta text-muted">
                        {said} " " <TextLink href=table>"Show all in the table"</TextLink>
                    </span>
                }
            }
        >
            {drawing}
        </Card>
    }
    .into_any()
}

#[component]
fn Drawing(layout: Layout, name: String) -> impl IntoView {
    let Layout { nodes, edges, height } = layout;
    let words = format!(
        "How {name} holds {} things: lines lead from the person over roles to entitlements and applications. The table says the same in words.",
        nodes.len() - 1
    );
    let heading = |(column, text): (Column, &'static str)| {
        view! {
            <text x=column.start().to_string() y="-34" class="fill-faint text-xs">
                {text}
            </text>
        }
    };
    view! {
        <div class="relative overflow-x-auto p-4" tabindex="0" role="region" aria-label="Access graph">
            <svg
                viewBox=format!("-1 -48 1158 {}", height + 24.0)
                class="h-auto w-full min-w-[60rem]"
                role="img"
                aria-label=words
            >
                {Column::ALL.map(heading).collect_view()}
                <g>{edges.iter().map(line).collect_view()}</g>
                <g>{edges.iter().map(label).collect_view()}</g>
                <g>{nodes.into_iter().map(node).collect_view()}</g>
            </svg>
        </div>
    }
    .into_any()
}

fn line(edge: &Edge) -> impl IntoView + use<> {
    view! { <path d=edge.path.clone() class="fill-none stroke-field" stroke-width="1.25"></path> }
}

fn label(edge: &Edge) -> impl IntoView + use<> {
    let (x, y) = edge.at;
    view! {
        <text x=x.to_string() y=y.to_string() text-anchor="end" class="fill-muted text-xs">
            {edge.label.clone()}
        </text>
    }
}

fn node(node: Node) -> impl IntoView {
    let Node { column, y, name } = node;
    let class = match column {
        Column::Person => "fill-accent-soft stroke-accent-line",
        Column::Role | Column::Entitlement => "fill-surface stroke-line-strong",
        Column::Application => "fill-sunken stroke-line-strong",
    };
    let letters = match column {
        Column::Person | Column::Application => 19,
        Column::Role => 24,
        Column::Entitlement => 27,
    };
    view! {
        <rect
            x=column.start().to_string()
            y=(y - NODE / 2.0).to_string()
            width=column.width().to_string()
            height=NODE.to_string()
            rx="6"
            class=class
        ></rect>
        <text x=(column.start() + 12.0).to_string() y=(y + 4.5).to_string() class="fill-ink text-meta font-medium">
            {fit(&name, letters)}
        </text>
    }
}

/// As much of a name as a box can hold.
fn fit(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let start: String = name.chars().take(letters - 1).collect();
    format!("{}…", start.trim_end())
}
