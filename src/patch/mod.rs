//! Partial updates (contract 3.9): a list of operations on the fields of a JSON object.
//!
//! All of them are done, in order, or none. `add`, `remove` and `replace` ask for what shall be, so that asking
//! twice does no harm: a field that shall go and is not there is fine, and objects on the way to a new field are
//! made. `increment`, `copy` and `move` need the field they start from.

mod apply;
mod pointer;
pub mod standard;

#[cfg(test)]
mod tests;

use serde_json::{Map, Number, Value as Json};

pub use pointer::Pointer;

/// The most operations of one patch.
pub const MOST_OPERATIONS: usize = 1_000;

crate::words! {
    /// What an operation does.
    pub enum Kind {
        /// Sets a field; adds to a list.
        Add = "add",
        /// Takes a field away, or a value out of it.
        Remove = "remove",
        /// Sets a field, whatever it held.
        Replace = "replace",
        /// Adds to a number, or to each of a list of numbers.
        Increment = "increment",
        /// Adds the value of another field, which goes.
        Move = "move",
        /// Adds the value of another field.
        Copy = "copy",
        /// Would run a script, and is refused.
        Transform = "transform",
    }
}

/// One change of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operation {
    /// The field has the value; a list has it, or each of a list of values, at its end. `-` is the place behind a
    /// list's last element; before a number the value is put in.
    Add {
        /// Where.
        field: Pointer,
        /// What.
        value: Json,
    },
    /// The field is not there; with a value, it does not have that value, and a list has none of those values.
    Remove {
        /// Where.
        field: Pointer,
        /// What; all of it when absent.
        value: Option<Json>,
    },
    /// The field has the value and nothing else.
    Replace {
        /// Where.
        field: Pointer,
        /// What.
        value: Json,
    },
    /// The number, or each number of the list, grows.
    Increment {
        /// Where.
        field: Pointer,
        /// By how much; may be below 0.
        by: Number,
    },
    /// The value of one field leaves it and is added to another.
    Move {
        /// From where.
        from: Pointer,
        /// To where.
        field: Pointer,
    },
    /// The value of one field is added to another.
    Copy {
        /// From where.
        from: Pointer,
        /// To where.
        field: Pointer,
    },
}

/// Operations, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patch(Vec<Operation>);

/// What is wrong with a patch, or stands in its way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{place}` {fault}")]
pub struct PatchError {
    /// Which part of which operation, such as `[0].field`.
    pub place: String,
    /// What is wrong with it.
    pub fault: String,
}

impl PatchError {
    fn new(index: usize, part: &str, fault: impl std::fmt::Display) -> Self {
        Self { place: format!("[{index}].{part}"), fault: fault.to_string() }
    }
}

impl Patch {
    /// Reads `[{operation, field, value, from}]`.
    ///
    /// # Errors
    /// No list, more than [`MOST_OPERATIONS`], or the first operation at fault: an unknown one, `transform`, a
    /// field that names nothing, a missing `value` or `from`.
    pub fn parse(patch: &Json) -> Result<Self, PatchError> {
        let whole = |fault: String| PatchError { place: "patch".into(), fault };
        let list = patch.as_array().ok_or_else(|| whole("must be a list of operations".into()))?;
        if list.len() > MOST_OPERATIONS {
            return Err(whole(format!("must have at most {MOST_OPERATIONS} operations, not {}", list.len())));
        }
        list.iter().enumerate().map(|(index, one)| read(index, one)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The document with every operation done.
    ///
    /// # Errors
    /// The first operation that cannot be done; nothing is then.
    pub fn apply(&self, document: &Map<String, Json>) -> Result<Map<String, Json>, PatchError> {
        apply::all(&self.0, document)
    }
}

fn read(index: usize, operation: &Json) -> Result<Operation, PatchError> {
    let Json::Object(members) = operation else {
        return Err(PatchError { place: format!("[{index}]"), fault: "must be an object".into() });
    };
    let fault = |part: &str, fault: &dyn std::fmt::Display| PatchError::new(index, part, fault);
    let pointer = |part: &str| match members.get(part) {
        Some(Json::String(text)) => text.parse::<Pointer>().map_err(|error| fault(part, &error)),
        Some(Json::Null) | None => Err(fault(part, &"is missing")),
        Some(_) => Err(fault(part, &"must be a text")),
    };
    let value = || members.get("value").cloned().ok_or_else(|| fault("value", &"is missing"));
    let word = match members.get("operation") {
        Some(Json::String(word)) => word,
        Some(Json::Null) | None => return Err(fault("operation", &"is missing")),
        Some(_) => return Err(fault("operation", &"must be a text")),
    };
    let kind: Kind = word.parse().map_err(|error: crate::word::UnknownWord| {
        fault("operation", &format!("must be one of {}", error.allowed))
    })?;
    let field = pointer("field")?;
    Ok(match kind {
        Kind::Add => Operation::Add { field, value: value()? },
        Kind::Replace => Operation::Replace { field, value: value()? },
        Kind::Remove => {
            Operation::Remove { field, value: members.get("value").filter(|value| !value.is_null()).cloned() }
        }
        Kind::Increment => match value()? {
            Json::Number(by) => Operation::Increment { field, by },
            _ => return Err(fault("value", &"must be a number")),
        },
        Kind::Move => Operation::Move { from: pointer("from")?, field },
        Kind::Copy => Operation::Copy { from: pointer("from")?, field },
        Kind::Transform => return Err(fault("operation", &"must not be transform: patches run no scripts")),
    })
}
