//! Whose a session or bearer token is. Person and authorities are read for every call.

use std::time::Duration;

use bailiwick::authority::Actor;
use bailiwick::directory::Status;
use bailiwick::id::{SessionId, UserId};
use bailiwick_store::tokens::Bearer;
use bailiwick_store::{Tx, clients, sessions, tokens, users};
use chrono::{DateTime, TimeDelta, Utc};

use super::secret;
use crate::{Context, Engine, EngineError};

/// The last use of a session or token is noted no more often than this: reading must not
/// become writing.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long a call waits for that.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who has the session with this token; `None` when it has ended or never was.
pub async fn by_session(
    engine: &Engine,
    ctx: &Context,
    token: &str,
) -> Result<Option<(Actor, SessionId)>, EngineError> {
    let mut tx = engine.read().await?;
    let found = sessions::by_token(&mut tx, &secret::digest(token)).await?;
    let Some(session) = found.filter(|session| session.is_live(ctx.now)) else { return Ok(None) };
    let Some(actor) = person(&mut tx, session.user).await? else { return Ok(None) };
    tx.commit().await?;

    if is_due(Some(session.seen_at), ctx.now) {
        note(async {
            let mut tx = engine.write().await?;
            sessions::touch(&mut tx, session.id, ctx.now).await?;
            Ok(tx.commit().await?)
        })
        .await;
    }
    Ok(Some((actor, session.id)))
}

/// Who has this personal token or access token; `None` when it has expired, was revoked or
/// never was.
pub async fn by_bearer(engine: &Engine, ctx: &Context, token: &str) -> Result<Option<Actor>, EngineError> {
    let mut tx = engine.read().await?;
    let Some(shown) = tokens::shown(&mut tx, &secret::digest(token), ctx.now).await? else { return Ok(None) };
    let actor = match &shown.bearer {
        Bearer::Person(id) => person(&mut tx, *id).await?,
        Bearer::Client(id) => client(&mut tx, id).await?,
    };
    tx.commit().await?;

    if actor.is_some() && is_due(shown.used_at, ctx.now) {
        note(async {
            let mut tx = engine.write().await?;
            tokens::touch(&mut tx, shown.id, ctx.now).await?;
            Ok(tx.commit().await?)
        })
        .await;
    }
    Ok(actor)
}

/// Notes a use, when it can be done at once: nobody waits for a long import, and nobody is
/// refused because of it. The next call tries again.
async fn note(write: impl Future<Output = Result<(), EngineError>>) {
    match tokio::time::timeout(PATIENCE, write).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = ?error, "the last use could not be noted"),
        Err(_) => tracing::debug!("the last use was not noted: the database is busy"),
    }
}

fn is_due(before: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    before.is_none_or(|before| now - before >= TOUCH_EVERY)
}

async fn person(tx: &mut Tx, id: UserId) -> Result<Option<Actor>, EngineError> {
    let Some(user) = users::brief(tx, id).await?.filter(|user| user.status == Status::Active) else {
        return Ok(None);
    };
    let authorities = users::authorities(tx, id).await?;
    Ok(Some(Actor::Person { id, name: user.display_name, authorities }))
}

async fn client(tx: &mut Tx, id: &str) -> Result<Option<Actor>, EngineError> {
    let found = clients::by_id(tx, id).await?.filter(|client| client.status == Status::Active);
    Ok(found.map(|client| Actor::Client {
        id: client.id,
        name: client.name,
        authorities: client.authorities,
    }))
}
