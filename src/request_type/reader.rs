//! Reading an object member by member: every fault names the member by its whole path.

use std::fmt::Display;

use serde_json::{Map, Value as Json};

use super::Fault;
use crate::text;

/// An object of a type's body. Null counts as missing.
pub(super) struct Reader<'a> {
    /// Its path; empty for the body itself.
    at: String,
    members: &'a Map<String, Json>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(at: impl Into<String>, members: &'a Map<String, Json>) -> Self {
        Self { at: at.into(), members }
    }

    pub(super) fn place(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    pub(super) fn fault(&self, name: &str, fault: impl Display) -> Fault {
        Fault::new(self.place(name), fault)
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Json> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &'a String> {
        self.members.keys()
    }

    /// A text of at most so many characters.
    pub(super) fn text(&self, name: &str, most: usize) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.fault(name, "must be a text"))?;
        text::check(text, most).map_err(|fault| self.fault(name, fault))?;
        Ok(Some(text))
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        let read = |value: &Json| value.as_bool().ok_or_else(|| self.fault(name, "must be true or false"));
        self.get(name).map(read).transpose()
    }

    pub(super) fn object(&self, name: &str) -> Result<Option<Reader<'a>>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Object(members)) => Ok(Some(Reader { at: self.place(name), members })),
            Some(_) => Err(self.fault(name, "must be an object")),
        }
    }

    /// A list of at most so many texts.
    pub(super) fn texts(&self, name: &str, most: usize) -> Result<Vec<&'a str>, Fault> {
        let list = match self.get(name) {
            None => return Ok(Vec::new()),
            Some(Json::Array(list)) => list,
            Some(_) => return Err(self.fault(name, "must be a list")),
        };
        if list.len() > most {
            return Err(self.fault(name, format!("must have at most {most} elements, not {}", list.len())));
        }
        let text = |(index, value): (usize, &'a Json)| {
            value.as_str().ok_or_else(|| self.fault(&format!("{name}[{index}]"), "must be a text"))
        };
        list.iter().enumerate().map(text).collect()
    }
}
