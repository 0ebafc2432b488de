//! What use cases share whose objects are kept as they came.

use serde_json::{Map, Value as Json};

use crate::EngineError;

/// A body may repeat the id of what it replaces, and name no other.
///
/// # Errors
/// `Invalid`: it names another.
pub(crate) fn check_same_id(id: &str, body: &Map<String, Json>) -> Result<(), EngineError> {
    match body.get("id") {
        None | Some(Json::Null) => Ok(()),
        Some(given) if *given == id => Ok(()),
        Some(_) => Err(EngineError::invalid("id", format!("cannot be changed: it is `{id}`"))),
    }
}

/// Whoever changes what they saw changes nothing that they did not see. Ask it in the transaction of the change.
///
/// # Errors
/// `Changed`: it is of another revision.
pub(crate) fn check_seen(what: &str, revision: i64, seen: i64) -> Result<(), EngineError> {
    if revision == seen {
        Ok(())
    } else {
        Err(EngineError::Changed(format!(
            "somebody has changed the {what} meanwhile: look at it again first"
        )))
    }
}
