//! What lists and pages show of the glossary beside the objects themselves.

use std::collections::{BTreeMap, HashMap};

use bailiwick::glossary::{Attribute, ValueType};
use bailiwick::id::{ItemId, user_id};
use bailiwick::view::GlossaryFact;
use bailiwick_store::{Tx, glossary};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::people;
use crate::EngineError;

/// What items have of attributes that administrators defined, as clients read it.
pub(crate) type Shown = HashMap<ItemId, Map<String, Json>>;

/// What these items have; those that have nothing are left out.
pub(crate) async fn shown(tx: &mut Tx, items: &[ItemId]) -> Result<Shown, EngineError> {
    let ids: Vec<Uuid> = items.iter().map(|id| id.uuid()).collect();
    let values = glossary::values(tx, &ids).await?;
    if values.is_empty() {
        return Ok(Shown::new());
    }
    let attributes = glossary::attributes(tx).await?;
    let of_item = |(id, values): (Uuid, BTreeMap<_, Vec<String>>)| {
        let with_values = attributes.iter().filter_map(|attribute| {
            let values = values.get(&attribute.id)?;
            Some((attribute.definition.name.clone(), attribute.definition.show(values)))
        });
        (ItemId(id), with_values.collect())
    };
    Ok(values.into_iter().map(of_item).collect())
}

/// What an item has, as people read it, in the order of the attributes.
pub(crate) async fn facts(tx: &mut Tx, item: ItemId) -> Result<Vec<GlossaryFact>, EngineError> {
    Ok(facts_among(tx, &[item.uuid()]).await?.remove(&item.uuid()).unwrap_or_default())
}

/// The same of several objects; those that have nothing are missing.
pub(crate) async fn facts_among(
    tx: &mut Tx,
    objects: &[Uuid],
) -> Result<HashMap<Uuid, Vec<GlossaryFact>>, EngineError> {
    let all = glossary::values(tx, objects).await?;
    if all.is_empty() {
        return Ok(HashMap::new());
    }
    let attributes = glossary::attributes(tx).await?;
    let mut ids = Vec::new();
    for attribute in attributes.iter().filter(|one| one.definition.value_type == ValueType::Person) {
        let of_all = all.values().filter_map(|values| values.get(&attribute.id));
        ids.extend(of_all.flatten().filter_map(|value| user_id(value)));
    }
    let people = people::named(tx, ids).await?;
    let fact = |attribute: &Attribute, values: &BTreeMap<_, Vec<String>>| {
        let definition = &attribute.definition;
        let in_words = |value: &String| {
            let person = user_id(value).filter(|_| definition.value_type == ValueType::Person);
            let person = people.iter().find(|known| Some(known.id) == person);
            person.map_or_else(|| definition.in_words(value), |person| person.display_name.clone())
        };
        let values = values.get(&attribute.id)?.iter().map(in_words).collect();
        Some(GlossaryFact { label: definition.display_name.clone(), values })
    };
    let of_object = |(id, values)| (id, attributes.iter().filter_map(|one| fact(one, &values)).collect());
    Ok(all.into_iter().map(of_object).collect())
}
