//! Values: how they are read from what a client sent, kept as texts, and shown again.

use serde_json::Value as Json;

use super::{Attribute, Definition, Fault, ValueType};
use crate::filter::Value;
use crate::id::user_id;
use crate::text::{check, check_present};

/// The most values one object may have of one attribute.
pub const MOST_VALUES: usize = 100;
/// The most characters of a `string`.
const MOST_TEXT: usize = 255;
/// The most characters of a `text`.
const MOST_LONG_TEXT: usize = 4_000;

impl ValueType {
    /// One value as it is kept: trimmed text, `true`, `42`, `2026-01-05T09:00:00Z`, `managed/user/{uuid}`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(self, given: &Json) -> Result<String, String> {
        let text = match given {
            Json::String(text) => text.trim().to_owned(),
            Json::Bool(_) | Json::Number(_) => given.to_string(),
            _ => return Err("must be a text, a number, true or false".into()),
        };
        match self {
            Self::Text => {
                check_present(&text, MOST_TEXT).map_err(|fault| fault.to_string())?;
                if text.contains(['\n', '\r']) { Err("must be of one line".into()) } else { Ok(text) }
            }
            Self::LongText => {
                check(&text, MOST_LONG_TEXT).map_err(|fault| fault.to_string())?;
                Ok(text)
            }
            Self::Boolean => match text.as_str() {
                "true" | "false" => Ok(text),
                _ => Err("must be true or false".into()),
            },
            Self::Integer => match text.parse::<i64>() {
                Ok(number) => Ok(number.to_string()),
                Err(_) => Err("must be a whole number".into()),
            },
            Self::Date => {
                let moment = Value::from(text.as_str()).instant();
                let moment = moment.filter(|at| (1..=9999).contains(&chrono::Datelike::year(at)));
                let moment = moment.ok_or("must be an ISO 8601 date")?;
                Ok(moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
            }
            Self::Person => match user_id(&text) {
                Some(id) => Ok(format!("managed/user/{id}")),
                None => Err("must name a person as `managed/user/{uuid}`".into()),
            },
        }
    }

    fn show(self, text: &str) -> Json {
        match self {
            Self::Boolean => Json::Bool(text == "true"),
            Self::Integer => text.parse::<i64>().map_or(Json::Null, Json::from),
            Self::Text | Self::LongText | Self::Date | Self::Person => Json::from(text),
        }
    }
}

impl Definition {
    /// The values a client sent, as they are kept. Null, an empty list and a blank text are none.
    ///
    /// # Errors
    /// The attribute's name, with what is wrong.
    pub fn read(&self, given: &Json) -> Result<Vec<String>, Fault> {
        let fault = |fault: &str| Fault::new(&self.name, fault);
        let list = match given {
            Json::Null => return Ok(Vec::new()),
            Json::String(text) if text.trim().is_empty() => return Ok(Vec::new()),
            Json::Array(list) if list.len() > 1 && !self.is_multi_value => {
                return Err(fault("has one value only"));
            }
            Json::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        if list.len() > MOST_VALUES {
            return Err(fault(&format!("must have at most {MOST_VALUES} values")));
        }
        let mut values = Vec::with_capacity(list.len());
        for one in list {
            let value = self.value_type.read(one).map_err(|reason| fault(&reason))?;
            if !self.allows(&value) {
                return Err(fault(&format!("must be one of {}", self.allowed_values.join(", "))));
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(values)
    }

    /// Whether a value, as it is kept, is among those that there may be.
    pub fn allows(&self, value: &str) -> bool {
        self.allowed_values.is_empty() || self.allowed_values.iter().any(|allowed| allowed == value)
    }

    /// A value as people read it; of a person only the id is known here.
    pub fn in_words(&self, value: &str) -> String {
        match (self.value_type, value) {
            (ValueType::Boolean, "true") => "Yes".into(),
            (ValueType::Boolean, _) => "No".into(),
            (ValueType::Date, _) => value.split('T').next().unwrap_or(value).into(),
            _ => value.into(),
        }
    }

    /// The values of an object as clients read them: a list where there may be several.
    pub fn show(&self, values: &[String]) -> Json {
        let mut shown = values.iter().map(|text| self.value_type.show(text));
        if self.is_multi_value { shown.collect() } else { shown.next().unwrap_or(Json::Null) }
    }
}

impl Attribute {
    /// The values a client sent, as they are kept; see [`Definition::read`].
    pub fn read(&self, given: &Json) -> Result<Vec<String>, Fault> {
        self.definition.read(given)
    }
}
