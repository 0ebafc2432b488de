//! Who would be asked about a request that is not sent yet.

use bailiwick::request::{PhaseKind, Request, whom_to_ask};
use bailiwick::view::ApproverView;
use bailiwick::workflow::{Definition, Instance, Step, StepKind, Task, tasks_ahead};
use bailiwick_store::users;
use serde_json::{Map, Value as Json};

use super::calls::StepCalls;
use super::given::people;
use super::program::{Actors, Questions};
use super::start::definition_of;
use crate::requests::{approvers, views};
use crate::{Context, Engine, EngineError};

/// The people whom the workflow of a request would ask, task by task, as far as that can be told before its scripts
/// have run; with each, whether sending the request answers it. Empty where no workflows are carried out.
pub(crate) async fn preview(
    engine: &Engine,
    ctx: &Context,
    request: &Request,
) -> Result<Vec<ApproverView>, EngineError> {
    let Ok(runner) = engine.runner() else { return Ok(Vec::new()) };
    let mut tx = engine.read().await?;
    let definition = match definition_of(&mut tx, &request.request_type).await {
        Err(EngineError::Conflict(_)) => return Ok(Vec::new()),
        definition => definition?,
    };
    let tasks = tasks(&definition);
    let view = views(&mut tx, engine, ctx, vec![request.clone()]).await?.pop();
    drop(tx);
    let document = view.map_or(Json::Null, |view| runner.api.document(&view));
    let mut questions = Questions::default();
    let actors: Vec<Actors> = tasks.iter().map(|(_, task)| questions.actors(&task.actors)).collect();
    let answers = if questions.is_empty() {
        Vec::new()
    } else {
        let draft = draft(engine, request, &definition);
        let mut calls = StepCalls::reading(engine, runner);
        match runner.scripts.run(questions.program(&draft, &document, ctx.now), &mut calls).await {
            Ok(ran) => ran.answers,
            // What a script has to find out first cannot be told before.
            Err(_) => Vec::new(),
        }
    };
    let mut tx = engine.read().await?;
    let tx = &mut tx;
    let fallback = approvers::fallback(tx, Some(request.user)).await?;
    let mut views = Vec::with_capacity(tasks.len());
    for ((step, task), actors) in tasks.iter().zip(&actors) {
        let kind = PhaseKind::of_task(task.kind);
        let named = people(tx, &actors.of(&answers), kind).await?;
        let asked: Vec<_> =
            whom_to_ask(request.user, kind, &named, &fallback).into_iter().map(|one| one.user).collect();
        views.push(ApproverView {
            step: step.display_name.clone(),
            by_sending: task.approved_by_asking && asked.iter().any(|user| request.has_agreed(*user)),
            people: users::briefs(tx, &asked).await?,
        });
    }
    Ok(views)
}

fn tasks(definition: &Definition) -> Vec<(&Step, &Task)> {
    let first: Vec<&str> = definition.first.as_deref().into_iter().collect();
    let ahead = tasks_ahead(definition, &first).into_iter();
    ahead
        .filter_map(|step| match &step.kind {
            StepKind::Task(task) => Some((step, &**task)),
            _ => None,
        })
        .collect()
}

/// An instance that is never stored: what expressions see before the workflow has begun.
fn draft(engine: &Engine, request: &Request, definition: &Definition) -> Instance {
    let mut variables = Map::new();
    variables.insert("id".into(), Json::from(request.id.0.clone()));
    Instance {
        id: bailiwick::id::InstanceId(engine.new_id()),
        request: request.id.clone(),
        workflow: definition.id.clone(),
        version: String::new(),
        status: bailiwick::workflow::InstanceStatus::Running,
        tokens: Vec::new(),
        variables,
        turns: 0,
        failure: None,
    }
}
