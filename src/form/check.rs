//! Whether what was filled in fits a form, and the body of a request that comes of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use serde_json::{Map, Value as Json};

use super::{Design, Field, FieldType};
use crate::document::{Fault, clip};
use crate::filter::{Path, Value};
use crate::request_type::ValueType;

/// The most faults that are told at once.
const MOST_FAULTS: usize = 100;
/// The most values of a field that may have several.
const MOST_VALUES: usize = 1_000;

/// Checks what was filled in, by model, against a form: that there is such a field, what its value is, that it is one
/// of the choices, that what is required is there and what is read only as it was. A blank value is none; a field that
/// was not filled in has its default value. Patterns are the browser's (see [`Pattern`](super::Pattern)).
///
/// # Errors
/// What is wrong with each field, by model; at most 100 faults.
pub fn check(design: &Design, values: &Map<String, Json>) -> Result<(), Vec<Fault>> {
    let fields = design.fields();
    let asking = || fields.iter().filter_map(|field| Some((*field, field.asks()?)));
    let known: BTreeSet<&str> = asking().map(|(_, model)| model.as_str()).collect();
    let unknown = values.keys().filter(|name| !known.contains(name.as_str()));
    let unknown = unknown.map(|name| Fault::new(clip(name), "is no field of this form"));
    let wrong = asking().filter_map(|(field, model)| {
        let fault = field.fault_of(values.get(model.as_str()))?;
        Some(Fault::new(model.as_str(), fault))
    });
    let faults: Vec<Fault> = unknown.chain(wrong).take(MOST_FAULTS).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Builds the body of a request: what is there already, and every value where its field's model says. Nothing that is
/// there already changes, and no field's value lies within another's; names such as `__proto__` are names like others.
///
/// # Errors
/// Those of [`check`], else every field whose place is taken.
pub fn request_body(
    design: &Design,
    values: &Map<String, Json>,
    there: &Map<String, Json>,
) -> Result<Map<String, Json>, Vec<Fault>> {
    check(design, values)?;
    let mut filled: BTreeMap<&str, (&Path, &Json)> = BTreeMap::new();
    for field in design.fields() {
        if let Some(model) = field.asks()
            && let Some(value) = field.value(values.get(model.as_str()))
        {
            filled.entry(model.as_str()).or_insert((model, value));
        }
    }
    let mut body = there.clone();
    let mut faults = Vec::new();
    for (name, (model, value)) in &filled {
        let above =
            name.match_indices('.').map(|(end, _)| &name[..end]).find(|above| filled.contains_key(above));
        if let Some(above) = above {
            faults.push(Fault::new(*name, format!("lies within `{}`, which is filled in too", clip(above))));
        } else if !put(&mut body, model, value) {
            faults.push(Fault::new(*name, "is set already, to something else"));
        }
    }
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

/// Puts a value where there is none yet; whether it is there then.
fn put(body: &mut Map<String, Json>, model: &Path, value: &Json) -> bool {
    let mut segments = model.segments();
    let Some(name) = segments.next_back() else { return false };
    let above = segments.try_fold(body, |members, name| {
        let next = members.entry(name).or_insert(Json::Null);
        if next.is_null() {
            *next = Json::Object(Map::new());
        }
        next.as_object_mut()
    });
    let Some(members) = above else { return false };
    let there = members.entry(name).or_insert(Json::Null);
    if there.is_null() {
        there.clone_from(value);
    }
    there == value
}

impl Field {
    /// The value it has when this was filled in, or nothing was.
    fn value<'a>(&'a self, given: Option<&'a Json>) -> Option<&'a Json> {
        let default = self.default_value.as_ref();
        let value = if self.is_read_only { default } else { given.or(default) };
        value.filter(|value| !is_blank(value))
    }

    /// What is wrong with what was filled in.
    fn fault_of(&self, given: Option<&Json>) -> Option<String> {
        if self.is_read_only {
            let changes =
                given.is_some_and(|given| !is_blank(given) && Some(given) != self.default_value.as_ref());
            return changes.then(|| "cannot be changed".into());
        }
        match self.value(given) {
            None => self.is_required.then(|| "is missing".into()),
            // As in browsers, a box that must be filled in must be ticked.
            Some(Json::Bool(false)) if self.is_required && self.field_type == Some(FieldType::CheckBox) => {
                Some("must be ticked".into())
            }
            Some(value) => self.fault(value),
        }
    }

    /// Why a value cannot be the field's.
    pub(super) fn fault(&self, value: &Json) -> Option<String> {
        match self.field_type? {
            FieldType::Text | FieldType::TextArea => ValueType::Text.fault(value),
            FieldType::CheckBox => ValueType::Boolean.fault(value),
            FieldType::Date => date_fault(value),
            FieldType::Select => self.choice_fault(value),
            FieldType::MultiSelect => match value {
                Json::Array(values) if values.len() > MOST_VALUES => {
                    Some(format!("must have at most {MOST_VALUES} values, not {}", values.len()))
                }
                Json::Array(values) => values.iter().find_map(|value| self.choice_fault(value)),
                _ => Some("must be a list".into()),
            },
            FieldType::Section | FieldType::FormText => None,
        }
    }

    fn choice_fault(&self, value: &Json) -> Option<String> {
        if self.choices.is_empty() {
            return if value.is_string() { ValueType::Text.fault(value) } else { None };
        }
        let fits = self.choices.iter().any(|choice| choice.value == *value);
        (!fits).then(|| "must be one of the choices".into())
    }
}

/// Whether a value is as good as none: null, a blank text, a list of nothing.
pub(super) fn is_blank(value: &Json) -> bool {
    value.as_str().is_some_and(|text| text.trim().is_empty()) || holds_nothing(value)
}

/// Null, or a list of nothing.
fn holds_nothing(value: &Json) -> bool {
    value.is_null() || value.as_array().is_some_and(|values| values.iter().all(holds_nothing))
}

fn date_fault(value: &Json) -> Option<String> {
    let moment = value.as_str().and_then(|text| Value::from(text).instant());
    let fits = moment.is_some_and(|moment| (1..=9999).contains(&moment.year()));
    (!fits).then(|| "must be an ISO 8601 date".into())
}
