//! Signing in with a password.

use bailiwick::directory::{Status, UserBrief};
use bailiwick_store::{credentials, users};

use super::attempt;
use super::sessions::{NewSession, begin};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Signs a person in, by the name they sign in with or by a mail address that only they have. Every session has a token of its own, made here.
///
/// # Errors
/// `NotAuthenticated` for an unknown name, a wrong password and a disabled person alike;
/// `TooMany` after too many wrong passwords (see [`bailiwick::identity::lockout`]).
pub async fn sign_in(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    password: &str,
    user_agent: &str,
) -> Result<NewSession, EngineError> {
    let mut tx = engine.read().await?;
    let user = match users::by_user_name(&mut tx, name).await? {
        None if name.contains('@') => users::by_mail(&mut tx, name).await?,
        found => found,
    };
    tx.commit().await?;

    let attempt = attempt::make(engine, ctx, user.as_ref(), password).await?;
    match &attempt.user {
        Some(user) if attempt.right && user.status == Status::Active => {
            retry!(admit(engine, ctx, user, user_agent))
        }
        _ => {
            retry!(attempt.failed(engine, ctx, "sign-in-failed"))?;
            Err(EngineError::NotAuthenticated)
        }
    }
}

async fn admit(
    engine: &Engine,
    ctx: &Context,
    user: &UserBrief,
    user_agent: &str,
) -> Result<NewSession, EngineError> {
    let mut tx = engine.write().await?;
    credentials::clear_failures(&mut tx, user.id).await?;
    let begun = begin(&mut tx, engine, ctx, user, user_agent, "password").await?;
    tx.commit().await?;
    Ok(begun)
}
