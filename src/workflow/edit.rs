//! Changing a definition piece by piece, as a form does it. What a form does not know stays as it is.

use serde_json::{Map, Value as Json, json};

use super::ALWAYS;
use super::days::{days_ahead, in_days};
use super::definition::Definition;
use super::step::{Next, StepKind};
use crate::id::WorkflowId;

#[cfg(test)]
mod tests;

type Members = Map<String, Json>;

/// The people a new approval asks: the manager of whom it is for.
const MANAGER: &str = include_str!("seeded/scripts/manager.js");

crate::words! {
    /// A kind of step, as the first part of its name has it.
    pub enum NewStep {
        /// Somebody approves or rejects.
        Approval = "approvalTask",
        /// Somebody carries something out.
        Fulfilment = "fulfillmentTask",
        /// A script runs.
        Script = "scriptTask",
        /// One way is taken.
        Exclusive = "exclusiveGateway",
        /// Every way is taken whose condition holds.
        Inclusive = "inclusiveGateway",
        /// A date is awaited.
        Wait = "waitTask",
        /// Mail is sent.
        Email = "emailTask",
    }
}

/// Why a definition cannot be changed so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {fault}")]
pub struct EditFault {
    /// Which member of the change.
    pub field: &'static str,
    /// What is wrong with it.
    pub fault: String,
}

fn fault(field: &'static str, fault: impl Into<String>) -> EditFault {
    EditFault { field, fault: fault.into() }
}

/// What a form says about a step. An absent text leaves what is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepChange {
    /// As shown.
    pub display_name: String,
    /// The script, the date's expression, the actors' expression or list, or whom to write to.
    pub source: Option<String>,
    /// The name of the mail template.
    pub template: Option<String>,
    /// Where the step leads.
    pub ways: Vec<Next>,
    /// What happens while a task waits; nothing for other steps.
    pub events: Option<EventDays>,
}

/// The events of a task that are counted in days. No days take the event away, unless its date is an expression
/// of somebody's own: that stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventDays {
    /// The first reminder.
    pub reminder: Option<u32>,
    /// Those after it.
    pub again: Option<u32>,
    /// When others are told.
    pub escalation: Option<u32>,
    /// When it has taken too long.
    pub expiration: Option<u32>,
    /// What then becomes of it.
    pub action: String,
}

/// A new definition: the manager approves, and that is all.
pub fn blank(id: &WorkflowId, display_name: &str, step: &str) -> Members {
    let mut body = Members::new();
    body.insert("steps".into(), json!([new_step(NewStep::Approval, step, "Manager approval", None)]));
    let start = json!({"id": "startNode", "connections": {"start": step}});
    body.insert("staticNodes".into(), json!({"startNode": start, "endNode": {"id": "endNode"}}));
    named(body, id, display_name)
}

/// A definition under another id and name.
pub fn copied(definition: &Definition, id: &WorkflowId, display_name: &str) -> Members {
    named(definition.body().clone(), id, display_name)
}

fn named(mut body: Members, id: &WorkflowId, display_name: &str) -> Members {
    body.insert("id".into(), json!(id));
    body.insert("name".into(), json!(id));
    body.insert("displayName".into(), json!(display_name));
    body
}

/// Changes one step.
///
/// # Errors
/// There is no such step, or a member of it cannot be read.
pub fn change_step(definition: &Definition, name: &str, change: &StepChange) -> Result<Members, EditFault> {
    let known = definition.step(name).ok_or_else(|| fault("step", "is not there any more"))?;
    let mut body = definition.body().clone();
    let (step, inner) = step_mut(&mut body, name)?;
    if change.display_name.trim().is_empty() {
        return Err(fault("name", "must not be empty"));
    }
    *step = json!(change.display_name.trim());
    if let Some(source) = &change.source {
        set_source(inner, &known.kind, source)?;
    }
    if let Some(template) = &change.template {
        set_value(inner, "templateName", template);
    }
    let old = inner.get("nextStep").and_then(Json::as_array).cloned().unwrap_or_default();
    let ways = change.ways.iter().enumerate().map(|(i, next)| way(old.get(i), next));
    inner.insert("nextStep".into(), ways.collect());
    if let (Some(days), StepKind::Task(_)) = (&change.events, &known.kind) {
        set_events(inner, days)?;
    }
    Ok(body)
}

/// A way as it was, with what a form says about it.
fn way(old: Option<&Json>, next: &Next) -> Json {
    let mut members = old.and_then(Json::as_object).cloned().unwrap_or_default();
    members.insert("condition".into(), json!(next.condition));
    members.insert("outcome".into(), json!(next.outcome));
    members.insert("step".into(), json!(next.step));
    Json::Object(members)
}

