//! Attributes, and what may be said in defining one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{BuiltIn, Fault, ObjectKind, ValueType, built_in};
use crate::id::AttributeId;
use crate::text::{check, check_present, normalise};

/// The most attributes an installation may define: they are read with every filter over a glossary.
pub const MOST_ATTRIBUTES: usize = 500;
/// The most values that may be listed as allowed.
const MOST_ALLOWED: usize = 200;
/// The most characters of a name.
const MOST_NAME: usize = 64;

/// What an administrator says about an attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// What it belongs to.
    pub object_kind: ObjectKind,
    /// Its name in maps and filters.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// What it tells.
    pub description: String,
    /// What its values are.
    pub value_type: ValueType,
    /// An object may have several values.
    pub is_multi_value: bool,
    /// The only values there may be; any when empty.
    pub allowed_values: Vec<String>,
}

/// An attribute of one kind of object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// Server-made.
    pub id: AttributeId,
    /// What was said about it.
    pub definition: Definition,
    /// The property of an item that it stands for; absent when an administrator defined it.
    pub built_in: Option<BuiltIn>,
    /// When it was defined; absent when it is built in.
    pub created_at: Option<DateTime<Utc>>,
    /// When its definition was last changed.
    pub modified_at: Option<DateTime<Utc>>,
}

impl Definition {
    /// Tidies and checks what was said.
    ///
    /// # Errors
    /// The first field at fault: `name` (1 to 64 letters, digits, spaces, `_` and `-`, the
    /// first a letter; not that of a built-in attribute), `displayName`, `description`,
    /// `isMultiValue`, `allowedValues`.
    pub fn checked(mut self) -> Result<Self, Fault> {
        self.check_name()?;
        self.display_name = self.display_name.trim().to_owned();
        if self.display_name.is_empty() {
            self.display_name.clone_from(&self.name);
        }
        check_present(&self.display_name, 100).map_err(|fault| Fault::new("displayName", fault))?;
        check(&self.description, 1_000).map_err(|fault| Fault::new("description", fault))?;
        if self.is_multi_value && self.value_type == ValueType::Boolean {
            return Err(Fault::new("isMultiValue", "must be false: something is true or not"));
        }
        self.allowed_values = self.checked_allowed()?;
        Ok(self)
    }

    fn check_name(&self) -> Result<(), Fault> {
        let name = &self.name;
        let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-');
        if name.chars().count() > MOST_NAME
            || !name.chars().next().is_some_and(char::is_alphabetic)
            || !name.chars().all(fits)
            || name.ends_with(' ')
        {
            let fault = "must be 1 to 64 letters, digits, spaces, `_` and `-`, the first a letter";
            return Err(Fault::new("name", fault));
        }
        let taken = built_in(self.object_kind).iter().any(|other| other.answers_to(name));
        if taken { Err(Fault::new("name", "is that of a built-in attribute")) } else { Ok(()) }
    }

    fn checked_allowed(&self) -> Result<Vec<String>, Fault> {
        let given = &self.allowed_values;
        if given.is_empty() {
            return Ok(Vec::new());
        }
        if !matches!(self.value_type, ValueType::Text | ValueType::Integer) {
            return Err(Fault::new("allowedValues", "are for attributes of type string or integer only"));
        }
        if given.len() > MOST_ALLOWED {
            return Err(Fault::new("allowedValues", format!("must be at most {MOST_ALLOWED}")));
        }
        let mut allowed: Vec<String> = Vec::with_capacity(given.len());
        for (at, text) in given.iter().enumerate() {
            let place = format!("allowedValues[{at}]");
            let value =
                self.value_type.read(&text.as_str().into()).map_err(|fault| Fault::new(&place, fault))?;
            if allowed.contains(&value) {
                return Err(Fault::new(place, "comes twice"));
            }
            allowed.push(value);
        }
        Ok(allowed)
    }

    /// Whether this is what another definition may be changed into.
    ///
    /// # Errors
    /// `objectType`, `name` or `type` is another: filters and values rely on them.
    pub fn check_successor(&self, next: &Self) -> Result<(), Fault> {
        let fixed = [
            ("objectType", self.object_kind == next.object_kind),
            ("name", self.name == next.name),
            ("type", self.value_type == next.value_type),
        ];
        match fixed.iter().find(|(_, same)| !same) {
            Some((field, _)) => Err(Fault::new(*field, "cannot be changed: define another attribute")),
            None => Ok(()),
        }
    }
}

impl Attribute {
    /// Its name in filters (contract 2.5): `glossary.idx./entitlement.requestable`.
    pub fn key(&self) -> String {
        format!("glossary.idx./{}.{}", self.definition.object_kind, self.definition.name)
    }

    /// Whether two attributes of one kind would be taken for one another.
    pub fn is_named(&self, name: &str) -> bool {
        normalise(&self.definition.name) == normalise(name)
    }
}
