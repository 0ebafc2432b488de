//! `POST /idhub/api/tasks/{id}/{action}`: doing something to a task (contract row 7).

use axum::Json;
use axum::extract::{Path, State};
use bailiwick::id::PhaseId;
use bailiwick_engine::tasks::{self, TaskAction};
use bailiwick_engine::{Context, Engine, EngineError};
use utoipa::ToSchema;

use super::Task;
use super::list::person;
use crate::api::{ApiError, Body, Caller, Fields, FromBody, Message};
use crate::idhub::TAG;

bailiwick::words! {
    /// What can be done to a task, as the address says it.
    pub enum Word {
        /// Take it alone.
        Claim = "Claim",
        /// Let go of it.
        Release = "Release",
        /// Say yes.
        Approve = "Approve",
        /// Say no.
        Reject = "Reject",
        /// Hand it upwards.
        Escalate = "Escalate",
        /// Hand it to somebody.
        Reassign = "Re-Assign",
    }
}

/// What is said with an action.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
pub struct TaskOperation {
    /// The caller's sign-in name, which may be missing; for `Re-Assign`, who shall do it.
    #[schema(example = "jerome")]
    user_login: Option<String>,
    /// Why.
    comment: Option<String>,
}

impl FromBody for TaskOperation {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let text = |name| Ok::<_, ApiError>(fields.text(name)?.map(str::to_owned));
        Ok(Self { user_login: text("userLogin")?, comment: text("comment")? })
    }
}

/// A task's id in an address or a body.
pub fn task_id(text: &str) -> Result<PhaseId, ApiError> {
    Ok(text.parse().map_err(|_| EngineError::not_found("task", text))?)
}

/// Nobody acts in another's name.
pub async fn is_caller(engine: &Engine, ctx: &Context, login: Option<&str>) -> Result<(), ApiError> {
    let Some(login) = login.filter(|login| !login.trim().is_empty()) else { return Ok(()) };
    if ctx.actor.user_id() == Some(person(engine, ctx, login).await?) {
        Ok(())
    } else {
        Err(EngineError::forbidden("`userLogin` must be the caller: nobody acts in another's name").into())
    }
}

/// Act on a task
///
/// `Claim` takes a task that several are asked to do, so that the others no longer can until `Release`; `Approve` and
/// `Reject` do it, also what is to be carried out; `Escalate` hands it to whom its workflow names for that, else to the
/// manager of whoever is asked; `Re-Assign` hands it to `userLogin`. Deputies do so on behalf of whoever named them.
#[utoipa::path(
    post,
    path = "/idhub/api/tasks/{id}/{action}",
    operation_id = "idhubActOnTask",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the task's id"),
        ("action" = String, Path, description = "`Claim`, `Release`, `Approve`, `Reject`, `Escalate` or `Re-Assign`"),
    ),
    request_body(content = Option<TaskOperation>),
    responses(
        (status = 200, description = "The task afterwards", body = Task),
        (status = 400, description = "An unknown action, a wrong field, or the task does not wait any more", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not, or somebody else has claimed it", body = Message),
        (status = 404, description = "There is no such task for the caller", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, action)): Path<(String, String)>,
    Body(said): Body<TaskOperation>,
) -> Result<Json<Task>, ApiError> {
    let id = task_id(&id)?;
    let word = Word::ALL.iter().find(|word| word.as_str().eq_ignore_ascii_case(&action));
    let unknown = || ApiError::field("action", format!("must be one of {}", words()));
    let login = said.user_login.as_deref();
    let action = match word.ok_or_else(unknown)? {
        Word::Reassign => {
            let login = login.ok_or_else(|| ApiError::field("userLogin", "is missing: who shall do it"))?;
            let to = person(&engine, &ctx, login).await?;
            if ctx.actor.user_id() == Some(to) {
                return Err(ApiError::field("userLogin", "must be somebody else: who shall do it"));
            }
            TaskAction::Reassign(to)
        }
        other => {
            is_caller(&engine, &ctx, login).await?;
            match other {
                Word::Claim => TaskAction::Claim,
                Word::Release => TaskAction::Release,
                Word::Approve => TaskAction::Approve,
                Word::Reject => TaskAction::Reject,
                Word::Escalate | Word::Reassign => TaskAction::Escalate,
            }
        }
    };
    let comment = said.comment.unwrap_or_default();
    let task = tasks::act(&engine, &ctx, id, action, &comment).await?;
    let missing = || ApiError::from(EngineError::not_found("task", id));
    Ok(Json(Task::of(&task, ctx.actor.user_id()).ok_or_else(missing)?))
}

fn words() -> String {
    Word::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", ")
}
