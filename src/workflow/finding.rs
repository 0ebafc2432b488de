//! What is wrong with a definition, so that it cannot be published.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::ALWAYS;
use super::definition::Definition;
use super::step::{Given, Step, StepKind, TaskActors, TaskKind};

/// Something wrong, at a step or with the whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// The step's name; absent when the whole is at fault.
    pub step: Option<String>,
    /// The step as shown.
    pub display_name: Option<String>,
    /// What is wrong.
    pub reason: String,
}

/// Everything that is wrong with the graph; scripts are judged by whoever can run them.
pub fn findings(definition: &Definition) -> Vec<Finding> {
    let mut found = Vec::new();
    for (step, reason) in &definition.faults {
        found.push(Finding { step: step.clone(), display_name: None, reason: reason.clone() });
    }
    let whole = |reason: &str| Finding { step: None, display_name: None, reason: reason.to_owned() };
    if definition.steps.is_empty() {
        found.push(whole("the workflow has no steps"));
        return found;
    }
    match &definition.first {
        Some(first) if definition.step(first).is_some() => {}
        Some(first) => {
            found.push(whole(&format!("the workflow begins with `{first}`, which is no step of it")));
        }
        None => found.push(whole("the workflow says of no step that it begins there")),
    }
    let mut seen = BTreeSet::new();
    for step in &definition.steps {
        if !seen.insert(step.name.as_str()) {
            found.push(at(step, "another step has the same name"));
        }
        ways(definition, step, &mut found);
    }
    let reached = reachable(definition);
    for step in definition.steps.iter().filter(|step| !reached.contains(step.name.as_str())) {
        found.push(at(step, "no way leads to this step"));
    }
    for step in restless(definition) {
        found.push(at(step, "this step leads back to itself without anything that waits between"));
    }
    found
}

fn at(step: &Step, reason: impl Into<String>) -> Finding {
    Finding {
        step: Some(step.name.clone()),
        display_name: Some(step.display_name.clone()),
        reason: reason.into(),
    }
}

fn ways(definition: &Definition, step: &Step, found: &mut Vec<Finding>) {
    if step.next.is_empty() {
        found.push(at(step, "nothing says where this step leads"));
        return;
    }
    for next in &step.next {
        if let Some(name) = next.step.as_deref().filter(|name| definition.step(name).is_none()) {
            found.push(at(step, format!("leads to `{name}`, which is no step of the workflow")));
        }
    }
    match &step.kind {
        StepKind::Exclusive(_) | StepKind::Inclusive(_)
            if step.next.len() > 1 && step.next.iter().all(|next| next.condition.is_none()) =>
        {
            found.push(at(step, "a gateway needs conditions to choose by"));
        }
        StepKind::Task(task) => {
            for outcome in outcomes(task.kind) {
                let named = step.next.iter().any(|next| next.outcome.as_deref() == Some(*outcome));
                if !named {
                    found.push(at(step, format!("nothing says where this step leads after `{outcome}`")));
                }
            }
        }
        _ => {}
    }
}

/// What a task may come to beside expiring.
const fn outcomes(kind: TaskKind) -> &'static [&'static str] {
    match kind {
        TaskKind::Approval => &["APPROVE", "REJECT"],
        TaskKind::Fulfilment => &["FULFILL", "DENY"],
        TaskKind::Violation => &["REMEDIATE", "ALLOW"],
    }
}

fn leads_to(step: &Step) -> impl Iterator<Item = &str> {
    step.next.iter().filter_map(|next| next.step.as_deref())
}

fn reachable(definition: &Definition) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = definition.first.as_deref().into_iter().collect();
    while let Some(name) = waiting.pop() {
        if let Some(step) = definition.step(name)
            && reached.insert(step.name.as_str())
        {
            waiting.extend(leads_to(step));
        }
    }
    reached
}

/// Steps on a circle of which no step waits: such an instance would never rest.
fn restless(definition: &Definition) -> Vec<&Step> {
    let quick: BTreeMap<&str, &Step> = definition
        .steps
        .iter()
        .filter(|step| !step.kind.waits())
        .map(|step| (step.name.as_str(), step))
        .collect();
    let circles = |start: &Step| {
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<&str> = leads_to(start).collect();
        while let Some(name) = waiting.pop() {
            if name == start.name {
                return true;
            }
            if let Some(step) = quick.get(name)
                && seen.insert(name)
            {
                waiting.extend(leads_to(step));
            }
        }
        false
    };
    quick.values().copied().filter(|step| circles(step)).collect()
}

impl Definition {
    /// Every piece of JavaScript in the definition: the step it belongs to, what it is for, its text.
    pub fn sources(&self) -> Vec<(&Step, &'static str, &str)> {
        let mut sources = Vec::new();
        for step in &self.steps {
            if let Some(script) = step.kind.script() {
                sources.push((step, "script", script));
            }
            for condition in step.next.iter().filter_map(|next| next.condition.as_deref()) {
                if condition != ALWAYS {
                    sources.push((step, "condition", condition));
                }
            }
            for source in expressions(&step.kind) {
                sources.push((step, "expression", source));
            }
        }
        sources
    }
}

fn expressions(kind: &StepKind) -> Vec<&str> {
    let mut found = Vec::new();
    match kind {
        StepKind::Wait(date) => found.extend(source(Some(date))),
        StepKind::Email(mail) => {
            for given in [&mail.to, &mail.cc, &mail.bcc, &mail.template, &mail.object] {
                found.extend(source(given.as_ref()));
            }
        }
        StepKind::Task(task) => {
            found.extend(of_actors(&task.actors));
            let events = &task.events;
            found.extend(events.reminder.iter().filter_map(|event| source(event.date.as_ref())));
            if let Some(event) = &events.escalation {
                found.extend(source(event.date.as_ref()));
                found.extend(of_actors(&event.actors));
            }
            if let Some(event) = &events.expiration {
                found.extend(source(event.date.as_ref()));
                found.extend(source(Some(&event.action)));
                found.extend(of_actors(&event.actors));
            }
        }
        StepKind::Script(_) | StepKind::Exclusive(_) | StepKind::Inclusive(_) => {}
    }
    found
}

fn of_actors(actors: &TaskActors) -> Vec<&str> {
    match actors {
        TaskActors::Expression(text) => vec![text],
        TaskActors::Listed(listed) => listed.iter().filter_map(|actor| source(Some(&actor.id))).collect(),
    }
}

fn source(given: Option<&Given>) -> Option<&str> {
    match given {
        Some(Given::Expression(text)) => Some(text),
        _ => None,
    }
}
