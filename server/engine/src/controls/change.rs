//! Making, changing, retiring and deleting controls.

use bailiwick::directory::Status;
use bailiwick::document::Fault;
use bailiwick::id::ControlId;
use bailiwick::notification::CONTROL_ASSIGNED;
use bailiwick::policy::{Control, ControlDefinition};
use bailiwick_store::{StoreError, Tx, controls, users};
use serde_json::{Map, Value as Json};

use super::evidence::giver;
use super::read::{ReadControl, named};
use super::{MOST_CONTROLS, check_at, for_change, plan};
use crate::audit::Event;
use crate::engine::retry;
use crate::notifications::tell_of_control;
use crate::policies::writable;
use crate::{Context, Engine, EngineError};

/// What is said of a name that is taken; as the contract says it of policies (1.5).
const NAME_TAKEN: &str = "Name must be different from the existing mitigating controls.";

/// Makes a control; an id in the body has no effect. Its owner is told. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`; `InvalidAll`: see [`ControlDefinition::parse`]; a name that is taken, an owner who does not work here;
/// `Conflict` when there are too many.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<ReadControl, EngineError> {
    writable(ctx)?;
    let definition = ControlDefinition::parse(body)?;
    let made = retry!(insert(engine, ctx, &definition))?;
    engine.ring();
    Ok(made)
}

async fn insert(
    engine: &Engine,
    ctx: &Context,
    definition: &ControlDefinition,
) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    check(&mut tx, definition).await?;
    if usize::try_from(controls::count(&mut tx).await?).is_ok_and(|count| count >= MOST_CONTROLS) {
        return Err(EngineError::Conflict(format!(
            "there are {MOST_CONTROLS} mitigating controls: delete one first"
        )));
    }
    let control = Control {
        id: ControlId(engine.new_id()),
        definition: definition.clone(),
        given: None,
        retired: None,
        revision: 1,
        created_at: ctx.now,
        modified_at: ctx.now,
    };
    controls::insert(&mut tx, &control).await.map_err(taken)?;
    told("create-control", None, Some(&control)).write(&mut tx, engine, ctx).await?;
    tell_owner(&mut tx, engine, ctx, &control).await?;
    let read = named(&mut tx, control).await?;
    tx.commit().await?;
    Ok(read)
}

/// Replaces what was said about a control, if nobody did since `revision`, when one is given. A shorter interval may end
/// it at once; a new owner is told. Needs `POLICY_ADMIN`.
///
/// # Errors
/// As [`create`]; `NotFound`; `Changed`; `Conflict`: it is retired.
pub async fn replace(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    body: Map<String, Json>,
    revision: Option<i64>,
) -> Result<ReadControl, EngineError> {
    writable(ctx)?;
    let definition = ControlDefinition::parse(body)?;
    let saved = retry!(save(engine, ctx, id, &definition, revision))?;
    engine.ring();
    Ok(saved)
}

async fn save(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    definition: &ControlDefinition,
    revision: Option<i64>,
) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    let before = for_change(&mut tx, id).await?;
    expect(&before, revision)?;
    let mut after = before.clone();
    if *definition != before.definition {
        not_retired(&before)?;
        check(&mut tx, definition).await?;
        if definition.interval_days > before.definition.interval_days {
            // It works for longer by that: as with evidence, nobody sees to it for their own exception.
            giver(&mut tx, ctx, &before).await?;
        }
        after.definition = definition.clone();
        store(&mut tx, engine, ctx, "modify-control", &before, &mut after).await?;
        if after.definition.interval_days != before.definition.interval_days {
            plan(&mut tx, engine, ctx, &after).await?;
        }
        if after.definition.owner != before.definition.owner {
            tell_owner(&mut tx, engine, ctx, &after).await?;
        }
    }
    let read = named(&mut tx, after).await?;
    tx.commit().await?;
    Ok(read)
}

/// Ends a control: exceptions that rest on it end at once, and it stays for the record. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Changed`, as for [`replace`]; `Conflict`: it is retired already.
pub async fn retire(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    revision: Option<i64>,
) -> Result<ReadControl, EngineError> {
    writable(ctx)?;
    let retired = retry!(end(engine, ctx, id, revision))?;
    engine.ring();
    Ok(retired)
}

