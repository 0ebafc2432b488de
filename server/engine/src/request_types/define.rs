//! Defining types, and deleting what was defined.

use bailiwick::authority::Authority;
use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{Definition, MOST_TYPES, RequestType, new_id};
use bailiwick_store::{StoreError, request_types};
use serde_json::{Map, Value as Json};

use super::{find, is_built_in, told};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Defines a type, with the `id` of its body or one made here. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`new_id`], [`Definition::parse`]); `Conflict` when there is a type of
/// that id, or there are too many.
pub async fn create(
    engine: &Engine,
    ctx: &Context,
    body: Map<String, Json>,
) -> Result<RequestType, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let id = match body.get("id") {
        None | Some(Json::Null) => RequestTypeId(engine.new_id().to_string()),
        Some(Json::String(id)) => new_id(id)?,
        Some(_) => return Err(EngineError::invalid("id", "must be a text")),
    };
    let definition = Definition::parse(body)?;
    let new = RequestType {
        id,
        is_custom: true,
        definition,
        revision: 1,
        created_at: Some(ctx.now),
        modified_at: Some(ctx.now),
    };
    retry!(insert(engine, ctx, &new))?;
    Ok(new)
}

async fn insert(engine: &Engine, ctx: &Context, new: &RequestType) -> Result<(), EngineError> {
    let taken = || EngineError::Conflict(format!("request type `{}` exists already", new.id));
    if is_built_in(&new.id) {
        return Err(taken());
    }
    let mut tx = engine.write().await?;
    if usize::try_from(request_types::count_custom(&mut tx).await?).is_ok_and(|count| count >= MOST_TYPES) {
        return Err(EngineError::Conflict(format!("there are {MOST_TYPES} request types: delete one first")));
    }
    request_types::insert(&mut tx, new, ctx.now).await.map_err(|error| match error {
        StoreError::Duplicate => taken(),
        error => error.into(),
    })?;
    told("create-request-type", None, Some(new)).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(())
}

/// Deletes a type that was defined here. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict` when it is built in, or has unfinished requests.
pub async fn delete(engine: &Engine, ctx: &Context, id: &RequestTypeId) -> Result<RequestType, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: &RequestTypeId) -> Result<RequestType, EngineError> {
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    if !gone.is_custom {
        return Err(EngineError::Conflict(format!("request type `{id}` is built in: it cannot be deleted")));
    }
    let unfinished = request_types::count_unfinished(&mut tx, id).await?;
    if unfinished > 0 {
        return Err(EngineError::Conflict(format!(
            "request type `{id}` has unfinished requests ({unfinished}): it cannot be deleted"
        )));
    }
    request_types::delete(&mut tx, id, gone.revision).await?;
    told("delete-request-type", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(gone)
}
