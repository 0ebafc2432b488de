//! Forms (contract 2.12, rows 54 to 58 and DELETE).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use bailiwick::form::Form;
use bailiwick::id::FormId;
use bailiwick_engine::{Engine, EngineError, forms};
use serde_json::{Map, Value};

use super::object::{NewRequestForm, PatchOperation, RequestForm};
use super::paging::Query;
use crate::api::{ApiError, Body, Caller, Counted, Message, Params, PatchBody, WordPath, matching_counted};
use crate::iga::TAG;
use crate::openapi::html;

type Document = Json<Map<String, Value>>;

/// A refusal, in the contract's own words where there is no such form.
pub fn refused(error: EngineError) -> ApiError {
    match error {
        EngineError::NotFound { id, .. } => ApiError::missing(format!("Request Form {id} doesn't exist")),
        other => other.into(),
    }
}

/// As [`refused`] for who reads: the contract answers a page there.
fn unread(error: EngineError) -> Response {
    match error {
        EngineError::NotFound { id, .. } => {
            let page = format!("Object not found with ID: {}", html::text(&id));
            (StatusCode::NOT_FOUND, Html(page)).into_response()
        }
        other => ApiError::from(other).into_response(),
    }
}

fn shown(form: &Form) -> Document {
    Json(form.document())
}

/// List forms
///
/// By name unless sorted. Filters and sort keys may name any field.
#[utoipa::path(
    get,
    path = "/iga/governance/requestForms",
    operation_id = "listRequestForms",
    tag = TAG,
    params(Query),
    responses(
        (status = 200, description = "A page of forms", body = Counted<RequestForm>),
        (status = 400, description = "A parameter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
) -> Result<Json<Counted<Value>>, ApiError> {
    let list = params.list()?;
    let rows: Vec<_> = forms::all(&engine, &ctx).await?.iter().map(Form::document).collect();
    matching_counted(&rows, &list)
}

/// Make a form
///
/// What people fill in when they ask for something; what it is shown for, assignments say. The server makes its id.
/// Access administrators may.
#[utoipa::path(
    post,
    path = "/iga/governance/requestForms",
    operation_id = "createRequestForm",
    tag = TAG,
    params(("_action" = Option<String>, Query, description = "`create`, also when missing")),
    request_body(content = NewRequestForm),
    responses(
        (status = 200, description = "The form", body = RequestForm),
        (status = 400, description = "A member is missing or wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn create(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    params.one_of("_action", &["create"])?;
    let mut document = forms::create(&engine, &ctx, body).await?.document();
    // Contract 1.4: what was just made is answered without dates.
    document.remove("metadata");
    Ok(Json(document))
}

/// Read a form
#[utoipa::path(
    get,
    path = "/iga/governance/requestForms/{id}",
    operation_id = "readRequestForm",
    tag = TAG,
    params(("id" = String, Path, description = "the form's id")),
    responses(
        (status = 200, description = "The form", body = RequestForm),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such form", body = String, content_type = "text/html"),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, Response> {
    Ok(shown(&forms::read(&engine, &ctx, &FormId(id)).await.map_err(unread)?))
}

/// Put a form under an id
///
/// Replaces everything that was said about it; where there is no form of that id, makes one. Access administrators may.
#[utoipa::path(
    put,
    path = "/iga/governance/requestForms/{id}",
    operation_id = "putRequestForm",
    tag = TAG,
    params(("id" = String, Path, description = "the form's id: 1 to 100 letters, digits, spaces, `-`, `_` and `.`")),
    request_body(content = NewRequestForm),
    responses(
        (status = 200, description = "The form", body = RequestForm),
        (status = 400, description = "A member is missing or wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn put(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    Body(body): Body<Map<String, Value>>,
) -> Result<Document, ApiError> {
    Ok(shown(&forms::put(&engine, &ctx, &FormId(id), body).await?))
}

/// Change members of a form
///
/// All operations or none. Access administrators may.
#[utoipa::path(
    patch,
    path = "/iga/governance/requestForms/{id}",
    operation_id = "patchRequestForm",
    tag = TAG,
    params(("id" = String, Path, description = "the form's id")),
    request_body(content = Vec<PatchOperation>),
    responses(
        (status = 200, description = "The form", body = RequestForm),
        (status = 400, description = "An operation cannot be done", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such form", body = Message),
    ),
)]
pub async fn patch(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    PatchBody(patch): PatchBody,
) -> Result<Document, ApiError> {
    Ok(shown(&forms::patch(&engine, &ctx, &FormId(id), &patch).await.map_err(refused)?))
}

/// Delete a form
///
/// It is taken away from whatever it is shown for. Access administrators may.
#[utoipa::path(
    delete,
    path = "/iga/governance/requestForms/{id}",
    operation_id = "deleteRequestForm",
    tag = TAG,
    params(("id" = String, Path, description = "the form's id")),
    responses(
        (status = 200, description = "The form that was deleted", body = RequestForm),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such form", body = Message),
    ),
)]
pub async fn delete(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
) -> Result<Document, ApiError> {
    Ok(shown(&forms::delete(&engine, &ctx, &FormId(id)).await.map_err(refused)?))
}
