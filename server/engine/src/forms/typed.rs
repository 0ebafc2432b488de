//! What people have typed into forms that were not taken: it comes back with what is wrong with it.

use bailiwick_store::forms::typed;
use chrono::TimeDelta;
use serde_json::Value as Json;

use crate::{Context, Engine, EngineError};

/// So long it is kept.
const KEPT: TimeDelta = TimeDelta::days(1);
/// The most places at which somebody has typed something; what was typed at more is not kept.
const MOST_PLACES: i64 = 100;
/// The most bytes of what was typed at one place.
const MOST_BYTES: usize = 1_048_576;

/// Keeps what the person who acts typed at a place, for a day.
///
/// # Errors
/// The actor is no person; it is too long.
pub async fn keep_typed(engine: &Engine, ctx: &Context, place: &str, what: &Json) -> Result<(), EngineError> {
    let me = ctx.person()?;
    if what.to_string().len() > MOST_BYTES {
        return Err(EngineError::invalid("form", format!("must be at most {MOST_BYTES} bytes")));
    }
    let mut tx = engine.write().await?;
    typed::forget_until(&mut tx, me, ctx.now - KEPT).await?;
    typed::forget(&mut tx, me, place).await?;
    if typed::count(&mut tx, me).await? < MOST_PLACES {
        typed::keep(&mut tx, me, place, what, ctx.now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the person who acts typed at a place within a day, if they did.
pub async fn typed_at(engine: &Engine, ctx: &Context, place: &str) -> Result<Option<Json>, EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.read().await?;
    Ok(typed::find(&mut tx, me, place, ctx.now - KEPT).await?)
}

/// Forgets what the person who acts typed at a place: it was taken.
pub async fn forget_typed(engine: &Engine, ctx: &Context, place: &str) -> Result<(), EngineError> {
    let me = ctx.person()?;
    let mut tx = engine.write().await?;
    typed::forget(&mut tx, me, place).await?;
    tx.commit().await?;
    Ok(())
}
