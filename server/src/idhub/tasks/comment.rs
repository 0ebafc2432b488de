//! `POST /idhub/api/tasks/comments`: a comment, with a file if there is one (contract row 8).

use axum::Json;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use bailiwick_engine::tasks;
use serde_json::Value;
use utoipa::ToSchema;

use super::Task;
use super::act::{is_caller, task_id};
use crate::api::upload::{self, PartNames, Upload};
use crate::api::{ApiError, Caller, Fields, Message};
use crate::idhub::TAG;
use crate::state::AppState;

/// What its parts are called.
const PARTS: PartNames = PartNames { words: "properties", file: "attachment" };

/// A comment, as a form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the parts of the form")]
pub struct CommentForm {
    /// The file; how large it may be and which types are taken is configuration.
    #[schema(value_type = Option<String>, format = Binary)]
    attachment: Option<Vec<u8>>,
    /// JSON: `taskId`, `message`, `userLogin` (the caller, may be missing), `filename` (the file's own when missing).
    #[schema(
        example = "{\"taskId\":\"0198c1f0-4d2a-7c3e-9f10-5b7a6c8d9e01\",\"message\":\"see the contract\"}"
    )]
    properties: String,
}

/// Comment on a task
///
/// With a file, if there is one: it is refused before anything is stored when it is too large, of a type that is not taken,
/// or not what its name says. Who may see the request can load it down.
#[utoipa::path(
    post,
    path = "/idhub/api/tasks/comments",
    operation_id = "idhubCommentTask",
    tag = TAG,
    request_body(content = CommentForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "A list with the one task", body = Vec<Task>),
        (status = 400, description = "A part is missing or wrong, or the file is not taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller only reads, or names another", body = Message),
        (status = 404, description = "There is no such task for the caller", body = Message),
    ),
)]
pub async fn comment(
    Caller(ctx): Caller,
    State(state): State<AppState>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Vec<Task>>, ApiError> {
    ctx.signed_in()?;
    let taken = upload::taken(&state.config);
    let form = form.map_err(|_| ApiError::bad("the body must be a form (`multipart/form-data`)"))?;
    let Upload { words: properties, mut file } = upload::read(form, PARTS, &taken).await?;
    if properties.is_empty() {
        return Err(ApiError::field("properties", "is missing"));
    }
    let properties: Value = serde_json::from_slice(&properties)
        .map_err(|_| ApiError::field("properties", "must be a JSON object"))?;
    let fields =
        Fields::of_body(&properties).map_err(|_| ApiError::field("properties", "must be a JSON object"))?;
    let id = task_id(fields.required_text("taskId")?)?;
    is_caller(&state.engine, &ctx, fields.text("userLogin")?).await?;
    if let (Some(file), Some(name)) = (&mut file, fields.text("filename")?) {
        name.clone_into(&mut file.name);
    }
    let words = fields.text("message")?.unwrap_or_default();
    let task = tasks::comment(&state.engine, &ctx, id, words, file, &taken).await?;
    Ok(Json(Task::of(&task, ctx.actor.user_id()).into_iter().collect()))
}
