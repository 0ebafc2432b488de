//! The glossary: what objects are described by beyond what every object has (contract 2.21).
//!
//! An attribute belongs to one kind of object. Some are built in and stand for properties of
//! items (`requestable`, `riskLevel`, who owns it); the others an administrator defines.

mod attribute;
mod built_in;
mod value;

pub use attribute::{Attribute, Definition, MOST_ATTRIBUTES};
pub use built_in::{BuiltIn, built_in};
pub use value::MOST_VALUES;

use crate::catalog::ItemKind;

crate::words! {
    /// What attributes can belong to.
    pub enum ObjectKind {
        /// An application.
        Application = "application",
        /// A right inside an application.
        Entitlement = "entitlement",
        /// A bundle of entitlements.
        Role = "role",
        /// Somebody's account in an application.
        Account = "account",
        /// A person.
        User = "user",
    }
}

impl From<ItemKind> for ObjectKind {
    fn from(kind: ItemKind) -> Self {
        match kind {
            ItemKind::Application => Self::Application,
            ItemKind::Entitlement => Self::Entitlement,
            ItemKind::Role => Self::Role,
        }
    }
}

crate::words! {
    /// What the values of an attribute are.
    pub enum ValueType {
        /// A short text of one line.
        Text = "string",
        /// A longer text.
        LongText = "text",
        /// True or false.
        Boolean = "boolean",
        /// A whole number.
        Integer = "integer",
        /// A moment.
        Date = "date",
        /// A person: `managed/user/{uuid}`.
        Person = "managedObject",
    }
}

/// What is wrong with a definition or a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` {fault}")]
pub struct Fault {
    /// Which field, or the attribute's name.
    pub field: String,
    /// What is wrong with it.
    pub fault: String,
}

impl Fault {
    fn new(field: impl Into<String>, fault: impl std::fmt::Display) -> Self {
        Self { field: field.into(), fault: fault.to_string() }
    }
}

#[cfg(test)]
mod tests;
