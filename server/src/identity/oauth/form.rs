//! The fields of a token request. The standard says url-encoded; clients of the SailPoint
//! contract (B1) also send multipart, or put them in the query.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Multipart, Request};
use http::header;

use super::super::MOST_BYTES;
use super::error::OAuthError;

/// Name and value, as sent.
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field, when it is there and not empty.
    ///
    /// # Errors
    /// It is there twice.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, OAuthError> {
        let mut found = self.0.iter().filter(|(one, _)| one == name).map(|(_, value)| value.as_str());
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(OAuthError::Invalid("a field is there twice")),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }
}

/// Reads the fields wherever they are.
pub(super) async fn read(request: Request) -> Result<Fields, OAuthError> {
    let mut fields = pairs(request.uri().query().unwrap_or_default().as_bytes());
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase());
    match kind.as_deref() {
        Some("multipart/form-data") => fields.extend(multipart(request).await?),
        Some("application/x-www-form-urlencoded") => {
            let body = to_bytes(request.into_body(), MOST_BYTES).await.map_err(|_| OAuthError::TooLarge)?;
            fields.extend(pairs(&body));
        }
        None => {}
        Some(_) => return Err(OAuthError::Invalid("the body must be `application/x-www-form-urlencoded`")),
    }
    Ok(Fields(fields))
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

async fn multipart(request: Request) -> Result<Vec<(String, String)>, OAuthError> {
    const MALFORMED: OAuthError = OAuthError::Invalid("the multipart body is malformed or too large");
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| MALFORMED)?;
    let mut fields = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| MALFORMED)? {
        let name = part.name().unwrap_or_default().to_owned();
        fields.push((name, part.text().await.map_err(|_| MALFORMED)?));
    }
    Ok(fields)
}

/// One form-encoded text. Neither ids nor secrets have `=` or `&`, which would part it.
pub(super) fn decode(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}
