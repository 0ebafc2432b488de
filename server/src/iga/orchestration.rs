//! The other door to workflow definitions (contract 6.6), for tools that move configurations: the same definitions.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bailiwick::id::WorkflowId;
use bailiwick_engine::workflows::{delete as remove, read as one};
use bailiwick_engine::{Engine, EngineError};

use super::workflows::{Document, refused, status};
use crate::api::{ApiError, Caller};

/// What is not there is a failure of the server here: clients of this door wait for that.
fn failed(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { id, .. } => {
            let message = format!("Workflow with id: {id} was not found");
            ApiError::with_status(StatusCode::INTERNAL_SERVER_ERROR, message)
        }
        other => refused(other),
    }
}

/// Reads one.
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, word)): Path<(String, String)>,
) -> Result<Document, ApiError> {
    let copy = one(&engine, &ctx, &WorkflowId(id), status(&word)?).await.map_err(failed)?;
    Ok(Json(copy.document()))
}

/// Deletes one, and answers what was deleted.
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, word)): Path<(String, String)>,
) -> Result<Document, ApiError> {
    let (id, status) = (WorkflowId(id), status(&word)?);
    let copy = one(&engine, &ctx, &id, status).await.map_err(failed)?;
    remove(&engine, &ctx, &id, status).await.map_err(failed)?;
    Ok(Json(copy.document()))
}
