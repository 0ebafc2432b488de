//! What a person was told, and what they want by mail.

use bailiwick::id::NotificationId;
use bailiwick::notification::{Notification, Preferences};
use bailiwick_store::notifications;

use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What the person who acts was told, newest first; the newest thousand.
pub async fn mine(engine: &Engine, ctx: &Context) -> Result<Vec<Notification>, EngineError> {
    let me = ctx.person()?;
    Ok(notifications::of_user(&mut engine.read().await?, me).await?)
}

/// How many of them they have not read.
pub async fn unread(engine: &Engine, ctx: &Context) -> Result<i64, EngineError> {
    let me = ctx.person()?;
    Ok(notifications::count_unread(&mut engine.read().await?, me).await?)
}

/// They have read these, or all when none is named; how many they had not read before. What is not theirs is left
/// alone.
pub async fn mark_read(
    engine: &Engine,
    ctx: &Context,
    ids: Option<&[NotificationId]>,
) -> Result<u64, EngineError> {
    ctx.person()?;
    retry!(try_mark_read(engine, ctx, ids))
}

async fn try_mark_read(
    engine: &Engine,
    ctx: &Context,
    ids: Option<&[NotificationId]>,
) -> Result<u64, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.write().await?;
    let count = match ids {
        None => notifications::mark_all_read(&mut tx, me, ctx.now).await?,
        Some(ids) => {
            let mut count = 0;
            for id in ids {
                count += u64::from(notifications::mark_read(&mut tx, me, *id, ctx.now).await?);
            }
            count
        }
    };
    tx.commit().await?;
    Ok(count)
}

/// What the person who acts wants by mail.
pub async fn preferences(engine: &Engine, ctx: &Context) -> Result<Preferences, EngineError> {
    let me = ctx.person()?;
    Ok(notifications::preferences(&mut engine.read().await?, me).await?)
}

/// Sets what the person who acts wants by mail.
pub async fn set_preferences(
    engine: &Engine,
    ctx: &Context,
    preferences: &Preferences,
) -> Result<(), EngineError> {
    ctx.person()?;
    retry!(try_set(engine, ctx, preferences))
}

async fn try_set(engine: &Engine, ctx: &Context, preferences: &Preferences) -> Result<(), EngineError> {
    let mut tx = engine.write().await?;
    notifications::set_preferences(&mut tx, ctx.person()?, preferences).await?;
    Ok(tx.commit().await?)
}
