//! Carrying an instance on, step by step, until it waits or has ended.

use std::sync::Arc;

use bailiwick::authority::Actor;
use bailiwick::id::InstanceId;
use bailiwick::request::{Comment, CommentAction, Request};
use bailiwick::workflow::{Definition, Instance, InstanceStatus, Step, StepKind, Token};
use bailiwick_script_host::{Fault, Program, Ran};
use bailiwick_store::jobs::{Claimed, finish};
use bailiwick_store::workflows::instances;
use bailiwick_store::{Tx, requests};
use serde_json::{Map, Value as Json};

use super::apply::apply;
use super::calls::StepCalls;
use super::program::{self, Questions, TaskValues, Value};
use crate::jobs::alive;
use crate::requests::{record, views};
use crate::{Context, Engine, EngineError};

/// How often a step is tried whose host died; then the step is to blame.
const MOST_DEATHS: i64 = 3;

/// What carrying out a step came to, before it is written.
pub(super) enum Done {
    /// A script or gateway ran.
    Ran {
        /// The variables afterwards.
        variables: Map<String, Json>,
        /// Which ways hold.
        holds: Vec<bool>,
    },
    /// People are to be asked.
    Asked {
        /// What the task gives.
        values: TaskValues,
        /// The answers to its questions.
        answers: Vec<Json>,
    },
    /// A date is to be awaited.
    Dated(Json),
    /// Mail is to be sent: to, cc, bcc, template, what its variables mean.
    Mailed([Json; 5]),
    /// It cannot be carried out.
    Failed(String),
}

/// A step about to be carried out.
struct Turn {
    instance: Instance,
    revision: i64,
    definition: Arc<Definition>,
    token: Token,
    /// The request as the API shows it; null when the step does not speak of it.
    request: Json,
}

/// Carries an instance on. The job ends in the transaction in which the instance comes to rest.
pub(crate) async fn drive(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: InstanceId,
) -> Result<(), EngineError> {
    loop {
        let Some(turn) = next(engine, ctx, id).await? else {
            if rest(engine, ctx, job, id).await? {
                engine.settling().rested();
                return Ok(());
            }
            continue;
        };
        let done = match turn.definition.step(&turn.token.step) {
            Some(step) => alive(engine, job, Box::pin(carry_out(engine, job, &turn, step))).await?,
            None => Done::Failed(format!("step `{}` does not exist", turn.token.step)),
        };
        match apply(engine, ctx, job, &turn.instance, turn.revision, &turn.definition, &turn.token, done)
            .await
        {
            Ok(true) => {}
            // At rest, or another worker has taken over.
            Ok(false) => {
                engine.settling().rested();
                return Ok(());
            }
            // Another branch moved meanwhile: the step is looked at again, and its calls are not made twice.
            Err(error) if error.is_transient() => {}
            Err(error) => return Err(error),
        }
    }
}

/// The step that is next to be carried out.
async fn next(engine: &Engine, ctx: &Context, id: InstanceId) -> Result<Option<Turn>, EngineError> {
    let mut tx = engine.read().await?;
    let Some((instance, revision)) = instances::find(&mut tx, id).await? else { return Ok(None) };
    if instance.status != InstanceStatus::Running {
        return Ok(None);
    }
    let Some(token) = instance.ready().cloned() else { return Ok(None) };
    let definition = engine.versions().get(&mut tx, &instance.version).await?;
    let speaks = definition.step(&token.step).is_some_and(program::speaks_of_request);
    let request = if speaks { document(&mut tx, engine, ctx, &instance).await? } else { Json::Null };
    Ok(Some(Turn { instance, revision, definition, token, request }))
}

async fn document(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    instance: &Instance,
) -> Result<Json, EngineError> {
    let Some((request, _)) = requests::find(tx, &instance.request).await? else { return Ok(Json::Null) };
    let view = views(tx, engine, ctx, vec![request]).await?.pop();
    Ok(match view {
        Some(view) => engine.runner()?.api.document(&view),
        None => Json::Null,
    })
}

