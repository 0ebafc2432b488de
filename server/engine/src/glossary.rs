//! The glossary: defining attributes, reading and setting their values.

mod attributes;
mod object;
mod people;
mod shown;
mod values;

pub use attributes::{attribute, attributes, change, define, delete};
pub(crate) use values::{checked, of_item, of_items, put_into, tell};
pub use values::{set_values, values};

pub(crate) use shown::{facts, facts_among, shown};

use bailiwick::glossary::{Attribute, Fault, ObjectKind, built_in};
use bailiwick_store::{Tx, glossary};

use crate::EngineError;

impl From<Fault> for EngineError {
    fn from(fault: Fault) -> Self {
        Self::invalid(fault.field, fault.fault)
    }
}

/// Every attribute there is: by kind, those that are built in first.
async fn all(tx: &mut Tx) -> Result<Vec<Attribute>, EngineError> {
    let defined = glossary::attributes(tx).await?;
    let of_kind = |kind: &ObjectKind| {
        let kind = *kind;
        let built_in = built_in(kind).iter().map(move |property| property.of(kind));
        built_in.chain(defined.iter().filter(move |one| one.definition.object_kind == kind).cloned())
    };
    Ok(ObjectKind::ALL.iter().flat_map(of_kind).collect())
}

/// Every attribute of a kind.
async fn of_kind(tx: &mut Tx, kind: ObjectKind) -> Result<Vec<Attribute>, EngineError> {
    let mut known = all(tx).await?;
    known.retain(|attribute| attribute.definition.object_kind == kind);
    Ok(known)
}