fn set_source(inner: &mut Members, kind: &StepKind, source: &str) -> Result<(), EditFault> {
    match kind {
        StepKind::Script(_) | StepKind::Exclusive(_) | StepKind::Inclusive(_) => {
            inner.insert("script".into(), json!(source));
        }
        StepKind::Wait(_) => set_value(inner, "resumeDate", source),
        StepKind::Email(_) => set_value(inner, "to", source),
        StepKind::Task(_) => {
            let listed = serde_json::from_str::<Json>(source).ok().filter(Json::is_array);
            if listed.is_none() && source.trim().is_empty() {
                return Err(fault("source", "must say who is asked"));
            }
            let expression = || json!({"isExpression": true, "value": source});
            inner.insert("actors".into(), listed.unwrap_or_else(expression));
        }
    }
    Ok(())
}

/// Writes a value as an expression where it was one, and as it is where it was not. A date that is no date is an
/// expression.
fn set_value(inner: &mut Members, name: &str, source: &str) {
    let was =
        inner.get(name).and_then(|value| value.get("isExpression")).is_some_and(|flag| *flag == json!(true));
    let new = !inner.contains_key(name) && name == "resumeDate";
    let value = if was || new { json!({"isExpression": true, "value": source}) } else { json!(source) };
    inner.insert(name.into(), value);
}

fn set_events(inner: &mut Members, days: &EventDays) -> Result<(), EditFault> {
    let mut events = inner.get("events").and_then(Json::as_object).cloned().unwrap_or_default();
    set_event(&mut events, "reminder", days.reminder);
    if let Some(reminder) = events.get_mut("reminder").and_then(Json::as_object_mut) {
        set_or_remove(reminder, "frequency", days.again.map(Json::from));
    }
    if days.escalation.is_some() && !events.contains_key("escalation") {
        return Err(fault("escalation", "needs people to be told: write it as JSON first"));
    }
    set_event(&mut events, "escalation", days.escalation);
    set_event(&mut events, "expiration", days.expiration);
    if let Some(expiration) = events.get_mut("expiration").and_then(Json::as_object_mut)
        && !days.action.is_empty()
    {
        expiration.insert("action".into(), json!(days.action));
    }
    inner.insert("events".into(), Json::Object(events));
    Ok(())
}

fn set_or_remove(members: &mut Members, name: &str, value: Option<Json>) {
    match value {
        Some(value) => members.insert(name.into(), value),
        None => members.remove(name),
    };
}

fn set_event(events: &mut Members, name: &str, days: Option<u32>) {
    let date = events.get(name).and_then(|event| event.get("date"));
    let expression = date.and_then(|date| date.get("value").unwrap_or(date).as_str());
    let own = expression.is_some_and(|text| days_ahead(text).is_none());
    match days {
        None if own => {}
        None => {
            events.remove(name);
        }
        Some(days) => {
            let template = match name {
                "reminder" => "requestReminder",
                "escalation" => "requestEscalated",
                _ => "requestExpired",
            };
            let event = events.entry(name).or_insert_with(|| json!({"notification": template}));
            if let Some(event) = event.as_object_mut() {
                event.insert("date".into(), json!({"isExpression": true, "value": in_days(days)}));
            }
        }
    }
}

/// Puts a new step after another, or before all where none is named: it leads where that one led first.
///
/// # Errors
/// There is no such step.
pub fn add_step(
    definition: &Definition,
    after: Option<&str>,
    kind: NewStep,
    name: &str,
    display_name: &str,
) -> Result<Members, EditFault> {
    let mut body = definition.body().clone();
    let leads = match after {
        None => {
            set_start(&mut body, Some(name));
            definition.first.clone()
        }
        Some(after) => {
            let (_, inner) = step_mut(&mut body, after)?;
            let ways = inner.entry("nextStep").or_insert_with(|| json!([]));
            let ways = ways.as_array_mut().ok_or_else(|| fault("after", "has ways that are no list"))?;
            if ways.is_empty() {
                ways.push(json!({"condition": ALWAYS, "outcome": "done", "step": null}));
            }
            let first = ways.first_mut().and_then(Json::as_object_mut);
            let led = first.and_then(|way| way.insert("step".into(), json!(name)));
            led.and_then(|led| led.as_str().map(str::to_owned))
        }
    };
    forget_places(&mut body);
    let steps = body.entry("steps").or_insert_with(|| json!([]));
    let steps = steps.as_array_mut().ok_or_else(|| fault("steps", "must be a list"))?;
    let place = after.and_then(|after| steps.iter().position(|step| step["name"] == json!(after)));
    let place = place.map_or(0, |place| place + 1);
    steps.insert(place, new_step(kind, name, display_name.trim(), leads.as_deref()));
    Ok(body)
}

