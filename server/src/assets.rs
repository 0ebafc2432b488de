//! What the browser loads: scripts, WebAssembly, style sheet, public files.
//!
//! A release executable carries the site inside, a debug one reads `target/site`; `cargo xtask site`
//! makes it. Files below `/pkg/` have a hash of their content in the name and are kept by the browser
//! for ever; all others are asked for again by their `ETag`.

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bailiwick_app::Assets;
use rust_embed::{Embed, EmbeddedFile};
use std::collections::HashMap;
use std::sync::LazyLock;

/// The list of the hashed names, written by `cargo xtask site`; not served.
const MANIFEST: &str = "assets.json";
/// The ending of a file's Brotli form, which lies beside it.
const PACKED: &str = ".br";

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

/// The addresses of what every page loads; where there is no list, the plain ones that `cargo leptos` gives.
pub fn names() -> Assets {
    static NAMES: LazyLock<Assets> = LazyLock::new(|| {
        let list = Site::get(MANIFEST);
        names_in(list.as_ref().map_or(&[][..], |file| &file.data))
    });
    NAMES.clone()
}

fn names_in(list: &[u8]) -> Assets {
    let names: HashMap<String, String> = serde_json::from_slice(list).unwrap_or_default();
    let address = |kind: &str| match names.get(kind) {
        Some(name) => format!("/pkg/{name}"),
        None => format!("/pkg/bailiwick.{kind}"),
    };
    Assets { js: address("js"), wasm: address("wasm"), css: address("css") }
}

/// The routes of all files of the site; public files are those there at the start.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let packaged =
        |Path(name): Path<String>, headers: HeaderMap| async move { serve(&format!("pkg/{name}"), &headers) };
    let public = Site::iter().filter(|name| is_public(name));
    public.fold(Router::new().route("/pkg/{*name}", get(packaged)), |router, name| {
        router
            .route(&format!("/{name}"), get(move |headers: HeaderMap| async move { serve(&name, &headers) }))
    })
}

fn is_public(name: &str) -> bool {
    name != MANIFEST && !name.starts_with("pkg/") && !name.ends_with(PACKED)
}

fn serve(name: &str, request: &HeaderMap) -> Response {
    let found = if name.split('/').any(|part| part == "..") { None } else { Site::get(name) };
    let Some(plain) = found else { return StatusCode::NOT_FOUND.into_response() };
    respond(name, plain, Site::get(&format!("{name}{PACKED}")), request)
}

/// Chooses the form the browser takes, and tells it how long to keep it.
fn respond(name: &str, plain: EmbeddedFile, packed: Option<EmbeddedFile>, request: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let mut tell = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    tell(header::CONTENT_TYPE, &content_type(name));
    if packed.is_some() {
        tell(header::VARY, "accept-encoding");
    }
    let packed = packed.filter(|_| takes_brotli(request));
    if packed.is_some() {
        tell(header::CONTENT_ENCODING, "br");
    }
    let file = packed.unwrap_or(plain);
    if is_hashed(name) {
        tell(header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    } else {
        let tag = tag(&file);
        tell(header::CACHE_CONTROL, "no-cache");
        tell(header::ETAG, &tag);
        if has_already(request, &tag) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
    }
    (headers, file.data).into_response()
}

fn content_type(name: &str) -> String {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    if kind.type_() == "text" { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// Whether a file's name carries its hash, as in `bailiwick.0123456789abcdef.js`.
fn is_hashed(name: &str) -> bool {
    let mut parts = name.rsplit('/').next().unwrap_or(name).split('.');
    parts.nth(1).is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// An entity tag; a file and its Brotli form have different ones.
fn tag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: u128 = hash.iter().take(16).fold(0, |digits, byte| digits << 8 | u128::from(*byte));
    format!("\"{digits:032x}\"")
}

/// Whether the browser said that it takes Brotli (`br` without `q=0`).
fn takes_brotli(request: &HeaderMap) -> bool {
    values(request, header::ACCEPT_ENCODING).any(|value| {
        let (coding, quality) = value.split_once(';').unwrap_or((value, ""));
        let quality = quality.trim().strip_prefix("q=").map_or(Ok(1.0), str::parse::<f32>);
        coding.trim().eq_ignore_ascii_case("br") && quality.is_ok_and(|quality| quality > 0.0)
    })
}

/// Whether the browser holds just this form of the file.
fn has_already(request: &HeaderMap, tag: &str) -> bool {
    values(request, header::IF_NONE_MATCH).any(|value| value == "*" || value.trim_start_matches("W/") == tag)
}

/// The comma-separated values of a header.
fn values(request: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    let lines = request.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests;
