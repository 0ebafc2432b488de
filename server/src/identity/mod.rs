//! Who calls: from session cookie or bearer token to the [`Context`] of the engine's use
//! cases; and the few addresses by which people and programs prove who they are.

mod cookie;
mod csrf;
mod identify;
mod link;
mod oauth;
mod openid;
mod refusal;
mod sign_in;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequestParts};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use bailiwick_engine::{Context, Engine};
use http::request::Parts;

pub use openid::{Provider, ProviderError};
pub use refusal::Refusal;

/// Forms of this module are small; more bytes than this are refused.
const MOST_BYTES: usize = 16 * 1024;

/// What an installation may set.
#[derive(Debug, Clone, Copy, Default)]
pub struct IdentitySettings {
    /// Cookies are sent over https only, whatever the request came by.
    pub secure_cookies: bool,
}

/// What handlers and layers of this module work with.
#[derive(Clone)]
struct Identity {
    engine: Engine,
    settings: IdentitySettings,
    openid: Option<Arc<Provider>>,
}

/// `POST /signin`, `/signout`, `/welcome` and `/oauth/token`, and the way through an OpenID
/// provider below `/signin/openid`. To be put inside [`guard`].
pub fn router<S: Clone + Send + Sync + 'static>(
    engine: Engine,
    settings: IdentitySettings,
    openid: Option<Arc<Provider>>,
) -> Router<S> {
    Router::new()
        .route("/signin", post(sign_in::sign_in))
        .route("/signin/openid", get(openid::start))
        .route("/signin/openid/callback", get(openid::callback))
        .route("/signout", post(sign_in::sign_out))
        .route("/welcome", post(link::set_password))
        .route("/oauth/token", post(oauth::token))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(Identity { engine, settings, openid })
}

/// Puts routes behind identity: requests forged by other sites are refused before anything
/// else sees them, and handlers find a [`Context`] (extractor [`Ctx`]) and, for browsers that
/// have signed in, a `SessionId` among the extensions. The request's id is made by
/// [`crate::trace`], outside of this.
pub fn guard<S: Clone + Send + Sync + 'static>(routes: Router<S>, engine: Engine) -> Router<S> {
    routes.layer(from_fn_with_state(engine, identify::identify)).layer(from_fn(csrf::refuse_foreign))
}

/// Who calls, in which call, when.
#[derive(Debug, Clone)]
pub struct Ctx(pub Context);

impl<S: Send + Sync> FromRequestParts<S> for Ctx {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get().cloned().map(Self).ok_or_else(|| {
            tracing::error!(path = parts.uri.path(), "a route is outside the identity guard");
            Refusal::Failed
        })
    }
}

#[cfg(test)]
mod tests;
