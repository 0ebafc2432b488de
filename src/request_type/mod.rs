//! Request types: what a request of a type holds, and by which workflow it goes (contract 3.10).
//!
//! A type's body is kept as it came, with members that mean nothing here, so that what was exported elsewhere
//! comes back as it was; [`Definition`] is what was read from it. Seventeen types are built in (contract 7).

mod access;
mod asked;
mod built_in;
mod change;
mod check;
mod common;
mod definition;
mod edit;
mod fit;
mod property;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

pub use access::{AccessAsked, access_type};
pub use asked::{Asked, payload};
pub use built_in::built_in;
pub use change::{change, changed, merged};
pub use check::{Filled, check, check_change, check_draft};
pub use definition::{COMMON_SCHEMA, Definition};
pub use edit::{NewProperty, blank, describe, put_property, remove_property, rules};
pub use fit::fit;
pub use property::{Display, Lookup, Property, ValueType};

pub use crate::document::Fault;
use crate::document::{check_id, clip, metadata};
use crate::id::RequestTypeId;

/// The most types an installation may define: they are searched in memory.
pub const MOST_TYPES: usize = 500;

crate::words! {
    /// A part of what a request holds.
    pub enum Section {
        /// What every request has, and what is particular to requests for access.
        Common = "common",
        /// What types hold that an administrator defined.
        Custom = "custom",
        /// A person.
        User = "user",
        /// An entitlement.
        Entitlement = "entitlement",
        /// A role.
        Role = "role",
        /// Whatever an event is about.
        Entity = "entity",
    }
}

/// A type of request.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestType {
    /// Its name, chosen by who defined it.
    pub id: RequestTypeId,
    /// It was defined here; the others are built in.
    pub is_custom: bool,
    /// What was said about it.
    pub definition: Definition,
    /// 1 at first, one more with every change.
    pub revision: i64,
    /// When it was defined; absent when it is built in and unchanged.
    pub created_at: Option<DateTime<Utc>>,
    /// When it was last changed.
    pub modified_at: Option<DateTime<Utc>>,
}

/// How the schemas of a type are written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schemas {
    /// Each in full.
    Resolved,
    /// Those of the product by name, such as [`COMMON_SCHEMA`].
    Named,
}

impl RequestType {
    /// The whole type as clients read it: its body with `id`, `custom`, `_rev` and `metadata`.
    pub fn document(&self, schemas: Schemas) -> Map<String, Json> {
        let mut document = self.definition.body(schemas);
        document.insert("id".into(), json!(self.id));
        document.insert("custom".into(), json!(self.is_custom));
        document.insert("_rev".into(), json!(self.revision));
        if let Some((created, modified)) = self.created_at.zip(self.modified_at) {
            document.insert("metadata".into(), metadata(created, modified));
        }
        document
    }

    /// What it is called: its id when it has no name of its own.
    pub fn name(&self) -> &str {
        self.definition.display_name.as_deref().unwrap_or(&self.id.0)
    }
}

/// Reads the id of a type that is to be defined: 1 to 100 letters, digits, spaces, `-`, `_` and `.`.
///
/// # Errors
/// Other characters, a space at an end, or a word that means something else in the address.
pub fn new_id(text: &str) -> Result<RequestTypeId, Fault> {
    check_id(text)?;
    Ok(RequestTypeId(text.to_owned()))
}
