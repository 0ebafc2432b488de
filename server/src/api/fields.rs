//! Reading the object a client sent, field by field: every fault names the field.

use std::str::FromStr;

use bailiwick::filter::Value;
use bailiwick::text::{TextFault, check};
use bailiwick::word::UnknownWord;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use super::{ApiError, params::clip};

/// An object of a body. Fields nobody asks for are ignored; null counts as missing.
pub struct Fields<'a> {
    /// Where it is in the body, such as `catalogs[0].`; empty for the body itself.
    at: String,
    members: &'a Map<String, Json>,
}

impl<'a> Fields<'a> {
    /// The body's own fields.
    pub fn of_body(body: &'a Json) -> Result<Self, ApiError> {
        let members = body.as_object().ok_or_else(|| ApiError::bad("the body must be an object"))?;
        Ok(Self { at: String::new(), members })
    }

    fn get(&self, name: &str) -> Option<&'a Json> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A refusal that names a field by its whole path.
    pub fn fault(&self, name: &str, fault: impl std::fmt::Display) -> ApiError {
        ApiError::field(format!("{}{name}", self.at), fault)
    }

    /// A refusal for a field that must be there.
    fn missing(&self, name: &str) -> ApiError {
        self.fault(name, "is missing")
    }

    /// Whether the object has the field.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A text.
    pub fn text(&self, name: &str) -> Result<Option<&'a str>, ApiError> {
        self.get(name).map(|value| self.read_text(name, value)).transpose()
    }

    /// A text that must be there.
    pub fn required_text(&self, name: &str) -> Result<&'a str, ApiError> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    fn read_text(&self, name: &str, value: &'a Json) -> Result<&'a str, ApiError> {
        let text = value.as_str().ok_or_else(|| self.fault(name, "must be a text"))?;
        // How long a text may be, its use case knows; what no text may hold is refused here.
        match check(text, usize::MAX) {
            Err(TextFault::Control) => Err(self.fault(name, TextFault::Control)),
            _ => Ok(text),
        }
    }

    /// True or false.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        let read = |value: &Json| value.as_bool().ok_or_else(|| self.fault(name, "must be true or false"));
        self.get(name).map(read).transpose()
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Result<Option<i64>, ApiError> {
        let read = |value: &Json| value.as_i64().ok_or_else(|| self.fault(name, "must be a whole number"));
        self.get(name).map(read).transpose()
    }

    /// One of a set of words.
    pub fn word<T: FromStr<Err = UnknownWord>>(&self, name: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let unknown = |fault: UnknownWord| {
            self.fault(name, format!("must be one of {}, not `{}`", fault.allowed, clip(&fault.word)))
        };
        text.parse().map(Some).map_err(unknown)
    }

    /// A moment: ISO 8601, or milliseconds since 1970.
    pub fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let moment = match value {
            Json::Number(millis) => millis.as_i64().and_then(DateTime::from_timestamp_millis),
            Json::String(text) if text.trim().is_empty() => return Ok(None),
            Json::String(text) => Value::from(text.as_str()).instant(),
            _ => None,
        };
        let fault = || self.fault(name, "must be an ISO 8601 date or milliseconds since 1970");
        moment
            .filter(|moment| (1970..=9999).contains(&chrono::Datelike::year(moment)))
            .map(Some)
            .ok_or_else(fault)
    }

    /// A list; empty when it is missing.
    fn elements(&self, name: &str, most: usize) -> Result<&'a [Json], ApiError> {
        let Some(value) = self.get(name) else { return Ok(&[]) };
        let list = value.as_array().ok_or_else(|| self.fault(name, "must be a list"))?;
        self.bounded(name, list, most)
    }

    fn bounded(&self, name: &str, list: &'a [Json], most: usize) -> Result<&'a [Json], ApiError> {
        if list.len() > most {
            return Err(self.fault(name, format!("must have at most {most} elements, not {}", list.len())));
        }
        Ok(list)
    }

    /// A list of texts.
    pub fn texts(&self, name: &str, most: usize) -> Result<Vec<&'a str>, ApiError> {
        let read = |(at, value)| self.read_text(&format!("{name}[{at}]"), value);
        self.elements(name, most)?.iter().enumerate().map(read).collect()
    }

    /// A list of texts or numbers, as texts.
    pub fn scalars(&self, name: &str, most: usize) -> Result<Vec<String>, ApiError> {
        let read = |(at, value): (usize, &'a Json)| match value {
            Json::Number(number) => Ok(number.to_string()),
            value => self.read_text(&format!("{name}[{at}]"), value).map(str::to_owned),
        };
        self.elements(name, most)?.iter().enumerate().map(read).collect()
    }

    /// Every member, as it was sent.
    pub fn members(&self) -> &'a Map<String, Json> {
        self.members
    }

    /// A list of objects.
    pub fn objects(&self, name: &str, most: usize) -> Result<Vec<Fields<'a>>, ApiError> {
        self.read_objects(name, self.elements(name, most)?)
    }

    /// A list of objects, where a lone object stands for a list of one.
    pub fn objects_or_one(&self, name: &str, most: usize) -> Result<Vec<Fields<'a>>, ApiError> {
        match self.get(name) {
            Some(Json::Object(_)) => Ok(self.object(name)?.into_iter().collect()),
            _ => self.objects(name, most),
        }
    }

    fn read_objects(&self, name: &str, list: &'a [Json]) -> Result<Vec<Fields<'a>>, ApiError> {
        let read = |(at, value): (usize, &'a Json)| {
            let name = format!("{name}[{at}]");
            match value.as_object() {
                Some(members) => Ok(Fields { at: format!("{}{name}.", self.at), members }),
                None => Err(self.fault(&name, "must be an object")),
            }
        };
        list.iter().enumerate().map(read).collect()
    }

    /// An object.
    pub fn object(&self, name: &str) -> Result<Option<Fields<'a>>, ApiError> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Object(members)) => Ok(Some(Fields { at: format!("{}{name}.", self.at), members })),
            Some(_) => Err(self.fault(name, "must be an object")),
        }
    }
}
