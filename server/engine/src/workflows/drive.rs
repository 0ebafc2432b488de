//! Carrying an instance on, step by step, until it waits or has ended.

use std::sync::Arc;

use bailiwick::id::InstanceId;
use bailiwick::request::{Comment, CommentAction, Request, VIOLATION};
use bailiwick::workflow::{Definition, Instance, InstanceStatus};
use bailiwick_store::jobs::{Claimed, finish};
use bailiwick_store::workflows::instances;
use bailiwick_store::{Tx, requests};
use serde_json::{Value as Json, json};

use super::apply::apply;
use super::calls::keep_answer;
use super::carry_out::{Done, Turn};
use super::program;
use super::stand::{Stand, Visit};
use crate::jobs::alive;
use crate::requests::{record, views};
use crate::{Context, Engine, EngineError, violations};

/// Carries an instance on. The job ends in the transaction in which the instance comes to rest.
pub(crate) async fn drive(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: InstanceId,
) -> Result<(), EngineError> {
    loop {
        match find(engine, id).await? {
            Some((stand, definition)) if stand.ready().is_some() => {
                match (Worker { engine, ctx, job, definition, request: None }).carry_on(stand).await {
                    Ok(()) => break,
                    // Another branch moved meanwhile: the step is looked at again, and its calls are not made twice.
                    Err(error) if error.is_transient() => {}
                    Err(error) => return Err(error),
                }
            }
            _ if rest(engine, ctx, job, id).await? => break,
            _ => {}
        }
    }
    engine.settling().rested();
    Ok(())
}

async fn find(engine: &Engine, id: InstanceId) -> Result<Option<(Stand, Arc<Definition>)>, EngineError> {
    let mut tx = engine.read().await?;
    let Some((instance, revision)) = instances::find(&mut tx, id).await? else { return Ok(None) };
    let definition = engine.versions().get(&mut tx, &instance.version).await?;
    Ok(Some((Stand { instance, revision, is_ahead: false }, definition)))
}

/// One worker at one instance.
struct Worker<'a> {
    engine: &'a Engine,
    ctx: &'a Context,
    job: &'a Claimed,
    definition: Arc<Definition>,
    /// The request, or the violation, as the API shows it and by the name it has in scripts, as long as nothing has changed since it was read.
    request: Option<Json>,
}

impl Worker<'_> {
    /// Carries steps out until the instance rests, or another worker has taken the job.
    async fn carry_on(mut self, mut stand: Stand) -> Result<(), EngineError> {
        while let Some(token) = stand.ready().cloned() {
            let mut visit = Visit::new(stand, token.turn);
            let carried_out = self.carry_out(&token.step, &mut visit).await;
            if visit.is_lost || carried_out.is_err() {
                keep_answer(self.engine, &visit).await?;
                // Whoever moved it has stored where it stands by now.
                return carried_out.and(Err(EngineError::Busy(bailiwick_store::StoreError::Stale)));
            }
            let done = carried_out?;
            if let Some(moved) = self.moved(&token.step, &visit, &done) {
                stand = moved;
                continue;
            }
            self.request = None;
            match apply(self.engine, self.ctx, self.job, &visit, &self.definition, &token, done).await {
                Ok(Some(on)) => stand = on,
                Ok(None) => return Ok(()),
                Err(error) => {
                    keep_answer(self.engine, &visit).await?;
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    async fn carry_out(&mut self, step: &str, visit: &mut Visit) -> Result<Done, EngineError> {
        let definition = Arc::clone(&self.definition);
        let Some(step) = definition.step(step) else {
            return Ok(Done::Failed(format!("step `{step}` does not exist")));
        };
        if program::speaks_of_request(step) && self.request.is_none() {
            self.request = Some(document(self.engine, self.ctx, &visit.stand.instance).await?);
        }
        let (engine, job) = (self.engine, self.job);
        let request = self.request.as_ref().unwrap_or(&Json::Null);
        let turn = Turn { engine, job, step, request, visit };
        alive(engine, job, Box::pin(turn.carry_out())).await
    }

    /// Where the instance stands after a step that changed nothing else, if it can go on at once.
    fn moved(&self, step: &str, visit: &Visit, done: &Done) -> Option<Stand> {
        let Done::Ran { variables, holds } = done else { return None };
        if visit.calls > 0 {
            return None;
        }
        let ways = self.definition.step(step)?.ways(holds).ok()?;
        visit.stand.moved(&self.definition, visit.turn, variables, &ways)
    }
}

async fn document(engine: &Engine, ctx: &Context, instance: &Instance) -> Result<Json, EngineError> {
    let tx = &mut engine.read().await?;
    let Some((request, _)) = requests::find(tx, &instance.request).await? else { return Ok(Json::Null) };
    if request.is_violation() {
        let view = violations::of_case(tx, engine, ctx, &request).await?;
        let api = &engine.runner()?.api;
        return Ok(view.map_or(Json::Null, |view| json!({VIOLATION: api.violation(&view)})));
    }
    let view = views(tx, engine, ctx, vec![request]).await?.pop();
    Ok(match view {
        Some(view) => json!({"requestIndex": engine.runner()?.api.document(&view)}),
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
