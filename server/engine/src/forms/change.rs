//! Making, changing and deleting forms.

use bailiwick::authority::Authority;
use bailiwick::form::{Definition, Form, MOST_FORMS, new_id};
use bailiwick::id::FormId;
use bailiwick::patch::Patch;
use bailiwick_store::{Tx, forms};
use serde_json::{Map, Value as Json};

use super::{assign, check_room, find, raced};
use crate::audit::Event;
use crate::document::{check_same_id, check_seen};
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

/// Makes a form, with an id made here: one in the body has no effect (contract 1.4). Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`Definition::parse`]); `Conflict` when there are too many.
pub async fn create(engine: &Engine, ctx: &Context, body: Map<String, Json>) -> Result<Form, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let definition = Definition::parse(body)?;
    let id = FormId(engine.new_id().to_string());
    retry!(upsert(engine, ctx, &id, &definition))
}

/// Makes a form what its body says, or makes a new one of that id where there is none. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`Definition::parse`], [`new_id`]), also where the body has another `id`; `Conflict`
/// when there are too many.
pub async fn put(
    engine: &Engine,
    ctx: &Context,
    id: &FormId,
    body: Map<String, Json>,
) -> Result<Form, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    check_same_id(&id.0, &body)?;
    let definition = Definition::parse(body)?;
    retry!(upsert(engine, ctx, id, &definition))
}

/// Makes a form what its body says, if it is still of the revision that the caller saw. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// As [`put`]; `NotFound`; `Changed` when somebody has changed it since.
pub async fn put_over(
    engine: &Engine,
    ctx: &Context,
    id: &FormId,
    seen: i64,
    body: Map<String, Json>,
) -> Result<Form, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    check_same_id(&id.0, &body)?;
    let definition = Definition::parse(body)?;
    retry!(overwrite(engine, ctx, id, seen, &definition))
}

async fn overwrite(
    engine: &Engine,
    ctx: &Context,
    id: &FormId,
    seen: i64,
    definition: &Definition,
) -> Result<Form, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    check_seen("form", before.revision, seen)?;
    let after = save(&mut tx, engine, ctx, before, definition.clone()).await?;
    tx.commit().await?;
    Ok(after)
}

async fn upsert(
    engine: &Engine,
    ctx: &Context,
    id: &FormId,
    definition: &Definition,
) -> Result<Form, EngineError> {
    let mut tx = engine.write().await?;
    let form = match forms::find(&mut tx, id).await? {
        Some(before) => save(&mut tx, engine, ctx, before, definition.clone()).await?,
        None => insert(&mut tx, engine, ctx, new_id(&id.0)?, definition.clone()).await?,
    };
    tx.commit().await?;
    Ok(form)
}

async fn insert(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    id: FormId,
    definition: Definition,
) -> Result<Form, EngineError> {
    check_room(forms::count(tx).await?, MOST_FORMS, "request forms")?;
    let new = Form { id, definition, revision: 1, created_at: ctx.now, modified_at: ctx.now };
    forms::insert(tx, &new).await.map_err(raced)?;
    told("create-request-form", None, Some(&new)).write(tx, engine, ctx).await?;
    Ok(new)
}

/// What changes nothing is no change.
async fn save(
    tx: &mut Tx,
    engine: &Engine,
    ctx: &Context,
    before: Form,
    definition: Definition,
) -> Result<Form, EngineError> {
    if definition == before.definition {
        return Ok(before);
    }
    let after = Form { definition, revision: before.revision + 1, modified_at: ctx.now, ..before.clone() };
    forms::update(tx, &after.id, &after.definition, before.revision, ctx.now).await?;
    told("modify-request-form", Some(&before), Some(&after)).write(tx, engine, ctx).await?;
    Ok(after)
}

/// Changes members of a form. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Invalid` for an operation that cannot be done, or what would come of them all.
pub async fn patch(engine: &Engine, ctx: &Context, id: &FormId, patch: &Patch) -> Result<Form, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(apply(engine, ctx, id, patch))
}

async fn apply(engine: &Engine, ctx: &Context, id: &FormId, patch: &Patch) -> Result<Form, EngineError> {
    let mut tx = engine.write().await?;
    let before = find(&mut tx, id).await?;
    let patched = patch.apply(&before.document())?;
    check_same_id(&id.0, &patched)?;
    let after = save(&mut tx, engine, ctx, before, Definition::parse(patched)?).await?;
    tx.commit().await?;
    Ok(after)
}

/// Deletes a form, and takes it away from whatever it is shown for. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(engine: &Engine, ctx: &Context, id: &FormId) -> Result<Form, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: &FormId) -> Result<Form, EngineError> {
    let mut tx = engine.write().await?;
    let gone = find(&mut tx, id).await?;
    for assignment in forms::assignments::of_form(&mut tx, id).await? {
        assign::remove(&mut tx, engine, ctx, &assignment).await?;
    }
    forms::delete(&mut tx, id, gone.revision).await.map_err(raced)?;
    told("delete-request-form", Some(&gone), None).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    Ok(gone)
}

/// What happened to a form: each member of its body, before and after.
fn told(what: &'static str, before: Option<&Form>, after: Option<&Form>) -> Event {
    let none = Map::new();
    let had = before.map_or(&none, |form| form.definition.body());
    let has = after.map_or(&none, |form| form.definition.body());
    let (id, name) =
        after.or(before).map_or(("", ""), |form| (form.id.0.as_str(), form.definition.name.as_str()));
    Event::new(what, "request-form", id, name).members(had, has)
}
