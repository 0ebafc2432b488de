//! Refuses what another site makes a browser send. Browsers say where a request comes from
//! (`Sec-Fetch-Site`, older ones `Origin`); pages cannot change what they say.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Method, header, request::Parts};

use super::cookie;
use super::identify::bearer;
use super::refusal::Refusal;

/// The layer. It must be outside of everything that changes anything.
pub(super) async fn refuse_foreign(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if is_foreign(&parts) {
        tracing::warn!(method = %parts.method, path = parts.uri.path(), "refused a request forged by another site");
        return Refusal::Foreign.into_response();
    }
    next.run(Request::from_parts(parts, body)).await
}

/// Whether another site made the browser send this.
fn is_foreign(parts: &Parts) -> bool {
    let safe = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE);
    // No page can add this header to a request to another site unless that site agrees.
    if safe || bearer(&parts.headers).is_some() {
        return false;
    }
    if let Some(site) = parts.headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    match parts.headers.get(header::ORIGIN) {
        Some(origin) => origin.to_str().ok().is_none_or(|origin| !is_own(origin, host(parts))),
        // Programs send neither, and have no session to abuse.
        None => cookie::token(&parts.headers).is_some(),
    }
}

fn is_own(origin: &str, host: Option<&str>) -> bool {
    let named = origin.split_once("://").map(|(_, named)| named);
    matches!((named, host), (Some(named), Some(host)) if named.eq_ignore_ascii_case(host))
}

/// The host and port the request was sent to.
fn host(parts: &Parts) -> Option<&str> {
    let named = |headers: &HeaderMap| headers.get(header::HOST).is_some();
    if named(&parts.headers) {
        parts.headers.get(header::HOST).and_then(|host| host.to_str().ok())
    } else {
        parts.uri.authority().map(http::uri::Authority::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreign(method: &str, headers: &[(&str, &str)]) -> bool {
        let mut request =
            http::Request::builder().method(method).uri("/signout").header("host", "id.example:8080");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        is_foreign(&request.body(()).unwrap().into_parts().0)
    }

    const SESSION: (&str, &str) = ("cookie", "bailiwick_session=abc");

    #[test]
    fn what_browsers_say_counts() {
        assert!(!foreign("POST", &[SESSION, ("sec-fetch-site", "same-origin")]));
        assert!(!foreign("POST", &[SESSION, ("sec-fetch-site", "none")]));
        assert!(foreign("POST", &[SESSION, ("sec-fetch-site", "same-site")]));
        assert!(foreign(
            "POST",
            &[SESSION, ("sec-fetch-site", "cross-site"), ("origin", "http://id.example:8080")]
        ));
        assert!(foreign("DELETE", &[("sec-fetch-site", "cross-site")]), "signing in is not for others to do");
    }

    #[test]
    fn older_browsers_say_the_origin() {
        assert!(!foreign("POST", &[SESSION, ("origin", "http://ID.example:8080")]));
        for origin in
            ["http://id.example", "http://evil.example:8080", "null", "http://id.example:8080.evil", ""]
        {
            assert!(foreign("POST", &[SESSION, ("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn who_says_nothing_may_not_have_a_session() {
        assert!(foreign("POST", &[SESSION]));
        assert!(!foreign("POST", &[]));
    }

    #[test]
    fn reading_and_bearer_tokens_are_free() {
        assert!(!foreign("GET", &[SESSION, ("sec-fetch-site", "cross-site")]));
        assert!(!foreign(
            "POST",
            &[SESSION, ("sec-fetch-site", "cross-site"), ("authorization", "Bearer x")]
        ));
        assert!(
            foreign("POST", &[SESSION, ("authorization", "Basic x")]),
            "browsers add that one by themselves"
        );
    }
}
