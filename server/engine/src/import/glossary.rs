//! Values of the glossary: columns `glossary.NAME` of whatever has attributes.

use bailiwick::glossary::{Attribute, ObjectKind, ValueType};
use bailiwick_store::{Tx, bulk, glossary};
use serde_json::Value as Json;
use uuid::Uuid;

use super::Faults;
use super::table::Cell;
use crate::EngineError;
use crate::audit::Event;

/// What a row says about attributes, by name.
pub(super) type Given = Vec<(String, Cell)>;

/// One attribute of an object, before and after.
pub(super) struct Change {
    pub(super) attribute: usize,
    before: Vec<String>,
    after: Vec<String>,
}

/// The attributes of a kind, and what the objects that exist have of them.
pub(super) struct Known {
    attributes: Vec<Attribute>,
    values: glossary::Values,
}

impl Known {
    /// Reads them; nothing when the file says nothing about attributes.
    pub(super) async fn load(
        tx: &mut Tx,
        kind: ObjectKind,
        is_named: bool,
        objects: impl Iterator<Item = Uuid>,
    ) -> Result<Self, EngineError> {
        if !is_named {
            return Ok(Self { attributes: Vec::new(), values: glossary::Values::new() });
        }
        let mut attributes = glossary::attributes(tx).await?;
        attributes.retain(|attribute| attribute.definition.object_kind == kind);
        let ids: Vec<Uuid> = objects.collect();
        Ok(Self { attributes, values: glossary::values(tx, &ids).await? })
    }

    /// What a row changes about an object.
    pub(super) fn changes(&self, object: Uuid, given: Given, line: u64, faults: &mut Faults) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, cell) in given {
            let field = format!("glossary.{name}");
            let Some(place) = self.attributes.iter().position(|one| one.is_named(&name)) else {
                faults.add(line, Some(&field), "is no attribute: define it first");
                continue;
            };
            let attribute = &self.attributes[place];
            if attribute.definition.value_type == ValueType::Person {
                faults.add(line, Some(&field), "names people: this cannot be imported");
                continue;
            }
            let of_object = self.values.get(&object).and_then(|values| values.get(&attribute.id));
            let before = of_object.cloned().unwrap_or_default();
            match attribute.read(&json(cell, attribute.definition.is_multi_value)) {
                Ok(after) if after != before => changes.push(Change { attribute: place, before, after }),
                Ok(_) => {}
                Err(fault) => faults.add(line, Some(&field), fault.fault),
            }
        }
        changes
    }

    /// Tells the audit trail.
    pub(super) fn told(&self, event: Event, changes: &[Change]) -> Event {
        let text = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
        changes.iter().fold(event, |event, change| {
            let name = &self.attributes[change.attribute].definition.name;
            event.change(format!("glossary.{name}"), text(&change.before), text(&change.after))
        })
    }

    /// Writes what has changed; objects that are new have nothing yet.
    pub(super) async fn write(&self, tx: &mut Tx, list: Vec<(Uuid, Change)>) -> Result<(), EngineError> {
        let mut fresh: Vec<Vec<(Uuid, Vec<String>)>> = self.attributes.iter().map(|_| Vec::new()).collect();
        for (object, change) in list {
            if change.before.is_empty() {
                fresh[change.attribute].push((object, change.after));
            } else {
                let attribute = &self.attributes[change.attribute];
                glossary::set(tx, object, attribute, &change.after).await?;
            }
        }
        for (attribute, values) in self.attributes.iter().zip(fresh) {
            bulk::insert_glossary_values(tx, attribute, &values).await?;
        }
        Ok(())
    }
}

/// A cell as a client would send it.
fn json(cell: Cell, is_multi_value: bool) -> Json {
    match cell {
        Cell::Absent | Cell::Empty => Json::Null,
        Cell::Text(text) if is_multi_value => {
            text.split(';').map(str::trim).filter(|part| !part.is_empty()).collect()
        }
        Cell::Text(text) => text.into(),
        Cell::List(list) => list.into(),
    }
}
