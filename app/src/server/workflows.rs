//! What administrators do to workflows.

use std::fmt::Write as _;

use bailiwick::id::WorkflowId;
use bailiwick::workflow::{
    self, Definition, DefinitionStatus, EditFault, EventDays, NewStep, Next, StepChange,
};
use bailiwick_engine::{Context, Engine, workflows};
use serde_json::{Map, Value as Json};

use super::{call, failed, refuse};
use crate::api::PortalError;
use crate::api::workflows::{StepForm, WayForm};
use crate::drawn::workflows::{Place, WORKFLOWS};
use crate::url;

/// Makes a draft: anew, or as a copy.
pub async fn create(id: &str, name: &str, from: &str, status: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = WorkflowId(id.trim().to_owned());
    let taken = workflows::all(&engine, &ctx).await.map_err(failed)?;
    if taken.iter().any(|copy| copy.definition.id == id) {
        return Err(wrong("id", format!("There is a workflow `{id}` already: choose another id")));
    }
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(&id.0);
    let body = if from.is_empty() {
        workflow::blank(&id, name, &step_name(&engine, NewStep::Approval))
    } else {
        let from = WorkflowId(from.to_owned());
        let copy = workflows::read(&engine, &ctx, &from, copy(status)).await.map_err(failed)?;
        workflow::copied(&copy.definition, &id, name)
    };
    save(&engine, &ctx, body, None).await?;
    go_on(&Place::draft(&id), "workflow-saved");
    Ok(())
}

/// Makes a draft of what is published, unless there is one.
pub async fn edit(id: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = WorkflowId(id.to_owned());
    if workflows::read(&engine, &ctx, &id, DefinitionStatus::Draft).await.is_err() {
        let copy = workflows::read(&engine, &ctx, &id, DefinitionStatus::Published).await.map_err(failed)?;
        save(&engine, &ctx, copy.definition.body().clone(), None).await?;
    }
    go_on(&Place::draft(&id), "workflow-saved");
    Ok(())
}

/// Changes a step.
pub async fn save_step(form: &StepForm) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let draft = draft(&engine, &ctx, &form.workflow, form.revision).await?;
    let body = workflow::change_step(&draft, &form.step, &change(form)?).map_err(fault)?;
    save(&engine, &ctx, body, Some(form.revision)).await?;
    go_on(&Place::draft(&draft.id).at(&form.step), "workflow-saved");
    Ok(())
}

/// Adds a step.
pub async fn add_step(
    id: &str,
    revision: i64,
    after: &str,
    kind: &str,
    name: &str,
) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let draft = draft(&engine, &ctx, id, revision).await?;
    let kind: NewStep = kind.parse().map_err(|_| wrong("kind", "Choose a kind of step"))?;
    let after = Some(after).filter(|after| !after.is_empty());
    let step = step_name(&engine, kind);
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(&step);
    let body = workflow::add_step(&draft, after, kind, &step, name).map_err(fault)?;
    save(&engine, &ctx, body, Some(revision)).await?;
    go_on(&Place::draft(&draft.id).at(&step), "workflow-saved");
    Ok(())
}

/// Takes a step out.
pub async fn remove_step(id: &str, revision: i64, step: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let draft = draft(&engine, &ctx, id, revision).await?;
    let body = workflow::remove_step(&draft, step).map_err(fault)?;
    save(&engine, &ctx, body, Some(revision)).await?;
    go_on(&Place::draft(&draft.id), "workflow-saved");
    Ok(())
}

/// Writes the whole draft; its id stays.
pub async fn save_text(id: &str, revision: i64, text: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let draft = draft(&engine, &ctx, id, revision).await?;
    let mut body: Map<String, Json> = serde_json::from_str(text)
        .map_err(|fault| wrong("text", format!("This is no JSON object: {fault}")))?;
    body.insert("id".into(), Json::from(draft.id.0.as_str()));
    save(&engine, &ctx, body, Some(revision)).await?;
    go_on(&Place::draft(&draft.id), "workflow-saved");
    Ok(())
}

