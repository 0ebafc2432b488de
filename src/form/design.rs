//! What a form shows and asks: `{fields: [{id, fields: [Field]}], events: {onLoad}}`.

use super::field::{Field, script};
use crate::document::{Fault, Reader};

/// The most fields of a form.
pub const MOST_FIELDS: usize = 500;

/// A form as its designer drew it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Design {
    /// From top to bottom.
    pub rows: Vec<Row>,
    /// A script for when the form is shown.
    pub on_load: Option<String>,
}

/// Fields side by side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its name in the designer.
    pub id: Option<String>,
    /// From left to right.
    pub fields: Vec<Field>,
}

impl Design {
    /// Reads what a designer drew.
    ///
    /// # Errors
    /// The first member at fault, or more than [`MOST_FIELDS`].
    pub(super) fn read(form: &Reader<'_>) -> Result<Self, Fault> {
        let mut left = MOST_FIELDS;
        let rows = read_rows(form, &mut left)?;
        let events = form.get("events");
        Ok(Self { rows, on_load: script(events.and_then(|events| events.get("onLoad"))) })
    }

    /// Every field, in order; those within a section behind it.
    pub fn fields(&self) -> Vec<&Field> {
        let mut all = Vec::new();
        collect(&self.rows, &mut all);
        all
    }

    /// Whether scripts have a say in it.
    pub fn has_scripts(&self) -> bool {
        self.on_load.is_some() || self.fields().iter().any(|field| field.on_change.is_some())
    }
}

fn collect<'a>(rows: &'a [Row], all: &mut Vec<&'a Field>) {
    for field in rows.iter().flat_map(|row| &row.fields) {
        all.push(field);
        collect(&field.rows, all);
    }
}

/// Reads the rows of a form or section; a field that stands for itself is a row of its own. How deep sections lie in
/// one another, the levels of a form's body bound.
pub(super) fn read_rows(of: &Reader<'_>, left: &mut usize) -> Result<Vec<Row>, Fault> {
    let read = |one: Reader<'_>| {
        if one.get("type").is_some() || one.get("model").is_some() {
            return Ok(Row { id: None, fields: vec![Field::read(&one, left)?] });
        }
        let id = one.get("id").and_then(|id| id.as_str()).map(str::to_owned);
        let fields = one.objects("fields")?;
        Ok(Row { id, fields: fields.iter().map(|field| Field::read(field, left)).collect::<Result<_, _>>()? })
    };
    of.objects("fields")?.into_iter().map(read).collect()
}
