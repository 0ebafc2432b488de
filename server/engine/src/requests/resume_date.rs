//! Moving the date that a request awaits (contract 2.1.1, `changeResumeDate`).

use bailiwick::authority::Authority;
use bailiwick::id::RequestId;
use bailiwick::request::Modifier;
use bailiwick::view::RequestView;
use bailiwick_store::{grants, requests};
use chrono::{DateTime, Utc};

use super::read;
use crate::audit::Event;
use crate::engine::retry;
use crate::workflows::{PhaseEvent, at};
use crate::{Context, Engine, EngineError};

/// Moves the date that a request awaits; a removal takes the end of the access with it. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `NotFound`, `Forbidden`; `Invalid` for a date that has passed; `Conflict` when the request awaits no date.
pub async fn change_resume_date(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    date: DateTime<Utc>,
) -> Result<RequestView, EngineError> {
    // Whoever may not see it learns nothing of it.
    read(engine, ctx, id).await?;
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(change(engine, ctx, id, date))?;
    engine.ring();
    read(engine, ctx, id).await
}

async fn change(
    engine: &Engine,
    ctx: &Context,
    id: &RequestId,
    date: DateTime<Utc>,
) -> Result<(), EngineError> {
    if date <= ctx.now {
        return Err(EngineError::invalid("resumeDate", "must lie in the future"));
    }
    let mut tx = engine.write().await?;
    let missing = || EngineError::not_found("request", id);
    let (mut request, revision) = requests::find(&mut tx, id).await?.ok_or_else(missing)?;
    let before = request.open_phases().find_map(|phase| phase.due);
    let phase =
        request.move_date(date).ok_or_else(|| EngineError::Conflict("the request awaits no date".into()))?;
    if let Some(access) = request.access.filter(|access| access.modifier == Modifier::Remove) {
        request.end = Some(date);
        grants::set_end(&mut tx, request.user, access.item, date).await?;
    }
    at(&mut tx, engine, ctx, &request, phase, PhaseEvent::Resume, date).await?;
    requests::update(&mut tx, &request, revision, ctx.now).await?;
    Event::new("reschedule-request", "request", id, "")
        .about(request.user)
        .change("resumeDate", before.map(|date| date.to_rfc3339()), Some(date.to_rfc3339()))
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(())
}
