//! The graph: the steps as boxes that open their inspector, and the lines between them.

use std::collections::BTreeMap;

use bailiwick::workflow::{Definition, Finding, Step};
use leptos::prelude::*;

use super::Place;
use super::edges::{Edge, HEIGHT, WIDTH, corner, edges, extent};
use super::layout::{Cell, layout};
use super::words::{icon, kind};
use crate::components::{Icon, IconName};
use crate::text::{counted, int, number};

/// The most letters of a line's label.
const LETTERS: usize = 26;

/// The graph.
#[component]
pub fn Graph(
    /// What is drawn.
    definition: Definition,
    /// The page.
    place: Place,
    /// How many instances stand at each step.
    standing: BTreeMap<String, u32>,
    /// What is wrong.
    findings: Vec<Finding>,
) -> impl IntoView {
    let layout = layout(&definition);
    let (width, height) = extent(&layout);
    let lines = edges(&definition, &layout);
    let boxes = definition.steps.iter().zip(&layout.steps).map(|(step, cell)| {
        let wrong = findings.iter().filter(|finding| finding.step.as_ref() == Some(&step.name)).count();
        let instances = standing.get(&step.name).copied().unwrap_or(0);
        step_box(step, *cell, &place, instances, wrong)
    });
    let boxes = boxes.collect_view();
    view! {
        <div class="relative overflow-x-auto" tabindex="0" role="region" aria-label="Graph of the workflow">
            <svg
                width=width.to_string()
                height=height.to_string()
                viewBox=format!("0 0 {width} {height}")
                class="mx-auto block"
                role="group"
                aria-label=format!("{} from start to end", counted(int(definition.steps.len()), "step"))
            >
                <defs>
                    <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
                        <path d="M0 0L8 4L0 8z" class="fill-field"></path>
                    </marker>
                </defs>
                <g aria-hidden="true">{lines.iter().map(line).collect_view()}</g>
                <g>{lines.iter().map(label).collect_view()}</g>
                {end_box(layout.start, "Start", IconName::Play)}
                {boxes}
                {end_box(layout.end, "End", IconName::CircleDot)}
            </svg>
        </div>
    }
    .into_any()
}

fn line(edge: &Edge) -> impl IntoView + use<> {
    view! {
        <path d=edge.path.clone() class="fill-none stroke-field" stroke-width="1.25" marker-end="url(#arrow)"></path>
    }
}

fn label(edge: &Edge) -> impl IntoView + use<> {
    let (x, y) = edge.at;
    let words: String = if edge.label.chars().count() > LETTERS {
        edge.label.chars().take(LETTERS - 1).chain(['…']).collect()
    } else {
        edge.label.clone()
    };
    (!words.is_empty()).then(|| {
        view! {
            <text x=x.to_string() y=y.to_string() class="fill-muted stroke-surface text-xs [paint-order:stroke]" stroke-width="4">
                <title>{edge.label.clone()}</title>
                {words}
            </text>
        }
    })
}

/// Where the workflow begins or ends.
fn end_box(cell: Cell, words: &'static str, name: IconName) -> impl IntoView {
    let (x, y) = corner(cell);
    view! {
        <foreignObject x=x.to_string() y=y.to_string() width=WIDTH.to_string() height=HEIGHT.to_string()>
            <div class="grid h-13 place-items-center">
                <span class="inline-flex h-8 items-center gap-2 rounded-full border border-line-strong bg-sunken px-4 text-meta font-medium text-muted">
                    <Icon name class="size-3.5"/>
                    {words}
                </span>
            </div>
        </foreignObject>
    }
}

fn step_box(step: &Step, cell: Cell, place: &Place, instances: u32, wrong: usize) -> AnyView {
    let (x, y) = corner(cell);
    let open = place.step == step.name;
    let look = match (open, wrong) {
        (true, _) => "border-accent bg-accent-soft",
        (false, 1..) => "border-rejected-line bg-rejected-soft hover:bg-hover",
        (false, 0) => "border-line-strong bg-surface hover:bg-hover",
    };
    let faults = (wrong > 0).then(|| {
        let words = counted(int(wrong), "finding");
        view! {
            <Icon name=IconName::CircleAlert class="size-4 text-rejected"/>
            <span class="sr-only">{words}</span>
        }
    });
    let badge = (instances > 0).then(|| {
        view! {
            <span class="rounded-full border border-progress-line bg-progress-soft px-1.5 text-xs font-medium text-progress" title="Instances that stand here now">
                {number(instances)}
                <span class="sr-only">" running here"</span>
            </span>
        }
    });
    view! {
        <foreignObject x=x.to_string() y=y.to_string() width=WIDTH.to_string() height=HEIGHT.to_string()>
            <a
                id=format!("box-{}", step.name)
                href=format!("{}#inspector", place.at(&step.name).href())
                aria-current=open.then_some("true")
                title=step.display_name.clone()
                class=format!("flex h-13 items-center gap-2.5 rounded-md border px-3 {look} focus-visible:-outline-offset-2")
            >
                <Icon name=icon(&step.kind) class="size-4 text-muted"/>
                <span class="min-w-0 flex-1">
                    <span class="block truncate text-meta font-medium text-ink">{step.display_name.clone()}</span>
                    <span class="block truncate text-xs text-muted">{kind(&step.kind)}</span>
                </span>
                {faults}
                {badge}
            </a>
        </foreignObject>
    }
    .into_any()
}
