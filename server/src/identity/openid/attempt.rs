//! A try under way, kept by the browser that makes it: so any server can end it, and nobody
//! can make another browser end theirs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::identity::{IdentitySettings, cookie};

const NAME: &str = "bailiwick_openid";
/// It is sent to the callback only.
const PATH: &str = "/signin/openid";
/// Seconds a person may take at the provider.
const LIFE: u32 = 900;

/// What must be the same at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attempt {
    /// Comes back in the address: the answer belongs to this try.
    pub state: String,
    /// Comes back in the ID token: the token belongs to this try.
    pub nonce: String,
    /// Proves to the provider that who redeems the code is who began (RFC 7636).
    pub verifier: String,
    /// Where the person wanted to go.
    pub next: String,
}

impl Attempt {
    /// The try that this browser has under way.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(cookie::value(headers, NAME)?).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// The header that keeps it in the browser.
    pub fn cookie(&self, headers: &HeaderMap, settings: IdentitySettings) -> HeaderValue {
        // Four texts can always be written.
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        cookie::header_value(NAME, &text, PATH, &format!("; Max-Age={LIFE}"), headers, settings)
    }

    /// The header that takes it away.
    pub fn over(headers: &HeaderMap, settings: IdentitySettings) -> HeaderValue {
        cookie::header_value(NAME, "", PATH, "; Max-Age=0", headers, settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_brings_it_back() {
        let attempt = Attempt {
            state: "s".into(),
            nonce: "n".into(),
            verifier: "v".into(),
            next: "/catalog?q=ä;x".into(),
        };
        let set = attempt.cookie(&HeaderMap::new(), IdentitySettings::default());
        let (pair, rest) = set.to_str().unwrap().split_once(';').unwrap();
        assert_eq!(rest, " Path=/signin/openid; HttpOnly; SameSite=Lax; Max-Age=900");
        let mut headers = HeaderMap::new();
        headers.insert("cookie", HeaderValue::from_str(pair).unwrap());
        assert_eq!(Attempt::of(&headers), Some(attempt));
    }

    #[test]
    fn nonsense_is_no_try() {
        for text in ["bailiwick_openid=%%%", "bailiwick_openid=e30", "other=1"] {
            let mut headers = HeaderMap::new();
            headers.insert("cookie", HeaderValue::from_static(text));
            assert_eq!(Attempt::of(&headers), None);
        }
    }
}