async fn end(
    engine: &Engine,
    ctx: &Context,
    id: ControlId,
    revision: Option<i64>,
) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    let before = for_change(&mut tx, id).await?;
    expect(&before, revision)?;
    not_retired(&before)?;
    let mut after = Control { retired: Some(ctx.now), ..before.clone() };
    store(&mut tx, engine, ctx, "retire-control", &before, &mut after).await?;
    check_at(&mut tx, engine, ctx, id, ctx.now).await?;
    let read = named(&mut tx, after).await?;
    tx.commit().await?;
    Ok(read)
}

/// Deletes a control of which there never was any evidence. Needs `POLICY_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict`: it was used, and can only be retired.
pub async fn delete(engine: &Engine, ctx: &Context, id: ControlId) -> Result<ReadControl, EngineError> {
    writable(ctx)?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: ControlId) -> Result<ReadControl, EngineError> {
    let mut tx = engine.write().await?;
    let gone = for_change(&mut tx, id).await?;
    // Nothing ever rested on a control without evidence.
    if gone.given.is_some() {
        return Err(EngineError::Conflict("there is evidence of the control: retire it instead".into()));
    }
    let read = named(&mut tx, gone.clone()).await?;
    controls::delete(&mut tx, id, gone.revision).await?;
    told("delete-control", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(read)
}

async fn store(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    what: &'static str,
    before: &Control,
    after: &mut Control,
) -> Result<(), EngineError> {
    after.revision = before.revision + 1;
    after.modified_at = ctx.now;
    controls::update(tx, after).await.map_err(taken)?;
    told(what, Some(before), Some(after)).write(tx, engine, ctx).await
}

fn expect(control: &Control, revision: Option<i64>) -> Result<(), EngineError> {
    if revision.is_some_and(|revision| revision != control.revision) {
        return Err(EngineError::Changed("somebody else has changed the control meanwhile".into()));
    }
    Ok(())
}

/// What was retired stays as it was.
pub(super) fn not_retired(control: &Control) -> Result<(), EngineError> {
    if control.retired.is_some() {
        return Err(EngineError::Conflict("the control is retired".into()));
    }
    Ok(())
}

/// A name that is taken, in words.
fn taken(error: StoreError) -> EngineError {
    match error {
        StoreError::Duplicate => EngineError::InvalidAll(vec![NAME_TAKEN.to_owned()]),
        error => error.into(),
    }
}

async fn check(tx: &mut Tx, definition: &ControlDefinition) -> Result<(), EngineError> {
    if users::brief(tx, definition.owner).await?.is_none_or(|user| user.status != Status::Active) {
        let fault = "is nobody who works here".to_owned();
        return Err(vec![Fault { property: "controlOwner.id".into(), fault }].into());
    }
    Ok(())
}

/// Tells the owner that they are; not those who made themselves that.
async fn tell_owner(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    control: &Control,
) -> Result<(), EngineError> {
    if ctx.actor.user_id() == Some(control.definition.owner) {
        return Ok(());
    }
    let cause = format!("control-owner:{}:{}", control.id, control.revision);
    tell_of_control(tx, engine, ctx, control, CONTROL_ASSIGNED, &cause).await
}

/// What happened to a control: each member of its body, before and after.
fn told(what: &'static str, before: Option<&Control>, after: Option<&Control>) -> Event {
    let none = Map::new();
    let had = before.map_or(&none, |control| control.definition.body());
    let has = after.map_or(&none, |control| control.definition.body());
    let (id, name) = after
        .or(before)
        .map_or_else(Default::default, |control| (control.id.to_string(), control.definition.name.as_str()));
    let retired =
        |control: Option<&Control>| control.and_then(|control| control.retired).map(|at| at.to_rfc3339());
    Event::new(what, "mitigating-control", id, name).members(had, has).change(
        "retired",
        retired(before),
        retired(after),
    )
}
