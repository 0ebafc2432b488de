//! What time does to controls, and to exceptions that rest on them.

use bailiwick::id::ControlId;
use bailiwick::notification::{CONTROL_LAPSED, CONTROL_REMINDER};
use bailiwick::policy::ControlState;
use bailiwick::policy::control::Loss;
use bailiwick_store::Tx;
use bailiwick_store::controls;
use bailiwick_store::jobs::{Claimed, finish};
use bailiwick_store::violations::resting;
use chrono::{DateTime, Utc};

use crate::engine::retry;
use crate::jobs::alive;
use crate::notifications::tell_of_control;
use crate::{Context, Engine, EngineError, violations};

/// So many exceptions end in one transaction.
const CHUNK: i64 = 100;

/// The evidence of a control runs out soon: its owner is told, unless evidence came meanwhile.
pub(crate) async fn remind(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    until: DateTime<Utc>,
) -> Result<(), EngineError> {
    let Some(control) = controls::find(tx, id).await? else { return Ok(()) };
    if control.until() != Some(until) || control.state(ctx.now) != ControlState::Due {
        return Ok(());
    }
    let cause = format!("control-due:{id}:{}", until.timestamp_micros());
    tell_of_control(tx, engine, ctx, &control, CONTROL_REMINDER, &cause).await
}

/// Ends the exceptions that cannot rest on a control any longer: its evidence has run out, it was retired, or it is not
/// linked to the rule any more. What it stands for is looked at anew, so that evidence which came in time keeps them.
pub(crate) async fn check(
    engine: &Engine,
    ctx: &Context,
    job: &Claimed,
    id: ControlId,
) -> Result<(), EngineError> {
    let work = async {
        while retry!(end_some(engine, ctx, id))? {
            engine.ring();
        }
        Ok::<_, EngineError>(())
    };
    Box::pin(alive(engine, job, work)).await?;
    let mut tx = engine.write().await?;
    if finish(&mut tx, job).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Ends some; whether there may be more.
async fn end_some(engine: &Engine, ctx: &Context, id: ControlId) -> Result<bool, EngineError> {
    let mut tx = engine.write().await?;
    let Some(control) = controls::find_for_change(&mut tx, id).await? else { return Ok(false) };
    let loss = control.loss(ctx.now);
    if let Some(Loss::Lapsed(until)) = loss {
        let cause = format!("control-lapsed:{id}:{}", until.timestamp_micros());
        tell_of_control(&mut tx, engine, ctx, &control, CONTROL_LAPSED, &cause).await?;
    }
    let gone = resting::without_ground(&mut tx, id, loss.is_none(), CHUNK).await?;
    for violation in &gone {
        let why = loss.unwrap_or(Loss::Unlinked);
        violations::lose_ground(&mut tx, engine, ctx, *violation, &control, why).await?;
    }
    tx.commit().await?;
    Ok(i64::try_from(gone.len()).is_ok_and(|ended| ended == CHUNK))
}
