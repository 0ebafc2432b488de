//! The inspector: everything about one step, to be read.

use bailiwick::workflow::{Definition, Finding, Next, Step, StepKind};
use leptos::prelude::*;

use super::Place;
use super::words::{condition, events, given, kind, mode, source};
use crate::components::{Fact, Facts, TextLink};
use crate::text::number;

/// What is known about a step, as facts.
#[component]
pub fn StepFacts(
    /// The step.
    step: Step,
    /// What it belongs to.
    definition: Definition,
    /// The page.
    place: Place,
    /// How many instances stand there.
    instances: u32,
    /// Leave out what a form beside it holds.
    brief: bool,
) -> impl IntoView {
    let (what, text) = source(&step);
    let waits = match &step.kind {
        StepKind::Task(task) => events(&task.events),
        _ => Vec::new(),
    };
    let decides = match &step.kind {
        StepKind::Task(task) => Some(mode(task.mode)),
        _ => None,
    };
    let decides = decides.map(|words| view! { <Fact name="Decides">{words}</Fact> });
    let template = match &step.kind {
        StepKind::Email(mail) => mail.template.as_ref().map(given),
        _ => None,
    };
    let template = template.map(|template| view! { <Fact name="Template">{template}</Fact> });
    let ways = step.next.iter().map(|next| way(next, &definition, &place)).collect_view();
    let written = (!brief && !text.is_empty()).then(|| {
        view! {
            <div class="grid min-w-0 grid-cols-1 gap-1">
                <p class="text-meta font-medium">{what}</p>
                <pre
                    class="max-h-96 overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5 text-ink"
                    tabindex="0"
                    role="region"
                    aria-label=what
                >
                    {text}
                </pre>
            </div>
        }
    });
    let ways = (!brief).then(|| {
        view! {
            <div class="grid min-w-0 grid-cols-1 gap-1">
                <p class="text-meta font-medium">"Leads to"</p>
                <ul class="grid gap-1.5 text-sm">{ways}</ul>
            </div>
        }
    });
    view! {
        <Facts>
            <Fact name="Kind">{kind(&step.kind)}</Fact>
            <Fact name="Id">
                <span class="font-mono text-xs">{step.name.clone()}</span>
            </Fact>
            {decides}
            {template}
            {(!waits.is_empty())
                .then(|| {
                    let told = waits.into_iter().map(|said| view! { <p>{said}</p> }).collect_view();
                    view! { <Fact name="Meanwhile">{told}</Fact> }
                })}
            <Fact name="Running">{number(instances)} " here now"</Fact>
        </Facts>
        {written}
        {ways}
    }
    .into_any()
}

fn way(next: &Next, definition: &Definition, place: &Place) -> AnyView {
    let to = match next.step.as_deref() {
        None => "the end".into_any(),
        Some(name) => {
            let shown = definition.step(name).map(|step| step.display_name.clone());
            let href = format!("{}#inspector", place.at(name).href());
            let words = shown.unwrap_or_else(|| name.to_owned());
            view! { <TextLink href>{words}</TextLink> }.into_any()
        }
    };
    let outcome = next
        .outcome
        .clone()
        .map(|outcome| view! { <span class="text-muted">{format!("{outcome}: ")}</span> });
    let holds = condition(next).map(|condition| {
        let condition = condition.to_owned();
        view! {
            <span class="text-muted">" when "</span>
            <code class="font-mono text-xs">{condition}</code>
        }
    });
    view! { <li class="wrap-anywhere">{outcome} {to} {holds}</li> }.into_any()
}

/// What is wrong with a step.
#[component]
pub fn StepFindings(
    /// Those of the step.
    findings: Vec<Finding>,
) -> impl IntoView {
    (!findings.is_empty()).then(|| {
        let row = |finding: Finding| view! { <li class="wrap-anywhere">{finding.reason}</li> };
        view! {
            <crate::components::Alert tone=crate::components::Tone::Rejected title="Wrong with this step">
                <ul class="grid gap-1">{findings.into_iter().map(row).collect_view()}</ul>
            </crate::components::Alert>
        }
    })
}
