//! Answers that are no success, as this face has them (contract B1): `{detailCode, trackingId, messages, causes}`, with a
//! general message in the language of the caller and what is wrong in particular in English; `{error}` with 401 and
//! `{message}` with 429.

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::trace::TraceId;

/// The most bytes of a refusal.
const MOST_BYTES: usize = 1024 * 1024;
/// What messages are in when nobody asks for another language that there is.
const DEFAULT: &str = "en-US";

/// A text in a language.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LocalText {
    /// A BCP 47 language tag.
    #[schema(example = "en-US")]
    pub locale: &'static str,
    /// `REQUEST` when the caller asked for the language, else `DEFAULT`.
    #[schema(example = "DEFAULT")]
    pub locale_origin: &'static str,
    /// The text.
    pub text: String,
}

impl LocalText {
    /// A text in the language of the product.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { locale: DEFAULT, locale_origin: "DEFAULT", text: text.into() }
    }
}

/// Why something was not done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorResponse {
    /// The status, and what it means.
    #[schema(example = "404 Not found")]
    detail_code: &'static str,
    /// The id of the call, as in the log.
    tracking_id: String,
    /// What happened in general; in the language of the caller first.
    messages: Vec<LocalText>,
    /// What is wrong in particular.
    causes: Vec<LocalText>,
}

/// What every operation may answer beside its success.
#[derive(utoipa::IntoResponses)]
#[expect(dead_code, reason = "describes what the layer answers")]
pub enum Refusals {
    /// A parameter or member is wrong, or it cannot be done as things stand
    #[response(status = 400)]
    Bad(#[to_schema] ErrorResponse),
    /// Nobody has signed in
    #[response(status = 401)]
    Unknown(#[to_schema] Unauthorized),
    /// The caller may not
    #[response(status = 403)]
    Forbidden(#[to_schema] ErrorResponse),
    /// There is no such object for the caller
    #[response(status = 404)]
    Missing(#[to_schema] ErrorResponse),
    /// Too many calls: `Retry-After` says when to go on
    #[response(status = 429)]
    TooMany(#[to_schema] TooManyRequests),
}

/// Nobody has signed in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unauthorized {
    /// In words.
    error: String,
}

/// Too many calls.
#[derive(Debug, Serialize, ToSchema)]
pub struct TooManyRequests {
    /// In words.
    message: String,
}

/// The layer: what the house refuses is told in the words of this face.
pub async fn translate(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<TraceId>().map(|id| id.0.to_string()).unwrap_or_default();
    let language = language(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    if !(status.is_client_error() || status.is_server_error()) || status == StatusCode::TOO_MANY_REQUESTS {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let said = said(body).await;
    let answer = if status == StatusCode::UNAUTHORIZED {
        Json(json!({"error": said.join("; ")})).into_response()
    } else {
        let general = |locale: &'static str, origin: &'static str| LocalText {
            locale,
            locale_origin: origin,
            text: general(status, locale).to_owned(),
        };
        let mut messages: Vec<LocalText> =
            language.map(|language| general(language, "REQUEST")).into_iter().collect();
        if language != Some(DEFAULT) {
            messages.push(general(DEFAULT, "DEFAULT"));
        }
        let causes = said.into_iter().map(LocalText::plain).collect();
        Json(ErrorResponse { detail_code: code(status), tracking_id: id, messages, causes }).into_response()
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    Response::from_parts(parts, answer.into_body())
}

/// What the house said: one message, or a list of them.
async fn said(body: Body) -> Vec<String> {
    let bytes = to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let one = |text: &Value| text.as_str().map(str::to_owned);
    match &body["message"] {
        Value::Array(all) => all.iter().filter_map(one).collect(),
        text => one(text).into_iter().collect(),
    }
}

fn code(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "400.1 Bad Request Content",
        StatusCode::FORBIDDEN => "403 Forbidden",
        StatusCode::NOT_FOUND => "404 Not found",
        StatusCode::METHOD_NOT_ALLOWED => "405 Method not allowed",
        StatusCode::CONFLICT => "409 Conflict",
        StatusCode::PAYLOAD_TOO_LARGE => "413 Payload too large",
        StatusCode::SERVICE_UNAVAILABLE => "503 Service unavailable",
        _ => "500.0 Internal Fault",
    }
}

/// What a status means, in the languages there are.
fn general(status: StatusCode, locale: &str) -> &'static str {
    let texts = match status {
        StatusCode::FORBIDDEN => [
            "The server understood the request but refuses to authorize it.",
            "Der Server hat die Anfrage verstanden, erlaubt sie aber nicht.",
            "Le serveur a compris la requête, mais refuse de l’autoriser.",
            "El servidor entendió la solicitud, pero se niega a autorizarla.",
        ],
        StatusCode::NOT_FOUND => [
            "The server did not find a current representation for the target resource.",
            "Der Server hat das angesprochene Objekt nicht gefunden.",
            "Le serveur n’a pas trouvé l’objet demandé.",
            "El servidor no encontró el objeto solicitado.",
        ],
        status if status.is_server_error() => [
            "An internal fault occurred.",
            "Ein interner Fehler ist aufgetreten.",
            "Une erreur interne s’est produite.",
            "Se produjo un error interno.",
        ],
        _ => [
            "The request was syntactically correct but its content is semantically invalid.",
            "Die Anfrage ist richtig aufgebaut, aber ihr Inhalt ist ungültig.",
            "La requête est bien formée, mais son contenu n’est pas valide.",
            "La solicitud está bien formada, pero su contenido no es válido.",
        ],
    };
    texts[LANGUAGES.iter().position(|language| *language == locale).unwrap_or_default()]
}

const LANGUAGES: [&str; 4] = [DEFAULT, "de", "fr", "es"];

/// The language there is that a caller would rather have than others (RFC 9110, 12.5.4).
fn language(headers: &HeaderMap) -> Option<&'static str> {
    let given = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wanted: Vec<(f32, &str)> = Vec::new();
    for part in given.split(',').take(50) {
        let mut parts = part.split(';').map(str::trim);
        let tag = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse().ok());
        if let Some(weight) = weight.filter(|weight| *weight > 0.0) {
            wanted.push((weight, tag));
        }
    }
    // Equal ones stay in the order in which they were given.
    wanted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    wanted.into_iter().find_map(|(_, tag)| {
        let primary = tag.split('-').next().unwrap_or_default();
        LANGUAGES.into_iter().find(|language| {
            language.split('-').next().is_some_and(|known| known.eq_ignore_ascii_case(primary))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &'static str) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, header::HeaderValue::from_static(text));
        language(&headers)
    }

    #[test]
    fn the_language_that_is_wanted_most_is_spoken() {
        assert_eq!(of("de"), Some("de"));
        assert_eq!(of("pl, fr-CA;q=0.8, de;q=0.9"), Some("de"));
        assert_eq!(of("en-GB"), Some("en-US"));
        assert_eq!(of("pl"), None);
        assert_eq!(of("de;q=0, es;q=0.1"), Some("es"));
        assert_eq!(language(&HeaderMap::new()), None);
    }
}
