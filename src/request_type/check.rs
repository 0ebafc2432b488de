//! Whether what a request holds is what its type says.

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::{Fault, RequestType, Section, clip};
use crate::filter::Path;
use crate::hex::hex;

/// The most faults that are told at once.
const MOST_FAULTS: usize = 100;

/// What a request holds, with what it did not say.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// Properties by section, nulls left out and defaults filled in.
    pub payload: Map<String, Json>,
    /// Equal for two requests of a type that have all unique keys alike: 64 hexadecimal digits. Absent when the type
    /// has no keys or the request none of them.
    pub unique_key: Option<String>,
}

/// Checks what a request holds against its type: sections and properties there are, required ones that must be
/// given, what each value is. Fills in defaults and computes the unique key.
///
/// # Errors
/// Everything that is wrong, by property; at most 100 faults.
pub fn check(payload: &Map<String, Json>, request_type: &RequestType) -> Result<Filled, Vec<Fault>> {
    check_given(payload, request_type, true)
}

/// As [`check`], for what is not sent yet: nothing needs to be there.
///
/// # Errors
/// As [`check`].
pub fn check_draft(payload: &Map<String, Json>, request_type: &RequestType) -> Result<Filled, Vec<Fault>> {
    check_given(payload, request_type, false)
}

fn check_given(
    payload: &Map<String, Json>,
    request_type: &RequestType,
    is_whole: bool,
) -> Result<Filled, Vec<Fault>> {
    let schemas = &request_type.definition.schemas;
    let mut faults = Vec::new();
    let mut filled: Map<String, Json> = Map::new();
    for (name, given) in payload.iter().filter(|(_, given)| !given.is_null()) {
        let section = name.parse::<Section>().ok().and_then(|section| schemas.get(&section));
        match (section, given) {
            (None, _) => faults.push(Fault::new(clip(name), "is no section of this type of request")),
            (Some(properties), Json::Object(given)) => {
                let known = given.iter().filter(|(_, value)| !value.is_null());
                for (property, value) in known {
                    let at = format!("{name}.{}", clip(property));
                    match properties.get(property) {
                        None => faults.push(Fault::new(at, "is no property of this type of request")),
                        Some(property) => faults.extend(property.fault(&at, value)),
                    }
                }
                let given = given.iter().filter(|(_, value)| !value.is_null());
                let given = given.map(|(property, value)| (property.clone(), value.clone()));
                filled.insert(name.clone(), Json::Object(given.collect()));
            }
            (Some(_), _) => faults.push(Fault::new(name, "must be an object")),
        }
        if faults.len() >= MOST_FAULTS {
            break;
        }
    }
    for (section, properties) in schemas {
        for (name, property) in properties {
            let given = filled.get(section.as_str()).and_then(|given| given.get(name));
            let is_blank = given.is_none_or(|given| property.is_blank(given));
            match &property.default_value {
                Some(default) if given.is_none() => {
                    let of_section =
                        filled.entry(section.as_str()).or_insert_with(|| Json::Object(Map::new()));
                    if let Json::Object(members) = of_section {
                        members.insert(name.clone(), default.clone());
                    }
                }
                _ if is_blank && property.is_required && is_whole => {
                    faults.push(Fault::new(format!("{section}.{name}"), "is missing"));
                }
                _ => {}
            }
        }
    }
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() {
        let unique_key = unique_key(&filled, request_type);
        Ok(Filled { payload: filled, unique_key })
    } else {
        Err(faults)
    }
}

/// Checks that what cannot be modified stays as it is; null counts as absent.
///
/// # Errors
/// Every property that would change.
pub fn check_change(
    old: &Map<String, Json>,
    new: &Map<String, Json>,
    request_type: &RequestType,
) -> Result<(), Vec<Fault>> {
    let fixed = request_type.definition.not_modifiable.iter();
    let changed = fixed.filter(|path| at(old, path) != at(new, path));
    let faults: Vec<Fault> = changed.map(|path| Fault::new(path.as_str(), "cannot be changed")).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The value at a path of objects, if there is one.
pub(super) fn at<'a>(payload: &'a Map<String, Json>, path: &Path) -> Option<&'a Json> {
    let mut segments = path.segments();
    let first = payload.get(segments.next()?)?;
    let found = segments.try_fold(first, |value, name| value.get(name));
    found.filter(|value| !value.is_null())
}

fn unique_key(payload: &Map<String, Json>, request_type: &RequestType) -> Option<String> {
    let values: Vec<Option<&Json>> =
        request_type.definition.unique_keys.iter().map(|path| at(payload, path)).collect();
    if values.iter().all(Option::is_none) {
        return None;
    }
    // Members of an object are in the order of their names, so that equal values make equal texts.
    let text = serde_json::to_string(&(&request_type.id, values)).ok()?;
    Some(hex(Sha256::digest(text)))
}