/// Takes a step out: what led to it leads where it led first.
///
/// # Errors
/// There is no such step.
pub fn remove_step(definition: &Definition, name: &str) -> Result<Members, EditFault> {
    let mut body = definition.body().clone();
    let (_, inner) = step_mut(&mut body, name)?;
    let led = inner.get("nextStep").and_then(|ways| ways.pointer("/0/step")).and_then(Json::as_str);
    let led = led.filter(|led| *led != name).map(str::to_owned);
    if definition.first.as_deref() == Some(name) {
        set_start(&mut body, led.as_deref());
    }
    let Some(steps) = body.get_mut("steps").and_then(Json::as_array_mut) else { return Ok(body) };
    steps.retain(|step| step["name"] != json!(name));
    for step in steps {
        let kind = step["type"].as_str().unwrap_or_default().to_owned();
        let Some(ways) = step.pointer_mut(&format!("/{kind}/nextStep")).and_then(Json::as_array_mut) else {
            continue;
        };
        for way in ways.iter_mut().filter(|way| way["step"] == json!(name)) {
            way["step"] = json!(led);
        }
    }
    forget_places(&mut body);
    Ok(body)
}

/// Where steps stood in a drawing that is not the same any more.
fn forget_places(body: &mut Members) {
    if let Some(nodes) = body.get_mut("staticNodes").and_then(Json::as_object_mut) {
        nodes.remove("uiConfig");
    }
}

fn set_start(body: &mut Members, step: Option<&str>) {
    let nodes = body.entry("staticNodes").or_insert_with(|| json!({}));
    if !nodes.is_object() {
        *nodes = json!({});
    }
    if !nodes["startNode"].is_object() {
        nodes["startNode"] = json!({"id": "startNode"});
    }
    nodes["startNode"]["connections"] = json!({"start": step});
}

/// The shown name of a step, and what its type says about it.
fn step_mut<'a>(body: &'a mut Members, name: &str) -> Result<(&'a mut Json, &'a mut Members), EditFault> {
    let missing = || fault("step", "is not there any more");
    let steps = body.get_mut("steps").and_then(Json::as_array_mut).ok_or_else(missing)?;
    let step = steps.iter_mut().find(|step| step["name"] == json!(name)).ok_or_else(missing)?;
    let step = step.as_object_mut().ok_or_else(missing)?;
    let kind = step.get("type").and_then(Json::as_str).unwrap_or_default().to_owned();
    step.entry("displayName").or_insert(Json::Null);
    let (mut shown, mut inner) = (None, None);
    for (member, value) in step.iter_mut() {
        if member == "displayName" {
            shown = Some(value);
        } else if *member == kind {
            inner = value.as_object_mut();
        }
    }
    shown.zip(inner).ok_or_else(|| fault("step", "cannot be read: write it as JSON"))
}

fn new_step(kind: NewStep, name: &str, display_name: &str, leads: Option<&str>) -> Json {
    let (stored, mut inner, outcomes): (&str, Json, &[&str]) = match kind {
        NewStep::Approval => ("approvalTask", task(), &["APPROVE", "REJECT", "EXPIRATION"]),
        NewStep::Fulfilment => ("fulfillmentTask", task(), &["FULFILL", "DENY", "EXPIRATION"]),
        NewStep::Script => ("scriptTask", script(""), &["done"]),
        NewStep::Exclusive | NewStep::Inclusive => {
            ("scriptTask", script("// The conditions decide."), &["done"])
        }
        NewStep::Wait => {
            ("waitTask", json!({"resumeDate": {"isExpression": true, "value": in_days(1)}}), &["COMPLETE"])
        }
        NewStep::Email => (
            "emailTask",
            json!({"to": {"isExpression": true, "value": "requestIndex.user.mail"}, "templateName": "requestAssigned"}),
            &["SUCCESS", "FAILED"],
        ),
    };
    let always = outcomes.len() == 1;
    let ways = outcomes.iter().map(|outcome| {
        let refused = matches!(*outcome, "REJECT" | "DENY" | "EXPIRATION");
        json!({
            "condition": always.then_some(ALWAYS),
            "outcome": outcome,
            "step": if refused { None } else { leads },
        })
    });
    inner["nextStep"] = ways.collect();
    let mut step = json!({"name": name, "displayName": display_name, "type": stored, stored: inner});
    match kind {
        NewStep::Inclusive => step["gatewayType"] = json!("inclusive"),
        NewStep::Approval | NewStep::Fulfilment => step["approvalMode"] = json!("any"),
        _ => {}
    }
    step
}

fn script(source: &str) -> Json {
    json!({"language": "javascript", "script": source})
}

fn task() -> Json {
    let after = |days| json!({"isExpression": true, "value": in_days(days)});
    json!({
        "approvalMode": "any",
        "actors": {"isExpression": true, "value": MANAGER},
        "events": {
            "assignment": {"notification": "requestAssigned"},
            "reassign": {"notification": "requestReassigned"},
            "reminder": {"notification": "requestReminder", "frequency": 3, "date": after(3)},
            "expiration": {"action": "reject", "notification": "requestExpired", "actors": [], "date": after(7)},
        },
    })
}
