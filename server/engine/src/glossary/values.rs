//! Reading and setting what an object has. `ACCESS_ADMIN` sets; who may know of the object reads.

use std::collections::BTreeMap;

use bailiwick::authority::Authority;
use bailiwick::catalog::{Item, Risk};
use bailiwick::glossary::{Attribute, BuiltIn, ObjectKind, ValueType};
use bailiwick::id::AttributeId;
use bailiwick_store::{Tx, glossary, items, users};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::object::Object;
use super::people;
use crate::audit::Event;
use crate::engine::retry;
use crate::{Context, Engine, EngineError, roles};

/// What an object has, by attribute: those that are built in, and those that have a value.
///
/// # Errors
/// `NotFound`, also for who may not know of the object.
pub async fn values(
    engine: &Engine,
    ctx: &Context,
    kind: ObjectKind,
    id: Uuid,
) -> Result<Map<String, Json>, EngineError> {
    ctx.signed_in()?;
    let mut tx = engine.read().await?;
    let object = Object::load(&mut tx, ctx, kind, id).await?;
    let attributes = super::of_kind(&mut tx, kind).await?;
    let present = present(&mut tx, &object, attributes).await?;
    Ok(show(&present))
}

/// Sets what an object has: the attributes given, null takes a value away. With `whole`, an
/// attribute that is not given has no value afterwards, unless it is built in. Answers what
/// the object has then. Needs `ACCESS_ADMIN`.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Invalid`, naming the attribute: there is none of that name, or
/// its value does not fit.
pub async fn set_values(
    engine: &Engine,
    ctx: &Context,
    kind: ObjectKind,
    id: Uuid,
    given: &Map<String, Json>,
    whole: bool,
) -> Result<Map<String, Json>, EngineError> {
    ctx.require(&[Authority::AccessAdmin])?;
    retry!(set(engine, ctx, kind, id, given, whole))
}

async fn set(
    engine: &Engine,
    ctx: &Context,
    kind: ObjectKind,
    id: Uuid,
    given: &Map<String, Json>,
    whole: bool,
) -> Result<Map<String, Json>, EngineError> {
    let mut tx = engine.write().await?;
    let mut object = Object::load(&mut tx, ctx, kind, id).await?;
    let mut event = Event::new("modify-glossary", kind.as_str(), id, object.name());
    if let Some(user) = object.user() {
        event = event.about(user);
    }
    let Put { after, changes } = put_all(&mut tx, kind, &mut object, given, whole).await?;
    if !changes.is_empty() {
        match &object {
            Object::Item(item) => items::update(&mut tx, item, ctx.now).await?,
            Object::User(user) => users::touch(&mut tx, user.id, ctx.now).await?,
            Object::Account(_) => {}
        }
        tell(event, changes).write(&mut tx, engine, ctx).await?;
        if let Object::User(user) = &object {
            roles::follow_person(&mut tx, engine, ctx, user.id).await?;
        }
    }
    tx.commit().await?;
    Ok(show(&after))
}

/// What changed of an attribute: its name in the trail, before and after.
pub(crate) type Changed = (String, Option<String>, Option<String>);

/// An event with what changed of a glossary.
pub(crate) fn tell(event: Event, changes: Vec<Changed>) -> Event {
    changes.into_iter().fold(event, |event, (field, before, after)| event.change(field, before, after))
}

/// What came of putting values into an object.
struct Put {
    after: Vec<(Attribute, Vec<String>)>,
    changes: Vec<Changed>,
}

/// Puts what is given into an object, which the caller stores.
async fn put_all(
    tx: &mut Tx,
    kind: ObjectKind,
    object: &mut Object,
    given: &Map<String, Json>,
    whole: bool,
) -> Result<Put, EngineError> {
    let attributes = super::of_kind(tx, kind).await?;
    check_known(kind, &attributes, given)?;
    let before = present(tx, object, attributes).await?;
    let mut put = Put { after: Vec::with_capacity(before.len()), changes: Vec::new() };
    for (attribute, had) in before {
        let values = match given.get(&attribute.definition.name) {
            Some(value) => attribute.read(value)?,
            None if whole && attribute.built_in.is_none() => Vec::new(),
            None => had.clone(),
        };
        if values != had {
            let told = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
            let field = format!("glossary.{}", attribute.definition.name);
            put.changes.push((field, told(&had), told(&values)));
            self::put(tx, object, &attribute, &values).await?;
        }
        put.after.push((attribute, values));
    }
    Ok(put)
}

fn check_known(
    kind: ObjectKind,
    attributes: &[Attribute],
    given: &Map<String, Json>,
) -> Result<(), EngineError> {
    match given.keys().find(|name| !attributes.iter().any(|known| known.definition.name == **name)) {
        None => Ok(()),
        Some(name) => {
            let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            Err(EngineError::invalid(name, format!("is no attribute of {kind}s: define it first")))
        }
    }
}

