//! One's own access tokens and sessions, for their page.

use bailiwick_engine::{EngineError, identity};
use chrono::TimeDelta;
use http::{HeaderValue, header, request::Parts};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;

use super::{call, clock, cookie, failed, is_plain_form, refuse};
use crate::api::PortalError;
use crate::api::tokens::{Credentials, TOKEN_DAYS};

const PATH: &str = "/tokens";
/// Carries a new token over the redirect that follows a plain form, and is gone when it was shown.
const MADE: &str = "made-token";

/// The reader's tokens and sessions.
pub async fn credentials() -> Result<Credentials, PortalError> {
    let (engine, ctx) = call()?;
    let me = ctx.person().map_err(failed)?;
    let tokens = identity::tokens(&engine, &ctx, me).await.map_err(failed)?;
    let sessions = identity::sessions(&engine, &ctx).await.map_err(failed)?;
    let made = cookie(MADE).filter(|made| !made.is_empty());
    if made.is_some() {
        keep("", 0);
    }
    Ok(Credentials { clock: clock(&ctx), tokens, sessions, made })
}

/// Makes a token.
pub async fn create(name: &str, days: i64) -> Result<String, PortalError> {
    let (engine, ctx) = call()?;
    if !TOKEN_DAYS.contains(&days) {
        return Err(refuse(PortalError::invalid("days", "Choose how long it lives")));
    }
    let made = identity::create_token(&engine, &ctx, name, ctx.now + TimeDelta::days(days)).await;
    let made = made.map_err(|error| match error {
        EngineError::Invalid { field, fault } if field == "name" => {
            refuse(PortalError::invalid("name", format!("A name {fault}")))
        }
        error => failed(error),
    })?;
    if is_plain_form() {
        keep(&made.secret, 60);
        leptos_axum::redirect("/tokens?notice=token-created");
    }
    Ok(made.secret)
}

/// Revokes a token.
pub async fn revoke_token(token: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = token.parse().map_err(|_| refuse(PortalError::NotFound))?;
    let me = ctx.person().map_err(failed)?;
    identity::revoke_token(&engine, &ctx, me, id).await.map_err(failed)?;
    leptos_axum::redirect(&format!("{PATH}?notice=token-revoked"));
    Ok(())
}

/// Ends a session.
pub async fn end_session(session: &str) -> Result<(), PortalError> {
    let (engine, ctx) = call()?;
    let id = session.parse().map_err(|_| refuse(PortalError::NotFound))?;
    identity::revoke_session(&engine, &ctx, id).await.map_err(failed)?;
    leptos_axum::redirect(&format!("{PATH}?notice=session-ended"));
    Ok(())
}

fn keep(value: &str, seconds: u32) {
    let https = use_context::<Parts>().is_some_and(|parts| {
        parts.headers.get("x-forwarded-proto").is_some_and(|scheme| scheme.as_bytes() == b"https")
    });
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("{MADE}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    // A secret is letters, digits and underscores; were it anything else, it would only not be shown.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, cookie);
    }
}
