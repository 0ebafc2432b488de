//! Personal access tokens: what a person makes for their own programs, which then act as them.

use bailiwick::authority::Authority;
use bailiwick::id::{TokenId, UserId};
use bailiwick::identity::{PersonalToken, TOKEN_LIFE};
use bailiwick::text::check_present;
use bailiwick_store::{tokens, users};
use chrono::{DateTime, Utc};

use super::secret;
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// A person has no more tokens than they can keep an eye on.
const MOST_TOKENS: usize = 50;

/// A token that has just been made, in the clear for the only time.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What programs send.
    pub secret: String,
    /// What is kept about it.
    pub token: PersonalToken,
}

/// Makes a token for oneself, in a browser that has signed in: whoever gets hold of a token
/// must not be able to outlive it.
///
/// # Errors
/// `Forbidden` for who came with a token; `Invalid` (`name`; `expiresAt` past or more than a year ahead), `Conflict` when one has
/// too many already.
pub async fn create_token(
    engine: &Engine,
    ctx: &Context,
    name: &str,
    expires_at: DateTime<Utc>,
) -> Result<NewToken, EngineError> {
    let user = ctx.person_in_session()?;
    check_present(name, 100).map_err(|fault| EngineError::invalid("name", fault))?;
    if expires_at <= ctx.now {
        return Err(EngineError::invalid("expiresAt", "must be in the future"));
    }
    if expires_at > ctx.now + TOKEN_LIFE {
        return Err(EngineError::invalid("expiresAt", "must be within a year"));
    }
    retry!(create(engine, ctx, user, name.trim(), expires_at))
}

async fn create(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    name: &str,
    expires_at: DateTime<Utc>,
) -> Result<NewToken, EngineError> {
    let (secret, hash) = secret::mint(engine, secret::PERSONAL);
    let token = PersonalToken {
        id: TokenId(engine.new_id()),
        user,
        name: name.to_owned(),
        created_at: ctx.now,
        expires_at,
        used_at: None,
    };
    let mut tx = engine.write().await?;
    if tokens::of_user(&mut tx, user, ctx.now).await?.len() >= MOST_TOKENS {
        return Err(EngineError::Conflict(format!("you have {MOST_TOKENS} tokens: revoke one first")));
    }
    tokens::insert_personal(&mut tx, &token, &hash).await?;
    Event::new("create-token", "token", token.id, name)
        .about(user)
        .set("expiresAt", expires_at.to_rfc3339())
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(NewToken { secret, token })
}

/// A person's tokens that can be used, the newest first: one's own, or with `ORG_ADMIN` anybody's.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is no such person.
pub async fn tokens(engine: &Engine, ctx: &Context, user: UserId) -> Result<Vec<PersonalToken>, EngineError> {
    may_see(ctx, user)?;
    let mut tx = engine.read().await?;
    users::brief(&mut tx, user).await?.ok_or_else(|| EngineError::not_found("user", user))?;
    Ok(tokens::of_user(&mut tx, user, ctx.now).await?)
}

/// Revokes a person's token: one's own, or with `ORG_ADMIN` anybody's.
///
/// # Errors
/// `Forbidden`; `NotFound` when they have no such token, or it was revoked before.
pub async fn revoke_token(
    engine: &Engine,
    ctx: &Context,
    user: UserId,
    id: TokenId,
) -> Result<(), EngineError> {
    may_see(ctx, user)?;
    retry!(revoke(engine, ctx, user, id))
}

fn may_see(ctx: &Context, user: UserId) -> Result<(), EngineError> {
    ctx.signed_in()?;
    if ctx.actor.user_id() == Some(user) { Ok(()) } else { ctx.require(&[Authority::OrgAdmin]) }
}

async fn revoke(engine: &Engine, ctx: &Context, user: UserId, id: TokenId) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    let name = tokens::revoke(&mut tx, user, id, ctx.now).await?;
    let name = name.ok_or_else(|| EngineError::not_found("token", id))?;
    Event::new("revoke-token", "token", id, name).about(user).write(&mut tx, engine, ctx).await?;
    Ok(tx.commit().await?)
}
