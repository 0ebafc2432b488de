//! `GET /idhub/api/tasks/attachments/{attachmentId}`: loading a file down.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bailiwick_engine::{Engine, EngineError, tasks};

use crate::api::{ApiError, Caller, Message, WordPath};
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
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.kind.media_type()));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    let disposition = HeaderValue::try_from(disposition(&file.name));
    let disposition = disposition.unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    headers.insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}

/// `attachment` with the name: plain for old clients, and as it is (RFC 6266).
fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\') || c == ' ' { c } else { '_' })
        .collect();
    let mut whole = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            whole.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_one_value_of_the_header() {
        assert_eq!(
            disposition("Über\"sicht.pdf"),
            "attachment; filename=\"_ber_sicht.pdf\"; filename*=UTF-8''%C3%9Cber%22sicht.pdf"
        );
    }
}
