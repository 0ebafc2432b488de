//! Sending mail (contract 6.4): `openidm.action('external/email', …)` of scripts.

use axum::Json;
use axum::extract::State;
use bailiwick_engine::Engine;
use bailiwick_engine::notifications::{Outgoing, Words, post_now};
use serde_json::{Map, Value, json};

use super::MAIL;
use crate::api::{ApiError, Body, Caller, Message, Params};

/// Send a mail
///
/// `send` with `subject`, `body` and `type` (`text/plain` or `text/html`); `sendTemplate` with `templateName` and
/// `object`. `to`, `cc` and `bcc` are addresses or `managed/user/{uuid}`, one, a list, or joined by commas. The mail
/// is sent soon after the answer, and tried again when it cannot be. Access administrators and workflows may.
#[utoipa::path(
    post,
    path = "/openidm/external/email",
    operation_id = "sendMail",
    tag = MAIL,
    params(("_action" = String, Query, description = "`send` or `sendTemplate`")),
    request_body(
        content = Map<String, Value>,
        example = json!({"templateName": "requestAssigned", "to": "zoe@example.com", "object": {}}),
    ),
    responses(
        (status = 200, description = "It will be sent", body = Map<String, Value>, example = json!({"status": "OK"})),
        (status = 400, description = "There is no mail server, nobody to be reached or no such template", body = Message),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 403, description = "The caller is no access administrator", body = Message),
    ),
)]
pub async fn send(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    params: Params,
    Body(mut given): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    let mut take = |name: &str| given.remove(name).unwrap_or(Value::Null);
    let text = |name: &str, value: &Value| {
        let text = value.as_str().filter(|text| !text.trim().is_empty());
        text.map(str::to_owned).ok_or_else(|| ApiError::field(name, "must be a text"))
    };
    let words = if params.required("_action", &["send", "sendTemplate"])? == "send" {
        let kind = take("type");
        Words::Written {
            subject: text("subject", &take("subject"))?,
            body: text("body", &take("body"))?,
            is_html: kind.as_str().is_some_and(|kind| kind.starts_with("text/html")),
        }
    } else {
        Words::Template { name: text("templateName", &take("templateName"))?, object: take("object") }
    };
    let outgoing = Outgoing { to: take("to"), cc: take("cc"), bcc: take("bcc"), words };
    post_now(&engine, &ctx, &outgoing).await?;
    Ok(Json(json!({"status": "OK", "message": "Email queued"})))
}
