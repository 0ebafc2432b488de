//! `GET /idhub/api/tasks`: finding tasks (contract row 6).

use axum::Json;
use axum::extract::State;
use bailiwick::id::UserId;
use bailiwick_engine::tasks::{self, TaskQuery};
use bailiwick_engine::{Context, Engine, people};
use serde_json::Value;

use super::Task;
use super::object::decisions;
use crate::api::{ApiError, Caller, Fields, Message, Params};
use crate::idhub::TAG;

/// Rows when the client does not say.
const PAGE: u32 = 50;
/// Rows at most.
const MOST_ROWS: u32 = 1_000;
/// What a filter may name.
const KEYS: [&str; 4] = ["status", "state", "userLogin", "outcome"];

/// Somebody, by sign-in name.
pub async fn person(engine: &Engine, ctx: &Context, login: &str) -> Result<UserId, ApiError> {
    let found = people::by_user_names(engine, ctx, &[login]).await?;
    let unknown = || ApiError::field("userLogin", "names nobody");
    found.first().map(|person| person.id).ok_or_else(unknown)
}

/// Fetch tasks
///
/// The newest first: for administrators and auditors everybody's or a person's, for others what they are or were asked to
/// do, also as deputies. The filter is a JSON object as text, such as `{"status":"Completed","userLogin":"jerome"}`, with
/// `status` (or `state`: `Assigned`, `Completed`, `Expired`, `Cancelled`), `userLogin` and `outcome` (`approve` or `reject`).
#[utoipa::path(
    get,
    path = "/idhub/api/tasks",
    operation_id = "idhubListTasks",
    tag = TAG,
    params(
        ("filter" = Option<String>, Query, description = "a JSON object; everything when missing"),
        ("pagesize" = Option<u32>, Query, description = "rows, at most 1,000; 50 when missing"),
    ),
    responses(
        (status = 200, description = "Tasks", body = Vec<Task>),
        (status = 400, description = "The filter or a parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "They are another's", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Vec<Task>>, ApiError> {
    let filter: Value = match params.get("filter") {
        Some(text) => {
            serde_json::from_str(text).map_err(|_| ApiError::field("filter", "must be a JSON object"))?
        }
        None => Value::Object(serde_json::Map::new()),
    };
    let fields = Fields::of_body(&filter).map_err(|_| ApiError::field("filter", "must be a JSON object"))?;
    if let Some(unknown) = fields.members().keys().find(|key| !KEYS.contains(&key.as_str())) {
        let unknown: String = unknown.chars().filter(|c| !c.is_control()).take(64).collect();
        let fault = format!("names `{unknown}`, which is none of {}", KEYS.join(", "));
        return Err(ApiError::field("filter", fault));
    }
    let outcome = fields.text("outcome")?.map(|word| {
        decisions(word).ok_or_else(|| ApiError::field("outcome", "must be `approve` or `reject`"))
    });
    let user = match fields.text("userLogin")? {
        Some(login) => Some(person(&engine, &ctx, login).await?),
        None => None,
    };
    let query = TaskQuery {
        user,
        states: fields.word("status")?.or(fields.word("state")?).into_iter().collect(),
        decisions: outcome.transpose()?.unwrap_or_default(),
    };
    let rows = params.number("pagesize", MOST_ROWS)?.unwrap_or(PAGE);
    let found = tasks::list(&engine, &ctx, &query, rows).await?;
    let me = ctx.actor.user_id();
    Ok(Json(found.iter().filter_map(|task| Task::of(task, me)).collect()))
}
