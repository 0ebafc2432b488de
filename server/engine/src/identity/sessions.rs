//! Sessions: begun by signing in, ended by the person, by time, or by disabling the person.

use bailiwick::directory::{Status, UserBrief};
use bailiwick::id::{SessionId, UserId};
use bailiwick::identity::{SESSION_IDLE, Session};
use bailiwick_store::{Tx, sessions};

use super::{acting, secret};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// A session that has just begun, with the token that is shown only now.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// What the browser sends back.
    pub token: String,
    /// The session.
    pub session: Session,
}

/// Begins a session within a transaction; the token is always a new one. `by` is what proved
/// who they are: `password`, or the issuer that vouched.
pub(super) async fn begin(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    user: &UserBrief,
    user_agent: &str,
    by: &str,
) -> Result<NewSession, EngineError> {
    if user.status != Status::Active {
        return Err(EngineError::NotAuthenticated);
    }
    let (token, hash) = secret::mint(engine, "");
    let session = Session::begin(SessionId(engine.new_id()), user.id, user_agent, ctx.now);
    sessions::delete_ended(tx, user.id, ctx.now, ctx.now - SESSION_IDLE).await?;
    sessions::insert(tx, &session, &hash).await?;

    Event::new("sign-in", "user", user.id, &user.display_name)
        .about(user.id)
        .set("by", by)
        .set("userAgent", &session.user_agent)
        .write(tx, engine, &acting(ctx, user))
        .await?;
    Ok(NewSession { token, session })
}

/// Ends the session with this token; nothing happens when there is none.
pub async fn sign_out(engine: &Engine, ctx: &Context, token: &str) -> Result<(), EngineError> {
    retry!(end(engine, ctx, token))
}

async fn end(engine: &Engine, ctx: &Context, token: &str) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let Some(session) = sessions::by_token(&mut tx, &secret::digest(token)).await? else { return Ok(()) };
    if sessions::delete(&mut tx, session.user, session.id).await? {
        record_end(&mut tx, engine, ctx, "sign-out", &session).await?;
    }
    Ok(tx.commit().await?)
}

/// One's own sessions that have not ended, the last used first.
pub async fn sessions(engine: &Engine, ctx: &Context) -> Result<Vec<Session>, EngineError> {
    let user = ctx.person()?;
    let mut tx = engine.read().await?;
    let mut found = sessions::of_user(&mut tx, user).await?;
    found.retain(|session| session.is_live(ctx.now));
    Ok(found)
}

/// Ends one of one's own sessions.
///
/// # Errors
/// `NotFound` when one has no such session.
pub async fn revoke_session(engine: &Engine, ctx: &Context, id: SessionId) -> Result<(), EngineError> {
    let user = ctx.person()?;
    retry!(revoke(engine, ctx, user, id))
}

async fn revoke(engine: &Engine, ctx: &Context, user: UserId, id: SessionId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let session = sessions::of_user(&mut tx, user).await?.into_iter().find(|session| session.id == id);
    let session = session.ok_or_else(|| EngineError::not_found("session", id))?;
    if sessions::delete(&mut tx, user, id).await? {
        record_end(&mut tx, engine, ctx, "revoke-session", &session).await?;
    }
    Ok(tx.commit().await?)
}

async fn record_end(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    event: &'static str,
    session: &Session,
) -> Result<(), EngineError> {
    Event::new(event, "session", session.id, &session.user_agent)
        .about(session.user)
        .write(tx, engine, ctx)
        .await
}
