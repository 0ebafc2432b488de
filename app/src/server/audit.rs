//! The audit trail, for its page.

use bailiwick::audit::GRANTS;
use bailiwick::id::UserId;
use bailiwick::view::{AuditPage, AuditQuery};
use bailiwick_engine::{Context, Engine, audit, people};
use chrono::{DateTime, TimeDelta, Utc};

use super::{call, clock, decisions, failed, refuse};
use crate::api::PortalError;
use crate::clock::Clock;
use crate::days;

/// Entries on a page.
const ENTRIES_A_PAGE: u32 = 50;

/// What was asked for, as it stands in the address: everything left empty does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// The id of the object.
    pub object: String,
    /// The person it is about: an id, or a sign-in name.
    pub user: String,
    /// Who did it: an id, or a sign-in name.
    pub actor: String,
    /// What happened, such as `create-request`.
    pub event: String,
    /// The first day, `2026-11-01`, in the reader's zone.
    pub from: String,
    /// The last day.
    pub to: String,
    /// Older than this entry number; empty for the newest.
    pub before: String,
}

/// A page of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Now.
    pub clock: Clock,
    /// Newest first.
    pub page: AuditPage,
    /// The person searched for, by name.
    pub user: Option<String>,
}

/// Searches the trail, as far as the reader may read it.
pub async fn search(asked: &Search) -> Result<Found, PortalError> {
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
    let mut page = audit::search(&engine, &ctx, &query).await.map_err(failed)?;
    for (_, record) in &mut page.rows {
        // Ids for programs; what was given and taken is told by name.
        record.entry.changes.retain(|change| change.field != GRANTS);
    }
    let name = match user {
        Some(id) => people::brief(&engine, &ctx, id).await.ok().map(|person| person.display_name),
        None => None,
    };
    Ok(Found { clock, page, user: name })
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
