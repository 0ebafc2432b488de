//! Tests of what is sent for a file, with files made up in place of the site.

use super::*;
use rust_embed::Metadata;

fn file(data: &'static [u8]) -> EmbeddedFile {
    let mut hash = [0; 32];
    hash[0] = data[0];
    EmbeddedFile { data: data.into(), metadata: Metadata::__rust_embed_new(hash, None, None) }
}

fn ask(name: &str, request: &[(HeaderName, &'static str)]) -> Response {
    let request =
        request.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
    respond(name, file(b"plain"), Some(file(b"brotli")), &request)
}

fn told(response: &Response, name: HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[test]
fn hashed_names_are_kept_for_ever() {
    let response = ask("pkg/bailiwick.0123456789abcdef.wasm", &[]);
    assert_eq!(told(&response, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!(told(&response, header::CONTENT_TYPE), "application/wasm");
    assert_eq!(told(&response, header::ETAG), "");
    assert_eq!(told(&response, header::VARY), "accept-encoding");
}

#[test]
fn other_names_are_asked_for_again() {
    let first = ask("robots.txt", &[]);
    assert_eq!(first.status(), StatusCode::OK);
    assert_eq!(told(&first, header::CACHE_CONTROL), "no-cache");
    assert_eq!(told(&first, header::CONTENT_TYPE), "text/plain; charset=utf-8");
    let tag = "\"70000000000000000000000000000000\"";
    assert_eq!(told(&first, header::ETAG), tag);
    let second =
        ask("robots.txt", &[(header::IF_NONE_MATCH, "\"other\", \"70000000000000000000000000000000\"")]);
    assert_eq!(second.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(told(&second, header::ETAG), tag);
}

#[test]
fn brotli_goes_only_to_those_who_take_it() {
    for (accepted, coding) in [
        ("gzip, deflate, br, zstd", "br"),
        ("BR;q=0.5", "br"),
        ("gzip, br; q=0", ""),
        ("br;q=0.0", ""),
        ("gzip", ""),
        ("brotli", ""),
    ] {
        let response = ask("pkg/bailiwick.0123456789abcdef.js", &[(header::ACCEPT_ENCODING, accepted)]);
        assert_eq!(told(&response, header::CONTENT_ENCODING), coding, "{accepted}");
        assert_eq!(told(&response, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    }
    let asked =
        [(header::ACCEPT_ENCODING, "br"), (header::IF_NONE_MATCH, "\"70000000000000000000000000000000\"")];
    assert_eq!(ask("robots.txt", &asked).status(), StatusCode::OK, "the tag of the plain form");
}

#[test]
fn only_a_hash_makes_a_name_hashed() {
    assert!(is_hashed("pkg/bailiwick.0123456789abcdef.css"));
    for name in
        ["pkg/bailiwick.js", "pkg/bailiwick.min.js", "favicon.svg", "0123456789abcdef.js", "a.0123.js"]
    {
        assert!(!is_hashed(name), "{name}");
    }
}

#[test]
fn the_list_and_compressed_forms_are_not_public() {
    assert!(is_public("favicon.svg"));
    assert!(!is_public("favicon.svg.br"));
    assert!(!is_public("assets.json"));
    assert!(!is_public("pkg/bailiwick.js"));
}

#[test]
fn names_of_a_list_are_taken_and_missing_ones_are_plain() {
    let names = names_in(br#"{"js": "bailiwick.0123456789abcdef.js"}"#);
    assert_eq!(names.js, "/pkg/bailiwick.0123456789abcdef.js");
    assert_eq!(names.css, "/pkg/bailiwick.css");
    assert_eq!(names_in(b"").wasm, "/pkg/bailiwick.wasm");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    use tower::ServiceExt;
    for path in ["/pkg/nothing.js", "/pkg/../assets.json", "/pkg/%2e%2e/assets.json", "/assets.json"] {
        let request = axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
        let response = router::<()>().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
