//! Documents: bodies that are kept as they came, with members that mean nothing here, so that what was exported
//! elsewhere comes back as it was. What their readers share.

mod faults;
mod reader;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value as Json, json};

pub(crate) use faults::Faults;
pub(crate) use reader::Reader;

/// What is wrong with a document, or with values it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{property}` {fault}")]
pub struct Fault {
    /// Which property, such as `custom.reason` or `schemas.custom[0].properties.reason.type`.
    pub property: String,
    /// What is wrong with it.
    pub fault: String,
}

impl Fault {
    /// What is wrong with a property.
    pub fn new(property: impl Into<String>, fault: impl std::fmt::Display) -> Self {
        Self { property: property.into(), fault: fault.to_string() }
    }
}

/// Checks the id that a client chose for a document: 1 to 100 letters, digits, spaces, `-`, `_` and `.`.
///
/// # Errors
/// Other characters, a space at an end, or a word that means something else in an address.
pub(crate) fn check_id(text: &str) -> Result<(), Fault> {
    let fits = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.');
    if text.is_empty() || text.chars().count() > 100 || !text.chars().all(fits) || text.trim() != text {
        let fault = "must be 1 to 100 letters, digits, spaces, `-`, `_` and `.`, with no space at an end";
        return Err(Fault::new("id", fault));
    }
    if text == "search" || text.chars().all(|letter| letter == '.') {
        return Err(Fault::new("id", format!("must not be `{text}`")));
    }
    Ok(())
}

/// Checks how deep and large the body of a document (`what`, in words) is.
///
/// # Errors
/// More levels, or more bytes as JSON, than the bounds.
pub(crate) fn check_size(
    what: &str,
    body: &Map<String, Json>,
    most_levels: usize,
    most_bytes: usize,
) -> Result<(), Fault> {
    let mut waiting: Vec<(&Json, usize)> = body.values().map(|value| (value, 2)).collect();
    while let Some((value, level)) = waiting.pop() {
        let inner: Vec<&Json> = match value {
            Json::Array(elements) => elements.iter().collect(),
            Json::Object(members) => members.values().collect(),
            _ => continue,
        };
        if level > most_levels {
            return Err(Fault::new(what, format!("is nested deeper than {most_levels} levels")));
        }
        waiting.extend(inner.into_iter().map(|value| (value, level + 1)));
    }
    let bytes = serde_json::to_vec(body).map_err(|fault| Fault::new(what, fault))?.len();
    if bytes > most_bytes {
        return Err(Fault::new(what, format!("is larger than {most_bytes} bytes")));
    }
    Ok(())
}

/// `{createdDate, modifiedDate}`, as documents tell when they were made and changed.
pub fn metadata(created: DateTime<Utc>, modified: DateTime<Utc>) -> Json {
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    json!({"createdDate": text(created), "modifiedDate": text(modified)})
}

/// The beginning of a name that was given, fit to be shown back.
pub(crate) fn clip(name: &str) -> String {
    name.chars().take(64).map(|c| if c.is_control() || c == '`' { '\u{fffd}' } else { c }).collect()
}
