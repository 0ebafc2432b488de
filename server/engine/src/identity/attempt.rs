//! One try of a password. It counts as failed before it is made, so that many made at the
//! same time are no way around the lock-out.

use bailiwick::directory::UserBrief;
use bailiwick::id::UserId;
use bailiwick::identity::lockout;
use bailiwick_store::credentials;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::password;
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// A try and its outcome.
pub(super) struct Attempt {
    /// Who is tried; nobody when the name is unknown.
    pub user: Option<UserBrief>,
    /// Whether the password is theirs.
    pub right: bool,
    /// Until when a wrong password has closed the door.
    locked_until: Option<DateTime<Utc>>,
}

struct Charged {
    hash: Option<String>,
    locked_until: Option<DateTime<Utc>>,
}

/// Tries a password. Costs the same for people who do not exist.
///
/// # Errors
/// `TooMany` when the person is locked, or too many try at once.
pub(super) async fn make(
    engine: &Engine,
    ctx: &Context,
    user: Option<&UserBrief>,
    password: &str,
) -> Result<Attempt, EngineError> {
    let turn = password::turn().await?;
    let id = user.map_or(UserId(Uuid::nil()), |user| user.id);
    let Charged { hash, locked_until } = retry!(charge(engine, ctx, id))?;
    let known = hash.is_some();
    let fits = password::verify(turn, password, hash).await?;
    Ok(Attempt { user: user.cloned(), right: known && fits, locked_until })
}

async fn charge(engine: &Engine, ctx: &Context, user: UserId) -> Result<Charged, EngineError> {
    let mut tx = engine.write().await?;
    let Some(credential) = credentials::charge(&mut tx, user, ctx.now).await? else {
        let locked_until =
            credentials::load(&mut tx, user).await?.and_then(|credential| credential.locked_until);
        return match locked_until.filter(|until| *until > ctx.now) {
            Some(until) => Err(EngineError::TooMany { seconds: seconds_until(until, ctx.now) }),
            None => Ok(Charged { hash: None, locked_until: None }),
        };
    };
    let locked_until = lockout(credential.failures).map(|time| ctx.now + time);
    if let Some(until) = locked_until {
        credentials::lock(&mut tx, user, until).await?;
    }
    tx.commit().await?;
    Ok(Charged { hash: Some(credential.password_hash), locked_until })
}

/// Whole seconds, never too few.
fn seconds_until(until: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (until - now + TimeDelta::milliseconds(999)).num_seconds().max(1)
}

impl Attempt {
    /// Records that it failed.
    pub(super) async fn failed(
        &self,
        engine: &Engine,
        ctx: &Context,
        event: &'static str,
    ) -> Result<(), EngineError> {
        let mut tx = engine.write().await?;
        match &self.user {
            Some(user) => {
                let about = |event| Event::new(event, "user", user.id, &user.display_name).about(user.id);
                about(event).write(&mut tx, engine, ctx).await?;
                if let Some(until) = self.locked_until {
                    about("locked")
                        .set("lockedUntil", until.to_rfc3339())
                        .write(&mut tx, engine, ctx)
                        .await?;
                }
            }
            // The name stays out: people type their password there by mistake.
            None => Event::new(event, "user", "", "unknown").write(&mut tx, engine, ctx).await?,
        }
        Ok(tx.commit().await?)
    }
}
