//! What exceptions rest on: chosen when they begin, lost when the control stops.

use bailiwick::delegation::Acting;
use bailiwick::id::{ControlId, ViolationId};
use bailiwick::policy::control::{Loss, ground};
use bailiwick::policy::{Control, ViolationStatus};
use bailiwick_store::{Tx, controls};

use super::settle::put_back;
use super::{Loaded, load};
use crate::notifications::tell_of_lost_ground;
use crate::requests::note;
use crate::{Context, Engine, EngineError};

/// The control that an exception is to rest on, which stays as it is until the transaction ends; none where the rule has
/// none.
pub(super) async fn choose(
    tx: &mut Tx,
    ctx: &Context,
    loaded: &Loaded,
    named: Option<ControlId>,
) -> Result<Option<Control>, EngineError> {
    let violation = &loaded.violation;
    if let Some(named) = named {
        // Evidence, and what ends the control, waits for this exception or comes before it.
        controls::find_for_change(tx, named).await?;
    }
    let linked = controls::links::of_rule(tx, violation.rule_id).await?;
    Ok(ground(&linked, named, violation.user, ctx.now)?.cloned())
}

/// Ends an exception that cannot rest on its control any longer: those who were asked are asked again, and told why.
pub(crate) async fn lose_ground(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: ViolationId,
    control: &Control,
    why: Loss,
) -> Result<(), EngineError> {
    let Ok(mut loaded) = load(tx, id).await else { return Ok(()) };
    if loaded.violation.status != ViolationStatus::Exception || loaded.violation.control != Some(control.id) {
        return Ok(());
    }
    let ctx = &ctx.as_system();
    let before = loaded.case.clone();
    let reason = format!("The control {} {why}: the exception has ended.", control.definition.name);
    let comment =
        loaded.violation.end_exception(&mut loaded.case, &reason, Acting::from(&ctx.actor), ctx.now)?;
    put_back(tx, engine, ctx, &loaded, &comment).await?;
    note(tx, engine, ctx, &before, &loaded.case, &comment).await?;
    tell_of_lost_ground(tx, engine, ctx, &loaded.violation, &loaded.case, control, &reason).await
}
