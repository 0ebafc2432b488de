//! `POST /oauth/token`: OAuth 2.0 client credentials (RFC 6749, 4.4).

mod error;
mod form;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::EngineError;
use bailiwick_engine::identity::issue_token;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, header};
use serde_json::json;

use super::{Ctx, Identity};
use error::OAuthError;
use form::Fields;

/// Gives a client an access token. Its id and secret come by `Authorization: Basic` or among
/// the fields.
pub(super) async fn token(
    State(Identity { engine, .. }): State<Identity>,
    Ctx(ctx): Ctx,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let issued = async {
        let fields = form::read(request).await?;
        let (id, secret) = credentials(&headers, &fields)?;
        match fields.get("grant_type")? {
            Some("client_credentials") => {}
            Some(_) => return Err(OAuthError::UnsupportedGrantType),
            None => return Err(OAuthError::Invalid("`grant_type` is missing")),
        }
        issue_token(&engine, &ctx, &id, &secret).await.map_err(|error| match error {
            EngineError::NotAuthenticated => OAuthError::InvalidClient { basic: is_basic(&headers) },
            error => OAuthError::failed(&error),
        })
    };
    let mut response = match issued.await {
        Ok(issued) => {
            let body = json!({
                "access_token": issued.token,
                "token_type": "Bearer",
                "expires_in": issued.expires_in,
            });
            Json(body).into_response()
        }
        Err(error) => error.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

fn credentials(headers: &HeaderMap, fields: &Fields) -> Result<(String, String), OAuthError> {
    let (id, secret) = (fields.get("client_id")?, fields.get("client_secret")?);
    if is_basic(headers) {
        if secret.is_some() {
            return Err(OAuthError::Invalid("a client proves itself in one way, not in two"));
        }
        return basic(headers).ok_or(OAuthError::InvalidClient { basic: true });
    }
    match (id, secret) {
        (Some(id), Some(secret)) => Ok((id.to_owned(), secret.to_owned())),
        _ => Err(OAuthError::InvalidClient { basic: false }),
    }
}

fn is_basic(headers: &HeaderMap) -> bool {
    let scheme = headers.get(header::AUTHORIZATION).and_then(|value| value.as_bytes().get(..6));
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic "))
}

/// Id and secret, each form-encoded, joined by a colon, in base 64.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get(header::AUTHORIZATION)?.to_str().ok()?.get(6..)?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form::decode(id), form::decode(secret)))
}