/// Ends the job of an instance that rests: `false` when it moved meanwhile. The instance is touched, so that whoever
/// moves it at this moment either sees the job gone or makes this look again.
async fn rest(engine: &Engine, ctx: &Context, job: &Claimed, id: InstanceId) -> Result<bool, EngineError> {
    let mut tx = engine.write().await?;
    if let Some((instance, revision)) = instances::find(&mut tx, id).await? {
        if instance.status == InstanceStatus::Running && instance.ready().is_some() {
            return Ok(false);
        }
        match instances::update(&mut tx, &instance, revision, ctx.now).await.map_err(EngineError::from) {
            Err(error) if error.is_transient() => return Ok(false),
            touched => touched?,
        }
    }
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(true)
}

async fn carry_out(engine: &Engine, job: &Claimed, turn: &Turn, step: &Step) -> Result<Done, EngineError> {
    let now = engine.context(Actor::System, "").now;
    let run = async |program: Program| -> Result<Result<Ran, String>, EngineError> {
        let runner = engine.runner()?;
        let mut calls = StepCalls::new(engine, runner, turn.instance.id, turn.token.turn);
        match runner.scripts.run(program, &mut calls).await {
            Ok(ran) => Ok(Ok(ran)),
            Err(fault @ Fault::Host(_)) if job.attempts < MOST_DEATHS => {
                Err(EngineError::Internal(Box::new(fault)))
            }
            Err(fault) => Ok(Err(format!("`{}`: {fault}", step.display_name))),
        }
    };
    let ask = async |questions: Questions| -> Result<Result<Vec<Json>, String>, EngineError> {
        if questions.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        Ok(run(questions.program(&turn.instance, &turn.request, now)).await?.map(|ran| ran.answers))
    };
    let mut questions = Questions::default();
    Ok(match &step.kind {
        StepKind::Script(_) | StepKind::Exclusive(_) | StepKind::Inclusive(_) => {
            match program::of_script(step, &turn.instance, &turn.request, now) {
                None => Done::Ran {
                    variables: turn.instance.variables.clone(),
                    holds: program::holds(step, None),
                },
                Some(program) => match run(program).await? {
                    Ok(ran) => Done::Ran {
                        holds: program::holds(step, ran.answers.first()),
                        variables: ran.variables,
                    },
                    Err(fault) => Done::Failed(fault),
                },
            }
        }
        StepKind::Wait(date) => {
            let date = questions.given(date);
            match ask(questions).await? {
                Ok(answers) => Done::Dated(date.of(&answers).clone()),
                Err(fault) => Done::Failed(fault),
            }
        }
        StepKind::Task(task) => {
            let values = TaskValues::ask(task, &mut questions);
            match ask(questions).await? {
                Ok(answers) => Done::Asked { values, answers },
                Err(fault) => Done::Failed(fault),
            }
        }
        StepKind::Email(mail) => {
            let given = [&mail.to, &mail.cc, &mail.bcc, &mail.template, &mail.object];
            let values = given
                .map(|given| given.as_ref().map_or(Value::Known(Json::Null), |given| questions.given(given)));
            match ask(questions).await? {
                Ok(answers) => Done::Mailed(values.map(|value| value.of(&answers).clone())),
                Err(fault) => Done::Failed(fault),
            }
        }
    })
}

/// The instance cannot go on: it ends, and so does its request, with the reason as a comment. The caller stores
/// both.
pub(super) async fn give_up(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    instance: &mut Instance,
    request: &mut Request,
    reason: &str,
) -> Result<(), EngineError> {
    tracing::warn!(instance = %instance.id, workflow = %instance.workflow, reason, "a workflow cannot go on");
    instance.end(InstanceStatus::Failed, Some(reason.to_owned()));
    let before = request.clone();
    if request.status.is_open() {
        request.fail(ctx.now);
    }
    let comment = Comment {
        on_behalf_of: None,
        attachment: None,
        user: None,
        name: ctx.as_system().actor.name().to_owned(),
        action: CommentAction::Failure,
        comment: format!("The workflow could not go on. {reason}").chars().take(2_000).collect(),
        phase: None,
        at: ctx.now,
    };
    requests::add_comment(tx, engine.new_id(), request, &comment).await?;
    record(tx, engine, &ctx.as_system(), &before, request, &comment).await
}
