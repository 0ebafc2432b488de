//! `GET /idhub/api/tasks/attachments/{attachmentId}`: loading a file down.

use axum::extract::State;
use axum::response::Response;
use bailiwick_engine::{Engine, EngineError, tasks};

use crate::api::{ApiError, Caller, Message, WordPath, download};
use crate::idhub::TAG;

/// Load an attachment down
///
/// For whom may see its request. Browsers keep it as a file and show nothing of it.
#[utoipa::path(
    get,
    path = "/idhub/api/tasks/attachments/{attachmentId}",
    operation_id = "idhubReadAttachment",
    tag = TAG,
    params(("attachmentId" = String, Path, description = "the attachment's id")),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such attachment for the caller", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| EngineError::not_found("attachment", &id))?;
    let (file, content) = tasks::content(&engine, &ctx, id).await?;
    Ok(download(&file.name, file.kind, content))
}
