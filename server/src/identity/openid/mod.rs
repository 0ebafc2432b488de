//! `GET /signin/openid` and `/signin/openid/callback`: signing in at an OpenID provider, by the
//! authorization code flow (OpenID Connect Core 1.0, 3.1) with PKCE (RFC 7636).

mod attempt;
mod fetch;
mod provider;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use bailiwick::authority::Actor;
use bailiwick_app::url;
use bailiwick_engine::identity::{NewSession, Vouched, sign_in_vouched};
use bailiwick_engine::{Context, EngineError};
use http::{HeaderMap, header};
use serde::Deserialize;

use super::sign_in::{leave_former, local, user_agent};
use super::{Ctx, Identity, cookie};
use attempt::Attempt;
pub use provider::{Provider, ProviderError};

#[derive(Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    next: String,
}

/// Sends the browser to the provider; it comes back to [`callback`].
pub(super) async fn start(
    State(identity): State<Identity>,
    headers: HeaderMap,
    Query(start): Query<Start>,
) -> Response {
    let Some(provider) = &identity.openid else { return back("failed", local(&start.next)) };
    let (attempt, address) = match provider.begin(local(&start.next)).await {
        Ok(begun) => begun,
        Err(error) => {
            tracing::error!(%error, cause = error.cause(), "the OpenID provider cannot be used");
            return back("provider", local(&start.next));
        }
    };
    let cookie = attempt.cookie(&headers, identity.settings);
    ([(header::SET_COOKIE, cookie)], Redirect::to(&address)).into_response()
}

/// What the provider sends the browser back with.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Answer {
    code: String,
    state: String,
    error: String,
}

/// Signs in whom the provider vouches for, and goes where they wanted to go.
pub(super) async fn callback(
    State(identity): State<Identity>,
    Ctx(ctx): Ctx,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    let attempt = Attempt::of(&headers);
    let next = attempt.as_ref().map_or("/", |attempt| local(&attempt.next)).to_owned();
    let over = (header::SET_COOKIE, Attempt::over(&headers, identity.settings));
    match enter(&identity, &ctx, &headers, attempt, answer).await {
        Ok(new) => {
            let cookie = cookie::begin(&new, &headers, identity.settings);
            let mut response = ([over], Redirect::to(&next)).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response
        }
        Err(code) => ([over], back(code, &next)).into_response(),
    }
}

async fn enter(
    identity: &Identity,
    ctx: &Context,
    headers: &HeaderMap,
    attempt: Option<Attempt>,
    answer: Answer,
) -> Result<NewSession, &'static str> {
    let provider = identity.openid.as_ref().ok_or("failed")?;
    // Not begun in this browser, too long ago, or overtaken by another try.
    let attempt = attempt.filter(|attempt| attempt.state == answer.state).ok_or("stale")?;
    if answer.error == "access_denied" {
        return Err("cancelled");
    }
    if !answer.error.is_empty() {
        tracing::warn!(error = %answer.error.escape_debug(), "the OpenID provider refused");
        return Err("provider");
    }
    let vouched = provider.redeem(answer.code, &attempt).await.map_err(|error| {
        tracing::warn!(%error, cause = error.cause(), "the OpenID provider's word does not count");
        "provider"
    })?;
    let new = admit(identity, ctx, headers, &vouched).await;
    new.map_err(|error| match error {
        EngineError::NotAuthenticated => "unknown",
        error => {
            tracing::error!(error = ?error, "signing in failed");
            "failed"
        }
    })
}

async fn admit(
    identity: &Identity,
    ctx: &Context,
    headers: &HeaderMap,
    vouched: &Vouched,
) -> Result<NewSession, EngineError> {
    let nobody = Context { actor: Actor::Anonymous, ..ctx.clone() };
    let new = sign_in_vouched(&identity.engine, &nobody, vouched, &user_agent(headers)).await?;
    leave_former(identity, ctx, headers).await?;
    Ok(new)
}

/// To the form, which is told why.
fn back(code: &str, next: &str) -> Response {
    Redirect::to(&url::to("/signin", &[("error", code), ("next", next)])).into_response()
}
