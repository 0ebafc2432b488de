//! `POST /signin` and `POST /signout`: plain forms, answered by going somewhere.

use std::borrow::Cow;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use bailiwick::authority::Actor;
use bailiwick_app::url;
use bailiwick_engine::identity::{NewSession, sign_in as enter, sign_out as leave};
use bailiwick_engine::{Context, EngineError};
use http::{HeaderMap, header};
use serde::Deserialize;

use super::{Ctx, Identity, cookie};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
pub(super) struct SignIn {
    user_name: String,
    password: String,
    next: String,
}

/// Signs in and goes to `next`; else back to the form, which is told why (`error`).
pub(super) async fn sign_in(
    State(identity): State<Identity>,
    Ctx(ctx): Ctx,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Response {
    let next = local(&form.next);
    match attempt(&identity, &ctx, &headers, &form).await {
        Ok(new) => {
            let cookie = cookie::begin(&new, &headers, identity.settings);
            ([(header::SET_COOKIE, cookie)], Redirect::to(next)).into_response()
        }
        Err(fault) => {
            let seconds = fault.seconds.map(|seconds| seconds.to_string());
            let mut query = vec![("error", fault.code), ("next", next)];
            query.extend(seconds.as_deref().map(|seconds| ("seconds", seconds)));
            Redirect::to(&url::to("/signin", &query)).into_response()
        }
    }
}

/// What the form is told.
struct Fault {
    code: &'static str,
    seconds: Option<i64>,
}

async fn attempt(
    identity: &Identity,
    ctx: &Context,
    headers: &HeaderMap,
    form: &SignIn,
) -> Result<NewSession, Fault> {
    if form.user_name.trim().is_empty() || form.password.is_empty() {
        return Err(Fault { code: "required", seconds: None });
    }
    let nobody = Context { actor: Actor::Anonymous, ..ctx.clone() };
    let new = enter(&identity.engine, &nobody, &form.user_name, &form.password, &user_agent(headers)).await?;
    leave_former(identity, ctx, headers).await?;
    Ok(new)
}

/// Which browser it is, as it says.
pub(super) fn user_agent(headers: &HeaderMap) -> Cow<'_, str> {
    headers
        .get(header::USER_AGENT)
        .map_or(Cow::Borrowed(""), |agent| String::from_utf8_lossy(agent.as_bytes()))
}

/// Whoever signs in again leaves what they had: no session outlives its cookie.
pub(super) async fn leave_former(
    identity: &Identity,
    ctx: &Context,
    headers: &HeaderMap,
) -> Result<(), EngineError> {
    match cookie::token(headers) {
        Some(token) => leave(&identity.engine, ctx, token).await,
        None => Ok(()),
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::NotAuthenticated => Self { code: "credentials", seconds: None },
            EngineError::TooMany { seconds } => Self { code: "locked", seconds: Some(seconds) },
            error => {
                tracing::error!(error = ?error, "signing in failed");
                Self { code: "failed", seconds: None }
            }
        }
    }
}

/// Ends the session and goes to the form.
pub(super) async fn sign_out(
    State(identity): State<Identity>,
    Ctx(ctx): Ctx,
    headers: HeaderMap,
) -> Response {
    if let Some(token) = cookie::token(&headers)
        && let Err(error) = leave(&identity.engine, &ctx, token).await
    {
        // The cookie stays: the session has not ended, and nobody is to believe it has.
        return super::Refusal::from(error).into_response();
    }
    let cookie = cookie::end(&headers, identity.settings);
    ([(header::SET_COOKIE, cookie)], Redirect::to("/signin")).into_response()
}

/// The address, when it leads to a page of ours.
pub(super) fn local(address: &str) -> &str {
    if address.chars().any(char::is_control) { "/" } else { url::local_or_home(address) }
}
