//! Mail templates (contract 6.2): `/openidm/config/emailTemplate/{name}`.

use axum::Json;
use axum::extract::State;
use bailiwick_engine::{Engine, notifications};
use serde_json::{Map, Value, json};

use super::MAIL;
use crate::api::{ApiError, Body, Caller, Message, WordPath};

fn shown(name: &str, body: Map<String, Value>) -> Json<Map<String, Value>> {
    let mut shown = Map::new();
    shown.insert("_id".into(), json!(format!("emailTemplate/{name}")));
    shown.extend(body);
    Json(shown)
}

/// Read a mail template
///
/// As it ships, or as it was set. Access administrators may.
#[utoipa::path(
    get,
    path = "/openidm/config/emailTemplate/{name}",
    operation_id = "readMailTemplate",
    tag = MAIL,
    params(("name" = String, Path, description = "the template's name, such as `requestAssigned`")),
    responses(
        (status = 200, description = "The template", body = Map<String, Value>),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
        (status = 404, description = "There is no such template", body = Message),
    ),
)]
pub async fn read(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(name): WordPath,
) -> Result<Json<Map<String, Value>>, ApiError> {
    let body = notifications::template(&engine, &ctx, &name).await?;
    Ok(shown(&name, body))
}

/// Replace or add a mail template
///
/// `subject` and `html` (or `message`) are a text, or one for each language; `{{object.…}}` stands for a value.
/// Other members come back as they are sent. Access administrators may.
#[utoipa::path(
    put,
    path = "/openidm/config/emailTemplate/{name}",
    operation_id = "replaceMailTemplate",
    tag = MAIL,
    params(("name" = String, Path, description = "the template's name, such as `requestAssigned`")),
    request_body(
        content = Map<String, Value>,
        example = json!({"enabled": true, "subject": {"en": "Hello {{object.to.givenName}}"}, "html": {"en": "<p>Hello</p>"}}),
    ),
    responses(
        (status = 200, description = "The template", body = Map<String, Value>),
        (status = 400, description = "The name or a member is wrong", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn replace(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(name): WordPath,
    Body(mut body): Body<Map<String, Value>>,
) -> Result<Json<Map<String, Value>>, ApiError> {
    body.remove("_id");
    notifications::set_template(&engine, &ctx, &name, &body).await?;
    Ok(shown(&name, body))
}
