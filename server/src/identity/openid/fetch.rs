//! Asking the provider over HTTP: no redirects, no endless answers, no endless waits.

use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};

/// An answer larger than this is none: keys and tokens are a few kilobytes.
const MOST_BYTES: usize = 1_000_000;
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It could not be fetched.
    #[error(transparent)]
    Http(#[from] reqwest::Error),
    /// It is too large.
    #[error("the answer is larger than {MOST_BYTES} bytes")]
    TooLarge,
    /// It cannot be passed on.
    #[error(transparent)]
    Malformed(#[from] http::Error),
}

/// A client that trusts the system's and Mozilla's certificate authorities.
pub(super) fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        // A redirect could lead into a network that only this server reaches.
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .user_agent(concat!("bailiwick/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Asks once.
pub(super) async fn fetch(client: reqwest::Client, request: HttpRequest) -> Result<HttpResponse, FetchError> {
    let mut answer = client.execute(request.try_into()?).await?;
    let mut response = http::Response::builder().status(answer.status());
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await? {
        if body.len() + chunk.len() > MOST_BYTES {
            return Err(FetchError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(response.body(body)?)
}