/// Publishes a draft.
pub async fn publish(id: &str, revision: i64) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let draft = draft(&engine, &ctx, id, revision).await?;
    workflows::publish_over(&engine, &ctx, draft.body().clone(), Some(revision)).await.map_err(failed)?;
    go_on(&Place::published(&draft.id), "workflow-published");
    Ok(())
}

/// Deletes a copy.
pub async fn delete(id: &str, status: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = WorkflowId(id.to_owned());
    workflows::delete(&engine, &ctx, &id, copy(status)).await.map_err(failed)?;
    let rest = workflows::read(&engine, &ctx, &id, DefinitionStatus::Published).await;
    if rest.is_ok() {
        go_on(&Place::published(&id), "workflow-deleted");
    } else {
        leptos_axum::redirect(&url::to(WORKFLOWS, &[("notice", "workflow-deleted")]));
    }
    Ok(())
}

fn wrong(field: &str, message: impl Into<String>) -> PortalError {
    refuse(PortalError::invalid(field, message))
}

fn fault(fault: EditFault) -> PortalError {
    wrong(fault.field, format!("The {} {}", fault.field, fault.fault))
}

fn copy(status: &str) -> DefinitionStatus {
    status.parse().unwrap_or(DefinitionStatus::Published)
}

fn go_on(place: &Place, notice: &str) {
    leptos_axum::redirect(&place.with(&[("notice", notice)]));
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
    seen: Option<i64>,
) -> Result<(), PortalError> {
    workflows::save_over(engine, ctx, body, seen).await.map(drop).map_err(failed)
}

/// The draft, if it is still the one that was shown.
async fn draft(engine: &Engine, ctx: &Context, id: &str, revision: i64) -> Result<Definition, PortalError> {
    let id = WorkflowId(id.to_owned());
    let copy = workflows::read(engine, ctx, &id, DefinitionStatus::Draft).await.map_err(failed)?;
    if copy.revision != revision {
        let message = "Somebody has changed the draft meanwhile: load the page again to see it";
        return Err(refuse(PortalError::Conflict(message.to_owned())));
    }
    Ok(copy.definition)
}

/// A name as the contract has it: the kind and twelve hexadecimal digits.
fn step_name(engine: &Engine, kind: NewStep) -> String {
    let mut name = format!("{kind}-");
    for byte in engine.random_bytes::<6>() {
        // Writing into a string cannot fail.
        let _ = write!(name, "{byte:02x}");
    }
    name
}

fn change(form: &StepForm) -> Result<StepChange, PortalError> {
    let has = |part: &str| form.parts.split(' ').any(|word| word == part);
    let events = EventDays {
        reminder: days("reminder", &form.reminder)?,
        again: days("again", &form.again)?,
        escalation: days("escalation", &form.escalation)?,
        expiration: days("expiration", &form.expiration)?,
        action: form.action.clone(),
    };
    Ok(StepChange {
        display_name: form.name.clone(),
        // Browsers send line breaks as two characters.
        source: has("source").then(|| form.source.replace("\r\n", "\n")),
        template: has("template").then(|| form.template.clone()),
        ways: form.ways.iter().filter_map(way).collect(),
        events: has("events").then_some(events),
    })
}

fn way(form: &WayForm) -> Option<Next> {
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let step = match form.to.as_str() {
        "end" => None,
        to => Some(to.strip_prefix("step:")?.to_owned()),
    };
    Some(Next { condition: given(&form.condition), outcome: given(&form.outcome), step })
}

fn days(field: &str, text: &str) -> Result<Option<u32>, PortalError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let days = text.parse().ok().filter(|days| (1..=3_650).contains(days));
    days.map(Some).ok_or_else(|| wrong(field, "Days must be a number from 1 to 3,650"))
}
