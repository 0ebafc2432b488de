//! Workflow definitions (contract 2.19).

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use bailiwick::id::WorkflowId;
use bailiwick::text::normalise;
use bailiwick::workflow::DefinitionStatus;
use bailiwick_engine::workflows::{Copied, all, check, delete as remove, publish, read as one, save};
use bailiwick_engine::{Engine, EngineError};
use serde_json::{Map, Value, json};

use super::TAG;
use super::object::Workflow;
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Listed, Message, Params, WordPath, matching};

pub(super) type Document = Json<Map<String, Value>>;

/// A refusal, in the contract's own words.
pub(super) fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { id, .. } => {
            ApiError::missing(format!("Workflow with id: {id} was not found"))
        }
        // Contract 1.5 has this status for it, and clients wait for it.
        EngineError::Conflict(message) if message == "Workflow must be in draft to update" => {
            ApiError::with_status(StatusCode::INTERNAL_SERVER_ERROR, message)
        }
        other => other.into(),
    }
}

pub(super) fn status(word: &str) -> Result<DefinitionStatus, ApiError> {
    word.parse().map_err(|_| ApiError::missing(format!("`{word}` is neither draft nor published")))
}

/// List workflow definitions
///
/// Drafts and published copies are rows of their own, by id unless sorted. `_queryString` finds words in name, shown
/// name and description. Access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/workflow",
    operation_id = "listWorkflows",
    tag = TAG,
    params(Query, ("_queryString" = Option<String>, Query, description = "words to be found")),
    responses(
        (status = 200, description = "A page of definitions", body = Listed<Workflow>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is neither administrator nor auditor", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let list = params.list()?;
    let words = normalise(params.get("_queryString").unwrap_or_default());
    let fits = |copy: &Copied| {
        let definition = &copy.definition;
        [definition.id.0.as_str(), &definition.display_name, &definition.description]
            .iter()
            .any(|text| normalise(text).contains(&words))
    };
    let copies = all(&engine, &ctx).await?;
    let rows: Vec<_> = copies.iter().filter(|copy| fits(copy)).map(Copied::document).collect();
    matching(&rows, &list)
}

/// Create, check or publish a workflow definition
///
/// `create` writes a draft, which may be unfinished. `validate` answers everything that is wrong: steps that cannot be
/// reached or lead nowhere, unknown steps, circles without anything that waits, scripts that do not parse. `publish`
/// refuses a definition with such faults; requests go by it from then on, those that run end by the one they began with.
/// A body with only an `id` publishes the draft. Access administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/workflow",
    operation_id = "createWorkflow",
    tag = TAG,
    params(("_action" = String, Query, description = "`create`, `validate` or `publish`")),
    request_body(content = Workflow),
    responses(
        (status = 200, description = "The definition; of `validate`: `{valid, findings: [{step, displayName, reason}]}`", body = Workflow),
        (status = 400, description = "It is no definition, ships with the product, or cannot be published", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no draft to be published", body = Message),
    ),
)]
pub async fn act(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    Ok(Json(match params.required("_action", &["create", "validate", "publish"])? {
        "create" => save(&engine, &ctx, body).await.map_err(refused)?.document(),
        "publish" => publish(&engine, &ctx, body).await.map_err(refused)?.document(),
        _ => {
            let findings = check(&engine, &ctx, body).await?;
            let answer = json!({"valid": findings.is_empty(), "findings": findings});
            answer.as_object().cloned().unwrap_or_default()
        }
    }))
}

/// Replace the draft of a workflow definition
///
/// Or write it for the first time. Access administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/workflow/{id}",
    operation_id = "replaceWorkflow",
    tag = TAG,
    params(("id" = String, Path, description = "the definition's id")),
    request_body(content = Workflow),
    responses(
        (status = 200, description = "The draft", body = Workflow),
        (status = 400, description = "It is no definition, or ships with the product", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(mut body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    let given = body.get("id").filter(|given| !given.is_null());
    if given.is_some_and(|given| *given != id) {
        return Err(ApiError::field("id", format!("must be `{id}`, as in the address")));
    }
    body.insert("id".into(), Value::from(id));
    Ok(Json(save(&engine, &ctx, body).await.map_err(refused)?.document()))
}

/// Read a workflow definition
///
/// Access administrators and auditors may.
#[utoipa::path(
    get,
    path = "/iga/governance/workflow/{id}/{status}",
    operation_id = "readWorkflow",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the definition's id"),
        ("status" = String, Path, description = "`draft` or `published`"),
    ),
    responses(
        (status = 200, description = "The definition", body = Workflow),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is neither administrator nor auditor", body = Message),
        (status = 404, description = "There is no such definition", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, word)): Path<(String, String)>,
) -> Result<Document, ApiError> {
    let copy = one(&engine, &ctx, &WorkflowId(id), status(&word)?).await.map_err(refused)?;
    Ok(Json(copy.document()))
}

/// Delete a workflow definition
///
/// A draft, or a published copy that no type of request goes by. What runs by it runs on. Access administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/workflow/{id}/{status}",
    operation_id = "deleteWorkflow",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the definition's id"),
        ("status" = String, Path, description = "`draft` or `published`"),
    ),
    responses(
        (status = 200, description = "It is deleted", body = Message),
        (status = 400, description = "It ships with the product", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such definition", body = Message),
        (status = 500, description = "Requests of a type go by it", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, word)): Path<(String, String)>,
) -> Result<Json<Message>, ApiError> {
    let id = WorkflowId(id);
    remove(&engine, &ctx, &id, status(&word)?).await.map_err(refused)?;
    Ok(Json(Message { message: format!("Definition with id:{id} deleted successfully") }))
}
