//! Grants as a file has them, written and told of person by person.

use std::collections::BTreeMap;

use bailiwick::grant::{Grant, GrantStatus, Origin, Use};
use bailiwick::id::{GrantId, ItemId, UserId};
use bailiwick_store::bulk::{Ended, Known};
use bailiwick_store::{Tx, bulk, nesting};
use chrono::{DateTime, Utc};

use super::super::Counts;
use super::super::row::Said;
use super::{Held, LastUsed};
use crate::audit::{Event, Trail};
use crate::jobs::Job;
use crate::{Context, Engine, EngineError};

/// Adds grants of what people do not hold yet in any way: an application knows nothing of roles. A direct grant that ends
/// otherwise than before stays the grant that it is, with what was decided about it and what it brings.
pub(super) async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    held: Vec<Held>,
) -> Result<Counts, EngineError> {
    let mut counts = Counts::default();
    let (mut new, mut moved, mut told_of) = (Vec::new(), Vec::new(), Vec::new());
    let mut events: BTreeMap<UserId, Told> = BTreeMap::new();
    for row in held {
        told_of.extend(row.used.map(|last| (row.user, row.item, last)));
        let end = row.end.value().copied();
        let before = match row.known {
            None => {
                counts.added += 1;
                None
            }
            Some(Known::Directly(grant)) if row.end != Said::Nothing && end != grant.end => {
                counts.changed += 1;
                moved.push((grant.id, end));
                Some(until(grant.end))
            }
            // What a role or a membership brings ends with that alone, whatever end the file gives.
            Some(known) => {
                if is_news(known.used(), row.used) {
                    counts.changed += 1;
                } else {
                    counts.unchanged += 1;
                }
                continue;
            }
        };
        let mut told = events.remove(&row.user).unwrap_or_else(|| Told::of(row.user, &row.user_name));
        if before.is_none() {
            let grant = Grant {
                id: GrantId(engine.new_id()),
                user: row.user,
                kind: row.kind,
                item: row.item,
                account: row.account,
                origin: Origin::Reconciliation,
                request: None,
                through: None,
                granted_by: None,
                status: GrantStatus::Active,
                start: row.start.unwrap_or(ctx.now),
                end,
                used: None,
            };
            told.began.push(grant.id);
            new.push((grant, None));
        }
        told.event = told.event.change(row.name, before, Some(until(end)));
        events.insert(row.user, told);
    }
    begin(tx, ctx, &new, &mut events).await?;
    for (grant, end) in &moved {
        bulk::set_grant_end(tx, *grant, *end).await?;
    }
    bulk::tell_use(tx, &told_of, ctx.now).await?;
    let ends = new.iter().map(|(grant, _)| (grant.id, grant.end)).chain(moved);
    for (grant, end) in ends.filter_map(|(grant, end)| Some((grant, end?))) {
        Job::end_grant(grant, end).write(tx, engine, ctx, end).await?;
    }
    tell(tx, engine, ctx, events).await?;
    Ok(counts)
}

/// Whether what is said about use is news.
fn is_news(known: Option<Use>, said: Option<LastUsed>) -> bool {
    match (said, known) {
        (None, _) | (Some(None), Some(_)) => false,
        (Some(_), None) => true,
        (Some(Some(last)), Some(known)) => known.last.is_none_or(|known| known < last),
    }
}

/// Writes new grants, and what comes of them.
pub(crate) async fn begin(
    tx: &mut Tx,
    ctx: &Context,
    new: &[(Grant, Option<Ended>)],
    events: &mut BTreeMap<UserId, Told>,
) -> Result<(), EngineError> {
    bulk::insert_grants(tx, new, ctx.now).await?;
    let begun: Vec<(UserId, ItemId)> = new.iter().map(|(grant, _)| (grant.user, grant.item)).collect();
    for one in nesting::follow_begun_of_many(tx, &begun, ctx.now).await? {
        if let Some(told) = events.get_mut(&one.user) {
            told.began.push(one.grant);
        }
    }
    Ok(())
}

/// Writes what the audit trail tells about each of these people.
pub(crate) async fn tell(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    events: BTreeMap<UserId, Told>,
) -> Result<(), EngineError> {
    let mut trail = Trail::default();
    for told in events.into_values() {
        trail.add(engine, ctx, told.event.grants(&[], &told.began));
    }
    trail.write(tx).await
}

/// What the audit trail tells about a person.
pub(crate) struct Told {
    pub(crate) event: Event,
    pub(crate) began: Vec<GrantId>,
}

impl Told {
    pub(crate) fn of(user: UserId, user_name: &str) -> Self {
        let event = Event::new("import-grants", "user", user, user_name).about(user);
        Self { event, began: Vec::new() }
    }
}

/// How the audit trail tells how long something is held.
pub(crate) fn until(end: Option<DateTime<Utc>>) -> String {
    end.map_or_else(|| "held".into(), |end| format!("held until {}", end.to_rfc3339()))
}
