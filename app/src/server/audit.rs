//! The audit trail, for its page.

use bailiwick::id::UserId;
use bailiwick::view::AuditQuery;
use bailiwick_engine::{Context, Engine, audit, people};
use chrono::{DateTime, TimeDelta, Utc};

use super::{call, clock, decisions, failed, refuse};
use crate::api::PortalError;
use crate::api::audit::{AuditFound, AuditSearch, ENTRIES_A_PAGE};
use crate::clock::Clock;
use crate::days;

/// Searches the trail.
pub async fn search(asked: &AuditSearch) -> Result<AuditFound, PortalError> {
    let (engine, ctx) = call()?;
    let clock = clock(&ctx);
    let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let user = match given(&asked.user) {
        Some(text) => Some(person(&engine, &ctx, "user", &text).await?),
        None => None,
    };
    let actor = match given(&asked.actor) {
        Some(text) => actor(&engine, &ctx, text).await?,
        None => None,
    };
    let query = AuditQuery {
        object_id: given(&asked.object),
        user,
        actor,
        event: given(&asked.event),
        from: first(clock, &asked.from)?,
        to: last(clock, &asked.to)?,
        before: given(&asked.before).and_then(|before| before.parse().ok()),
        limit: ENTRIES_A_PAGE,
    };
    let page = audit::search(&engine, &ctx, &query).await.map_err(failed)?;
    let name = match user {
        Some(id) => people::brief(&engine, &ctx, id).await.ok().map(|person| person.display_name),
        None => None,
    };
    Ok(AuditFound { clock, page, user: name })
}

async fn person(engine: &Engine, ctx: &Context, field: &str, text: &str) -> Result<UserId, PortalError> {
    decisions::find(engine, ctx, text).await.map_err(|error| match error {
        PortalError::Invalid { message, .. } => refuse(PortalError::invalid(field, message)),
        error => error,
    })
}

/// A person's id, where the text names one; else the text itself, which may be the id of a client.
async fn actor(engine: &Engine, ctx: &Context, text: String) -> Result<Option<String>, PortalError> {
    match person(engine, ctx, "actor", &text).await {
        Ok(id) => Ok(Some(id.to_string())),
        Err(PortalError::Invalid { .. }) => Ok(Some(text)),
        Err(error) => Err(error),
    }
}

/// The first moment of a day.
fn first(clock: Clock, day: &str) -> Result<Option<DateTime<Utc>>, PortalError> {
    let end = days::end(clock, day).map_err(|fault| refuse(PortalError::invalid("from", fault)))?;
    Ok(end.map(|end| end + TimeDelta::seconds(1) - TimeDelta::days(1)))
}

/// The moment after a day.
fn last(clock: Clock, day: &str) -> Result<Option<DateTime<Utc>>, PortalError> {
    let end = days::end(clock, day).map_err(|fault| refuse(PortalError::invalid("to", fault)))?;
    Ok(end.map(|end| end + TimeDelta::seconds(1)))
}
