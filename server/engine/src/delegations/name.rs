//! Naming deputies.

use bailiwick::audit::DEPUTY;
use bailiwick::delegation::{Delegation, DelegationFault, MOST_DELEGATIONS, check};
use bailiwick::directory::UserBrief;
use bailiwick::id::{DelegationId, UserId};
use bailiwick::notification::DEPUTY_NAMED;
use bailiwick_store::{Tx, delegations, users};
use chrono::{DateTime, Utc};

use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, notifications};

/// Whom a person names as deputies, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Who is stood in for.
    pub person: UserId,
    /// Who stand in.
    pub deputies: Vec<UserId>,
    /// The first moment; at once when absent.
    pub from: Option<DateTime<Utc>>,
    /// The last moment.
    pub until: DateTime<Utc>,
    /// Why, or what they should know; may be empty.
    pub note: String,
}

/// Names deputies for oneself; with `ACCESS_ADMIN` for anybody, though an administrator names nobody but others as
/// another person's deputy. All or none.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is no such person; `Invalid` (`deputy`, `from`, `until`, `note`); `Conflict` when
/// one of them is the deputy at that time already, or there are too many.
pub async fn name(engine: &Engine, ctx: &Context, naming: &Naming) -> Result<Vec<Delegation>, EngineError> {
    may_change(ctx, naming.person)?;
    let me = ctx.actor.user_id();
    if naming.deputies.iter().any(|deputy| Some(*deputy) == me) && me != Some(naming.person) {
        return Err(EngineError::forbidden("nobody names themselves as another's deputy"));
    }
    if naming.deputies.is_empty() || naming.deputies.len() > MOST_DELEGATIONS {
        return Err(EngineError::invalid("deputy", format!("must name 1 to {MOST_DELEGATIONS} people")));
    }
    let made = retry!(write(engine, ctx, naming))?;
    engine.ring();
    Ok(made)
}

/// One's own deputies, or as administrator anybody's.
pub(super) fn may_change(ctx: &Context, person: UserId) -> Result<(), EngineError> {
    ctx.signed_in()?;
    if ctx.actor.user_id() == Some(person) || ctx.actor.is_access_admin() {
        Ok(())
    } else {
        Err(EngineError::not_found("user", person))
    }
}

async fn write(engine: &Engine, ctx: &Context, naming: &Naming) -> Result<Vec<Delegation>, EngineError> {
    let mut tx = engine.write().await?;
    let person = brief(&mut tx, naming.person).await?;
    let mut open = delegations::open_for_change(&mut tx, naming.person, ctx.now).await?;
    let mut made = Vec::new();
    for deputy in &naming.deputies {
        let deputy = users::brief(&mut tx, *deputy).await?;
        let deputy =
            deputy.ok_or_else(|| EngineError::invalid("deputy", "must name people of the directory"))?;
        let new = Delegation {
            id: DelegationId(engine.new_id()),
            person: person.id,
            deputy: deputy.id,
            from: naming.from.map_or(ctx.now, |from| from.max(ctx.now)),
            until: naming.until,
            note: naming.note.trim().to_owned(),
            created_at: ctx.now,
            ended_at: None,
        };
        check(&new, person.status, deputy.status, &open, ctx.now)?;
        delegations::insert(&mut tx, &new).await?;
        let event = Event::new("name-deputy", "delegation", new.id, &deputy.display_name)
            .about(person.id)
            .set(DEPUTY, deputy.id)
            .set("from", new.from.to_rfc3339())
            .set("until", new.until.to_rfc3339());
        let note = Some(new.note.clone()).filter(|note| !note.is_empty());
        event.change("note", None::<String>, note).write(&mut tx, engine, ctx).await?;
        let people = (&person, &deputy);
        notifications::tell_deputy(&mut tx, engine, ctx, DEPUTY_NAMED, &new, people).await?;
        open.push(new.clone());
        made.push(new);
    }
    tx.commit().await?;
    Ok(made)
}

/// A person in brief.
pub(super) async fn brief(tx: &mut Tx, id: UserId) -> Result<UserBrief, EngineError> {
    users::brief(tx, id).await?.ok_or_else(|| EngineError::not_found("user", id))
}

impl From<DelegationFault> for EngineError {
    fn from(fault: DelegationFault) -> Self {
        match fault {
            DelegationFault::Field { field, fault } => Self::invalid(field, fault),
            DelegationFault::Overlaps | DelegationFault::TooMany => Self::Conflict(fault.to_string()),
        }
    }
}
