//! Signing in by the word of an OpenID provider.
//!
//! The first time, the provider's name for somebody finds the person; from then on its
//! `subject` does, which is never given to somebody else (OpenID Connect Core 1.0, 5.7). So
//! whoever takes over a leaver's user name at the provider does not become the leaver here.

use bailiwick::authority::Authority;
use bailiwick::directory::UserBrief;
use bailiwick_store::{Tx, identities, users};

use super::acting;
use super::sessions::{NewSession, begin};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Who somebody is, by the word of a provider that has been verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The provider.
    pub issuer: String,
    /// Who it is, there.
    pub subject: String,
    /// The user name, as the provider gives it; none when it gives none that counts.
    pub user_name: Option<String>,
}

/// Begins a session for the person whom a provider has vouched for.
///
/// # Errors
/// `NotAuthenticated` when nobody here is meant, they are disabled, or they are known to be
/// somebody else at this provider.
pub async fn sign_in_vouched(
    engine: &Engine,
    ctx: &Context,
    vouched: &Vouched,
    user_agent: &str,
) -> Result<NewSession, EngineError> {
    retry!(admit(engine, ctx, vouched, user_agent))
}

async fn admit(
    engine: &Engine,
    ctx: &Context,
    vouched: &Vouched,
    user_agent: &str,
) -> Result<NewSession, EngineError> {
    let mut tx = engine.write().await?;
    let begun = match meant(&mut tx, engine, ctx, vouched).await? {
        Some(user) => begin(&mut tx, engine, ctx, &user, user_agent, &vouched.issuer).await,
        None => Err(EngineError::NotAuthenticated),
    };
    if matches!(begun, Err(EngineError::NotAuthenticated)) {
        drop(tx);
        let mut tx = engine.write().await?;
        Event::new("sign-in-failed", "user", "", "unknown")
            .set("issuer", &vouched.issuer)
            .set("subject", &vouched.subject)
            .write(&mut tx, engine, ctx)
            .await?;
        tx.commit().await?;
        return begun;
    }
    tx.commit().await?;
    begun
}

/// The person who is meant: who is known by the subject, or, linked from now on, who has the name.
async fn meant(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    vouched: &Vouched,
) -> Result<Option<UserBrief>, EngineError> {
    let Vouched { issuer, subject, user_name } = vouched;
    if let Some(id) = identities::user(tx, issuer, subject).await? {
        return Ok(users::brief(tx, id).await?);
    }
    let Some(name) = user_name else { return Ok(None) };
    let Some(user) = users::by_user_name(tx, name).await? else { return Ok(None) };
    if !identities::link(tx, issuer, subject, user.id, ctx.now).await? {
        return Ok(None);
    }
    Event::new("link-identity", "user", user.id, &user.display_name)
        .about(user.id)
        .set("issuer", issuer)
        .set("subject", subject)
        .write(tx, engine, &acting(ctx, &user))
        .await?;
    Ok(Some(user))
}

/// Forgets who a person is at their provider: the next sign-in finds them by name again.
/// For providers that were set up anew. Needs `ORG_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound` when nobody has this user name, or they are linked to nobody.
pub async fn unlink(engine: &Engine, ctx: &Context, user_name: &str) -> Result<(), EngineError> {
    ctx.require(&[Authority::OrgAdmin])?;
    retry!(forget(engine, ctx, user_name))
}

async fn forget(engine: &Engine, ctx: &Context, user_name: &str) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let user = users::by_user_name(&mut tx, user_name).await?;
    let user = user.ok_or_else(|| EngineError::not_found("user", user_name))?;
    if identities::unlink(&mut tx, user.id).await? == 0 {
        return Err(EngineError::not_found("identity at a provider of user", user_name));
    }
    Event::new("unlink-identity", "user", user.id, &user.display_name)
        .about(user.id)
        .write(&mut tx, engine, ctx)
        .await?;
    Ok(tx.commit().await?)
}
