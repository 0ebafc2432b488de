//! Mitigating controls: kept, linked to rules, confirmed by evidence; and what happens when one stops.
//!
//! Policy administrators administer them; auditors read all of them, and whoever answers for one, or stands in for that
//! person, reads it and gives evidence. Whatever changes what a control stands for locks it first (`find_for_change`), so
//! that evidence, exceptions that come to rest on it, and what ends them go one after another.

mod change;
mod evidence;
mod lapse;
mod link;
mod read;

pub use change::{create, delete, replace, retire};
pub use evidence::{NewEvidence, evidence, file, give};
pub(crate) use lapse::{check, remind};
pub use link::{link, unlink};
pub use read::{ReadControl, Resting, all, may_confirm, of_rule, read, resting};

use bailiwick::authority::Authority;
use bailiwick::delegation::Acting;
use bailiwick::id::ControlId;
use bailiwick::policy::Control;
use bailiwick_store::{Tx, controls};
use chrono::{DateTime, Utc};

use crate::jobs::Job;
use crate::{Context, Engine, EngineError, delegations};

/// The most controls: they are searched in memory.
const MOST_CONTROLS: usize = 1_000;

/// Who reads all controls, whoever answers for them.
fn reads_all(ctx: &Context) -> bool {
    ctx.actor.has(&[Authority::PolicyAdmin, Authority::Auditor])
}

/// A control, for whom may read it.
async fn readable(tx: &mut Tx, ctx: &Context, id: ControlId) -> Result<Control, EngineError> {
    ctx.signed_in()?;
    let missing = || EngineError::not_found("mitigating control", id);
    let control = controls::find(tx, id).await?.ok_or_else(missing)?;
    if reads_all(ctx) {
        return Ok(control);
    }
    let stands_in_for = delegations::stood_in_for(tx, ctx).await?;
    let acting = Acting { actor: &ctx.actor, stands_in_for: &stands_in_for };
    if control.is_kept_by(acting) { Ok(control) } else { Err(missing()) }
}

/// A control that nobody else changes until the transaction ends.
async fn for_change(tx: &mut Tx, id: ControlId) -> Result<Control, EngineError> {
    let found = controls::find_for_change(tx, id).await?;
    found.ok_or_else(|| EngineError::not_found("mitigating control", id))
}

/// Plans what time does to a control: its owner is reminded, and its evidence runs out. What was planned before finds
/// that it means nothing any more.
async fn plan(tx: &mut Tx, engine: &Engine, ctx: &Context, control: &Control) -> Result<(), EngineError> {
    let (Some(reminder), Some(until)) = (control.reminder(), control.until()) else { return Ok(()) };
    if ctx.now < until {
        let remind = Job::RemindOfControl { control: control.id, until };
        remind.write(tx, engine, ctx, reminder.max(ctx.now)).await?;
    }
    check_at(tx, engine, ctx, control.id, until).await
}

/// Looks at an instant whether exceptions can still rest on a control.
async fn check_at(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    control: ControlId,
    at: DateTime<Utc>,
) -> Result<(), EngineError> {
    Job::CheckControl { control, at }.write(tx, engine, ctx, at).await
}
