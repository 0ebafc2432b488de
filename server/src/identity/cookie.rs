//! The session cookie.

use bailiwick_engine::identity::NewSession;
use http::{HeaderMap, HeaderValue, header};

use super::IdentitySettings;

/// What the cookie is called.
const NAME: &str = "bailiwick_session";

/// The session token a browser sends.
pub(super) fn token(headers: &HeaderMap) -> Option<&str> {
    value(headers, NAME)
}

/// What a browser sends under this name.
pub(super) fn value<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|header| header.to_str().ok());
    let mut pairs =
        cookies.flat_map(|header| header.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value)
}

/// The header that begins a session in the browser. It ends there when the browser closes.
pub(super) fn begin(new: &NewSession, headers: &HeaderMap, settings: IdentitySettings) -> HeaderValue {
    header_value(NAME, &new.token, "/", "", headers, settings)
}

/// The header that ends it.
pub(super) fn end(headers: &HeaderMap, settings: IdentitySettings) -> HeaderValue {
    header_value(NAME, "", "/", "; Max-Age=0", headers, settings)
}

/// A cookie that no script sees and no other site makes the browser send, but by a link.
pub(super) fn header_value(
    name: &str,
    value: &str,
    path: &str,
    age: &str,
    headers: &HeaderMap,
    settings: IdentitySettings,
) -> HeaderValue {
    let secure = if settings.secure_cookies || came_by_https(headers) { "; Secure" } else { "" };
    let value = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax{age}{secure}");
    // A value is letters, digits, `-` and `_`; were it anything else, no cookie is the safe answer.
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// Whether a proxy in front says so. Whoever makes it up gets a cookie that is safer than need be.
fn came_by_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|scheme| scheme.as_bytes().eq_ignore_ascii_case(b"https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark; bailiwick_session=abc; x"));
        assert_eq!(token(&headers), Some("abc"));
        assert_eq!(token(&HeaderMap::new()), None);
    }

    #[test]
    fn it_is_secure_when_told_or_when_it_came_by_https() {
        let plain = end(&HeaderMap::new(), IdentitySettings::default());
        assert_eq!(plain, "bailiwick_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        let told = end(&HeaderMap::new(), IdentitySettings { secure_cookies: true });
        assert!(told.to_str().unwrap().ends_with("; Secure"));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        assert!(end(&headers, IdentitySettings::default()).to_str().unwrap().ends_with("; Secure"));
    }
}
