//! Hashing passwords: slow on purpose, so never many at once and never on an async thread.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use bailiwick::id::SessionId;
use bailiwick::identity::check_password;
use bailiwick_store::{credentials, sessions, tokens, users};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::attempt::{self, Attempt};
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Each needs 19 MiB and a core.
static HASHING: Semaphore = Semaphore::const_new(2);
/// More than this many do not wait in line: they are told to come back.
static LINE: Semaphore = Semaphore::const_new(64);

/// What is compared with when there is no password: costs the same, fits nothing.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The right to hash one password.
pub(crate) struct Turn(SemaphorePermit<'static>);

/// Waits for a turn.
///
/// # Errors
/// `TooMany` when too many wait already.
pub(crate) async fn turn() -> Result<Turn, EngineError> {
    let _place = LINE.try_acquire().map_err(|_| EngineError::TooMany { seconds: 5 })?;
    HASHING.acquire().await.map(Turn).map_err(internal)
}

/// The hash of a password, in PHC format.
pub(crate) async fn hash(turn: Turn, engine: &Engine, password: &str) -> Result<String, EngineError> {
    let (salt, password) = (engine.random_bytes::<16>(), password.to_owned());
    let work = move || {
        let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(internal)?;
        Ok(hash.to_string())
    };
    run(turn, work).await
}

/// Whether the password has this hash. Takes as long when there is none.
pub(super) async fn verify(turn: Turn, password: &str, hash: Option<String>) -> Result<bool, EngineError> {
    let password = password.to_owned();
    let work = move || {
        let hash = PasswordHash::new(hash.as_deref().unwrap_or(NOBODYS)).map_err(internal)?;
        Ok(argon2()?.verify_password(password.as_bytes(), &hash).is_ok())
    };
    run(turn, work).await
}

/// The turn goes with the work, and ends with it even when nobody waits for the outcome.
async fn run<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    let work = move || {
        let _permit = turn.0;
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(internal)?
}

/// Parameters as OWASP recommends them: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, EngineError> {
    let parameters = Params::new(19_456, 2, 1, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters))
}

fn internal(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Internal(Box::new(error))
}

/// Changes one's own password and ends one's other sessions; `keep` is the one in use.
///
/// # Errors
/// `Invalid` (`current` is not the password, or `new` is not fit to be one), `TooMany` after
/// too many wrong ones.
pub async fn set_password(
    engine: &Engine,
    ctx: &Context,
    keep: Option<SessionId>,
    current: &str,
    new: &str,
) -> Result<(), EngineError> {
    let user = ctx.person()?;
    let mut tx = engine.read().await?;
    let person = users::brief(&mut tx, user).await?.ok_or(EngineError::NotAuthenticated)?;
    tx.commit().await?;
    check_password(&person.user_name, new).map_err(|fault| EngineError::invalid("new", fault))?;

    let attempt = attempt::make(engine, ctx, Some(&person), current).await?;
    if !attempt.right {
        retry!(attempt.failed(engine, ctx, "set-password-failed"))?;
        return Err(EngineError::invalid("current", "is not your password"));
    }
    let hash = hash(turn().await?, engine, new).await?;
    retry!(save(engine, ctx, &attempt, keep, &hash))
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    attempt: &Attempt,
    keep: Option<SessionId>,
    hash: &str,
) -> Result<(), EngineError> {
    let Some(person) = &attempt.user else { return Err(EngineError::NotAuthenticated) };
    let mut tx = engine.write().await?;
    credentials::set(&mut tx, person.id, hash, ctx.now).await?;
    let ended = sessions::delete_others(&mut tx, person.id, keep).await?;
    let revoked = tokens::revoke_all(&mut tx, person.id, ctx.now).await?;
    Event::new("set-password", "user", person.id, &person.display_name)
        .about(person.id)
        .set("sessionsEnded", ended)
        .set("tokensRevoked", revoked)
        .write(&mut tx, engine, ctx)
        .await?;
    Ok(tx.commit().await?)
}
