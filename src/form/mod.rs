//! Forms: what people fill in when they ask for something (contract 3.8), and what each form is shown for.
//!
//! A form's body is kept as it came; [`Definition`] is what was read from it, and [`Design`] what its designer drew.
//! What is unknown is kept and has no meaning here: members, types of fields. What scripts make of a form while it is
//! filled in is its [`Standing`]; they are run elsewhere.

mod check;
mod definition;
mod design;
mod edit;
mod facts;
mod field;
mod filled;
mod of_type;
mod standing;
mod target;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json, json};

pub use check::{check, request_body};
pub use definition::{Categories, Definition};
pub use design::{Design, MOST_FIELDS, Row};
pub use edit::{FieldChange, Place, add_field, change_field, join_above, move_field, remove_field};
pub use field::{Choice, Field, FieldType, Layout, MOST_SEGMENTS, Pattern};
pub use filled::Typed;
pub use standing::{Begun, Sent, Standing};
pub use target::{FormTarget, TargetFault};

use crate::document::{Fault, check_id, metadata};
use crate::id::FormId;

/// The most forms of an installation: they are searched in memory.
pub const MOST_FORMS: usize = 1_000;
/// The most assignments of forms: they are searched in memory.
pub const MOST_ASSIGNMENTS: usize = 10_000;

/// A form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// A UUID, or the name it was put under.
    pub id: FormId,
    /// What was said about it.
    pub definition: Definition,
    /// 1 at first, one more with every change. Not shown (contract 1.4).
    pub revision: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Form {
    /// The whole form as clients read it: its body with `id` and `metadata`.
    pub fn document(&self) -> Map<String, Json> {
        let mut document = self.definition.body().clone();
        document.insert("id".into(), json!(self.id));
        document.insert("metadata".into(), metadata(self.created_at, self.modified_at));
        document
    }
}

/// A form is shown for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// For what; there is at most one form for it.
    pub target: FormTarget,
    /// Which form.
    pub form: FormId,
    /// Since when there has been a form for it.
    pub created_at: DateTime<Utc>,
    /// Since when it has been this one.
    pub modified_at: DateTime<Utc>,
}

/// Reads the id a form is put under: 1 to 100 letters, digits, spaces, `-`, `_` and `.`.
///
/// # Errors
/// Other characters, a space at an end, or a word that means something else in the address.
pub fn new_id(text: &str) -> Result<FormId, Fault> {
    check_id(text)?;
    Ok(FormId(text.to_owned()))
}
