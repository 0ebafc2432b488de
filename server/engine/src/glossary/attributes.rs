//! Defining attributes (contract 2.21). Everybody who has signed in may read them, since they
//! tell what can be searched for; `ACCESS_ADMIN` defines them.

use bailiwick::authority::Authority;
use bailiwick::glossary::{Attribute, Definition, MOST_ATTRIBUTES};
use bailiwick::id::AttributeId;
use bailiwick_store::{Tx, glossary};

use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError};

const OBJECT: &str = "glossary-attribute";

/// Every attribute, by kind, those that are built in first.
pub async fn attributes(engine: &Engine, ctx: &Context) -> Result<Vec<Attribute>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    super::all(&mut tx).await
}

/// One attribute.
///
/// # Errors
/// `NotFound`.
pub async fn attribute(engine: &Engine, ctx: &Context, id: AttributeId) -> Result<Attribute, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    find(&mut tx, id).await
}

async fn find(tx: &mut Tx, id: AttributeId) -> Result<Attribute, EngineError> {
    let found = super::all(tx).await?.into_iter().find(|attribute| attribute.id == id);
    found.ok_or_else(|| EngineError::not_found("glossary attribute", id))
}

/// Defines an attribute. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `Invalid` (see [`Definition::checked`]; `name` when the kind has one of that
/// name, without regard to case); `Conflict` when there are too many.
pub async fn define(
    engine: &Engine,
    ctx: &Context,
    definition: Definition,
) -> Result<Attribute, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    let definition = definition.checked()?;
    retry!(insert(engine, ctx, &definition))
}

async fn insert(engine: &Engine, ctx: &Context, definition: &Definition) -> Result<Attribute, EngineError> {
    let mut tx = engine.write().await?;
    let known = glossary::attributes(&mut tx).await?;
    if known.len() >= MOST_ATTRIBUTES {
        return Err(EngineError::Conflict(format!(
            "there are {MOST_ATTRIBUTES} attributes: delete one first"
        )));
    }
    let same = |other: &Attribute| {
        other.definition.object_kind == definition.object_kind && other.is_named(&definition.name)
    };
    if known.iter().any(same) {
        let fault = format!("is that of another attribute of {}s", definition.object_kind);
        return Err(EngineError::invalid("name", fault));
    }
    let id = AttributeId(engine.new_id());
    glossary::insert(&mut tx, id, definition, ctx.now).await?;
    told(Event::new("create-glossary-attribute", OBJECT, id, &definition.name), None, definition)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(Attribute {
        id,
        definition: definition.clone(),
        built_in: None,
        created_at: Some(ctx.now),
        modified_at: Some(ctx.now),
    })
}

/// Changes what can change about an attribute: how it is shown, whether there may be several
/// values, which are allowed. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid` as [`define`] and [`Definition::check_successor`]; `Invalid`
/// where objects have values that would be allowed no longer; `Conflict` when it is built in.
pub async fn change(
    engine: &Engine,
    ctx: &Context,
    id: AttributeId,
    definition: Definition,
) -> Result<Attribute, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(update(engine, ctx, id, &definition))
}

async fn update(
    engine: &Engine,
    ctx: &Context,
    id: AttributeId,
    definition: &Definition,
) -> Result<Attribute, EngineError> {
    let mut tx = engine.write().await?;
    let before = own(&mut tx, id).await?;
    before.definition.check_successor(definition)?;
    let definition = definition.clone().checked()?;
    if !definition.is_multi_value
        && before.definition.is_multi_value
        && glossary::has_several(&mut tx, id).await?
    {
        return Err(EngineError::invalid("isMultiValue", "must stay: there are objects with several values"));
    }
    if !definition.allowed_values.is_empty()
        && let Some(value) = glossary::other_than(&mut tx, id, &definition.allowed_values).await?
    {
        let fault = format!("must have `{value}` among them: there are objects with this value");
        return Err(EngineError::invalid("allowedValues", fault));
    }
    if definition != before.definition {
        glossary::update(&mut tx, id, &definition, ctx.now).await?;
        let event = Event::new("modify-glossary-attribute", OBJECT, id, &definition.name);
        told(event, Some(&before.definition), &definition).write(&mut tx, engine, ctx).await?;
    }
    tx.commit().await?;
    Ok(Attribute { definition, modified_at: Some(ctx.now), ..before })
}

/// Deletes an attribute with all its values. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict` when it is built in.
pub async fn delete(engine: &Engine, ctx: &Context, id: AttributeId) -> Result<Attribute, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(remove(engine, ctx, id))
}

async fn remove(engine: &Engine, ctx: &Context, id: AttributeId) -> Result<Attribute, EngineError> {
    let mut tx = engine.write().await?;
    let attribute = own(&mut tx, id).await?;
    let objects = glossary::delete(&mut tx, id).await?;
    let definition = &attribute.definition;
    Event::new("delete-glossary-attribute", OBJECT, id, &definition.name)
        .change("objectType", Some(definition.object_kind), None::<String>)
        .change("type", Some(definition.value_type), None::<String>)
        .change("objectsWithValues", Some(objects), None::<String>)
        .write(&mut tx, engine, ctx)
        .await?;
    tx.commit().await?;
    Ok(attribute)
}

/// An attribute that an administrator defined.
async fn own(tx: &mut Tx, id: AttributeId) -> Result<Attribute, EngineError> {
    let found = find(tx, id).await?;
    if found.built_in.is_some() {
        let name = &found.definition.name;
        return Err(EngineError::Conflict(format!("`{name}` is built in: it cannot be changed or deleted")));
    }
    Ok(found)
}

fn told(event: Event, before: Option<&Definition>, after: &Definition) -> Event {
    let allowed = |definition: &Definition| definition.allowed_values.join(", ");
    event
        .change("objectType", before.map(|one| one.object_kind), Some(after.object_kind))
        .change("type", before.map(|one| one.value_type), Some(after.value_type))
        .change("displayName", before.map(|one| &one.display_name), Some(&after.display_name))
        .change("description", before.map(|one| &one.description), Some(&after.description))
        .change("isMultiValue", before.map(|one| one.is_multi_value), Some(after.is_multi_value))
        .change("allowedValues", before.map(allowed), Some(allowed(after)))
}
