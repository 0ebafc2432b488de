//! What every answer says to browsers about security.

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use bailiwick_engine::Engine;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderName, HeaderValue, header};

/// The word that allows this answer's own scripts and styles; among the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(pub String);

/// The same in every answer. No `Referrer-Policy: no-referrer`: forms without the program are
/// led back by their referrer.
const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

#[derive(Clone)]
struct Secure {
    engine: Engine,
    https: bool,
}

/// Puts routes behind these headers; `https` when the installation is reached by https only.
/// A header the route has set itself stays.
pub fn guard<S: Clone + Send + Sync + 'static>(routes: Router<S>, engine: Engine, https: bool) -> Router<S> {
    routes.layer(from_fn_with_state(Secure { engine, https }, add))
}

async fn add(State(Secure { engine, https }): State<Secure>, mut request: Request, next: Next) -> Response {
    let nonce = URL_SAFE_NO_PAD.encode(engine.random_bytes::<16>());
    request.extensions_mut().insert(Nonce(nonce.clone()));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::try_from(policy(&nonce)) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    for (name, value) in FIXED {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Who holds what is nobody's business who comes to the machine later.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if https {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    response
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'none'; form-action 'self'"
    )
}

#[cfg(test)]
mod tests;