/// Puts what is given of an item's glossary into it, `whole` as for [`set_values`]; the caller stores the item, and
/// tells what changed.
pub(crate) async fn put_into(
    tx: &mut Tx,
    item: &mut Item,
    given: &Map<String, Json>,
    whole: bool,
) -> Result<Vec<Changed>, EngineError> {
    let kind = ObjectKind::from(item.kind);
    let mut object = Object::Item(item.clone());
    let put = put_all(tx, kind, &mut object, given, whole).await?;
    if let Object::Item(changed) = object {
        *item = changed;
    }
    Ok(put.changes)
}

/// What an item has, as [`values`] answers it.
pub(crate) async fn of_item(tx: &mut Tx, item: &Item) -> Result<Map<String, Json>, EngineError> {
    let attributes = super::of_kind(tx, ObjectKind::from(item.kind)).await?;
    Ok(show(&present(tx, &Object::Item(item.clone()), attributes).await?))
}

/// The same of several items of a kind, in their order.
pub(crate) async fn of_items(
    tx: &mut Tx,
    kind: ObjectKind,
    items: &[Item],
) -> Result<Vec<Map<String, Json>>, EngineError> {
    let attributes = super::of_kind(tx, kind).await?;
    let ids: Vec<Uuid> = items.iter().map(|item| item.id.uuid()).collect();
    let mut all = glossary::values(tx, &ids).await?;
    let shown = items.iter().map(|item| {
        let own = all.remove(&item.id.uuid()).unwrap_or_default();
        show(&beside(&Object::Item(item.clone()), attributes.clone(), own))
    });
    Ok(shown.collect())
}

/// The same values as they would be shown, for what is not an item yet: checked, without those that are none.
pub(crate) async fn checked(
    tx: &mut Tx,
    kind: ObjectKind,
    given: &Map<String, Json>,
) -> Result<Map<String, Json>, EngineError> {
    let attributes = super::of_kind(tx, kind).await?;
    check_known(kind, &attributes, given)?;
    let mut shown = Map::new();
    for attribute in &attributes {
        let definition = &attribute.definition;
        let Some(value) = given.get(&definition.name) else { continue };
        let values = attribute.read(value)?;
        if definition.value_type == ValueType::Person {
            people::active(tx, &definition.name, &values).await?;
        }
        if !values.is_empty() {
            shown.insert(definition.name.clone(), definition.show(&values));
        }
    }
    Ok(shown)
}

/// Every attribute with what the object has of it.
async fn present(
    tx: &mut Tx,
    object: &Object,
    attributes: Vec<Attribute>,
) -> Result<Vec<(Attribute, Vec<String>)>, EngineError> {
    let own = glossary::values(tx, &[object.id()]).await?.remove(&object.id()).unwrap_or_default();
    Ok(beside(object, attributes, own))
}

/// Attributes with their values: built-in ones have those of the object, others their own.
fn beside(
    object: &Object,
    attributes: Vec<Attribute>,
    mut own: BTreeMap<AttributeId, Vec<String>>,
) -> Vec<(Attribute, Vec<String>)> {
    let with = |attribute: Attribute| {
        let values = match attribute.built_in {
            Some(property) => object.built_in(property),
            None => own.remove(&attribute.id).unwrap_or_default(),
        };
        (attribute, values)
    };
    attributes.into_iter().map(with).collect()
}

async fn put(
    tx: &mut Tx,
    object: &mut Object,
    attribute: &Attribute,
    values: &[String],
) -> Result<(), EngineError> {
    let definition = &attribute.definition;
    let is_person = definition.value_type == ValueType::Person;
    let people = if is_person { people::active(tx, &definition.name, values).await? } else { Vec::new() };
    match (attribute.built_in, object) {
        (Some(BuiltIn::Owner), Object::Item(item)) => item.owners = people,
        (Some(property), Object::Item(item)) => put_built_in(item, property, &definition.name, values)?,
        (_, object) => glossary::set(tx, object.id(), attribute, values).await?,
    }
    Ok(())
}

fn put_built_in(
    item: &mut Item,
    property: BuiltIn,
    name: &str,
    values: &[String],
) -> Result<(), EngineError> {
    let value = values.first().ok_or_else(|| EngineError::invalid(name, "must not be empty"))?;
    match property {
        BuiltIn::Requestable => item.requestable = value == "true",
        BuiltIn::Risk => {
            item.risk = value.parse::<Risk>().map_err(|fault| EngineError::invalid(name, fault))?;
        }
        BuiltIn::Owner => {}
    }
    Ok(())
}

fn show(present: &[(Attribute, Vec<String>)]) -> Map<String, Json> {
    let shown =
        present.iter().filter(|(attribute, values)| attribute.built_in.is_some() || !values.is_empty());
    shown
        .map(|(attribute, values)| (attribute.definition.name.clone(), attribute.definition.show(values)))
        .collect()
}
