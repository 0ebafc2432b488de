//! Evidence of mitigating controls.

use axum::Json;
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::Response;
use bailiwick_engine::controls::{self, NewEvidence};
use bailiwick_engine::{Engine, EngineError};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::id_of;
use crate::api::upload::{self, PartNames};
use crate::api::{ApiError, Body, Caller, Fields, Listed, Message, Params, WordPath, download, matching};
use crate::iga::TAG;
use crate::iga::object::{ControlEvidence, MitigatingControl, control_document};
use crate::iga::paging::Query;
use crate::state::AppState;

/// What the parts of a form are called.
pub const PARTS: PartNames = PartNames { words: "comment", file: "file" };
/// The latest are listed.
const MOST_LISTED: u32 = 1_000;

/// Words that confirm a control.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes what `give` reads")]
pub struct Confirmation {
    /// What was looked at, and what it said.
    #[schema(example = "All payments of March looked through: none to a vendor made by who paid it.")]
    comment: String,
}

/// Evidence with a file, as a form.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes the parts of the form")]
pub struct EvidenceForm {
    /// What was looked at, and what it said; may be missing beside a file.
    comment: Option<String>,
    /// The file; how large it may be and which types are taken is configuration.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// List evidence of a mitigating control
///
/// The latest thousand, the latest first unless sorted. For whoever may read the control.
#[utoipa::path(
    get,
    path = "/iga/governance/mitigatingControl/{id}/evidence",
    operation_id = "listControlEvidence",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        Query,
    ),
    responses(
        (status = 200, description = "A page of evidence", body = Listed<ControlEvidence>),
        (status = 400, description = "A member, parameter or filter is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn list(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(id): WordPath,
    params: Params,
) -> Result<Json<Value>, ApiError> {
    let (found, _) = controls::evidence(&engine, &ctx, id_of(&id)?, 0, MOST_LISTED).await?;
    let rows: Vec<ControlEvidence> = found.iter().map(ControlEvidence::from).collect();
    matching(&rows, &params.list()?)
}

/// Give evidence of a mitigating control
///
/// Words as JSON confirm it; a form may have a file that shows it. The control works for another interval from now. Its
/// owner, their deputies and policy administrators may; nobody confirms a control for their own exception.
#[utoipa::path(
    post,
    path = "/iga/governance/mitigatingControl/{id}/evidence",
    operation_id = "giveControlEvidence",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
    ),
    request_body(content((Confirmation = "application/json"), (EvidenceForm = "multipart/form-data"))),
    responses(
        (status = 201, description = "The control", body = MitigatingControl),
        (status = 400, description = "A part is missing or wrong, or the file is not taken", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller may not", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn give(
    Caller(ctx): Caller,
    State(state): State<AppState>,
    WordPath(id): WordPath,
    request: Request,
) -> Result<(StatusCode, Json<Map<String, Value>>), ApiError> {
    let id = id_of(&id)?;
    let taken = upload::taken(&state.config);
    let new = read_evidence(request, &state).await?;
    let read = controls::give(&state.engine, &ctx, id, new, &taken).await?;
    Ok((StatusCode::CREATED, Json(control_document(&read, ctx.now))))
}

async fn read_evidence(request: Request, state: &AppState) -> Result<NewEvidence, ApiError> {
    if is_form(&request) {
        let form = Multipart::from_request(request, state).await;
        let form = form.map_err(|_| ApiError::bad("the body is no form that can be read"))?;
        return of_form(form, state).await;
    }
    let Body(body) = Body::<Map<String, Value>>::from_request(request, state).await?;
    let body = Value::Object(body);
    let comment = Fields::of_body(&body)?.text("comment")?.unwrap_or_default().to_owned();
    Ok(NewEvidence { comment, file: None })
}

/// Whether a request brings a form with parts.
pub fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data"))
}

/// Reads evidence from a form.
///
/// # Errors
/// A part is too large, malformed, or a file that is not taken.
pub async fn of_form(form: Multipart, state: &AppState) -> Result<NewEvidence, ApiError> {
    let upload = upload::read(form, PARTS, &upload::taken(&state.config)).await?;
    let comment =
        String::from_utf8(upload.words).map_err(|_| ApiError::field("comment", "must be a text"))?;
    // Forms of browsers end lines as letters do.
    Ok(NewEvidence { comment: comment.replace("\r\n", "\n"), file: upload.file })
}

/// Load a file of evidence down
///
/// For whoever may read the control. Browsers keep it as a file and show nothing of it.
#[utoipa::path(
    get,
    path = "/iga/governance/mitigatingControl/{id}/evidence/{evidenceId}/file",
    operation_id = "readControlEvidenceFile",
    tag = TAG,
    params(
        ("id" = String, Path, description = "the object's UUID"),
        ("evidenceId" = String, Path, description = "the evidence's UUID"),
    ),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object for the caller", body = Message),
    ),
)]
pub async fn file(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    Path((id, evidence)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let missing = || EngineError::not_found("file of evidence", &evidence);
    let known = evidence.parse().map_err(|_| missing())?;
    let (file, content) = controls::file(&engine, &ctx, id_of(&id)?, known).await?;
    Ok(download(&file.name, file.kind, content))
}
