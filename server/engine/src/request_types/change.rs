//! Changing types: as a whole, or some of their members.

use bailiwick::authority::Authority;
use bailiwick::id::RequestTypeId;
use bailiwick::patch::Patch;
use bailiwick::request_type::{Definition, RequestType, Schemas};
use bailiwick_store::{StoreError, request_types};
use serde_json::{Map, Value as Json};

use super::{find, told};
use crate::document::{check_same_id, check_seen};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// What a type becomes.
enum Next<'a> {
    /// This.
    Whole(&'a Definition),
    /// What it was, patched; with the product's schemas by name or in full.
    Patched(&'a Patch, Schemas),
}

/// How a type is changed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Whatever it was.
    Ordinary,
    /// By somebody who saw this revision.
    Over(i64),
    /// As tools do, built-in types too.
    LowLevel,
}

/// Replaces what was said about a type that was defined here. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` (see [`Definition::parse`]), also where the body has another
/// `id`; `Conflict` when it is built in.
pub async fn replace(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    body: Map<String, Json>,
) -> Result<RequestType, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    check_same_id(&id.0, &body)?;
    let definition = Definition::parse(body)?;
    retry!(change(engine, ctx, id, &Next::Whole(&definition), Way::Ordinary))
}

/// As [`replace`], if the type is still of the revision that the caller saw.
///
/// # Errors
/// As [`replace`]; `Changed` when somebody has changed it since.
pub async fn replace_over(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    seen: i64,
    body: Map<String, Json>,
) -> Result<RequestType, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    check_same_id(&id.0, &body)?;
    let definition = Definition::parse(body)?;
    retry!(change(engine, ctx, id, &Next::Whole(&definition), Way::Over(seen)))
}

/// Changes members of a type. Needs `ACCESS_ADMIN`. With `low_level`, the way of tools, a
/// built-in type may be changed too, and the product's own schemas are seen by name.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` for an operation that cannot be done, or what would come of
/// them all; `Conflict` when it is built in.
pub async fn patch(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    patch: &Patch,
    low_level: bool,
) -> Result<RequestType, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let (form, way) =
        if low_level { (Schemas::Named, Way::LowLevel) } else { (Schemas::Resolved, Way::Ordinary) };
    retry!(change(engine, ctx, id, &Next::Patched(patch, form), way))
}

async fn change(
    engine: &Engine,
    ctx: &Context,
    id: &RequestTypeId,
    next: &Next<'_>,
    way: Way,
) -> Result<RequestType, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    if let Way::Over(seen) = way {
        check_seen("request type", before.revision, seen)?;
    }
    if !before.is_custom && way != Way::LowLevel {
        let advice = "it can only be patched, with `_useLowLevelApi=true`";
        return Err(EngineError::Conflict(format!("request type `{id}` is built in: {advice}")));
    }
    let definition = match next {
        Next::Whole(definition) => (*definition).clone(),
        Next::Patched(patch, form) => {
            let patched = patch.apply(&before.document(*form))?;
            check_same_id(&id.0, &patched)?;
            Definition::parse(patched)?
        }
    };
    if definition == before.definition {
        return Ok(before);
    }
    let after = RequestType {
        definition,
        revision: before.revision + 1,
        created_at: before.created_at.or(Some(ctx.now)),
        modified_at: Some(ctx.now),
        ..before.clone()
    };
    if before.created_at.is_some() {
        request_types::update(&mut tx, id, &after.definition, before.revision, ctx.now).await?;
    } else {
        // The first change of a built-in type.
        request_types::insert(&mut tx, &after, ctx.now).await.map_err(|error| match error {
            StoreError::Duplicate => EngineError::Busy(error),
            error => error.into(),
        })?;
    }
    told("modify-request-type", Some(&before), Some(&after)).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(after)
}
