//! Reading an object member by member: every fault names the member by its whole path.

use std::fmt::Display;

use serde_json::{Map, Value as Json};

use super::Fault;
use crate::text;

/// An object of a document's body. Null counts as missing.
pub(crate) struct Reader<'a> {
    /// Its path; empty for the body itself.
    at: String,
    members: &'a Map<String, Json>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(at: impl Into<String>, members: &'a Map<String, Json>) -> Self {
        Self { at: at.into(), members }
    }

    pub(crate) fn place(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }

    pub(crate) fn fault(&self, name: &str, fault: impl Display) -> Fault {
        Fault::new(self.place(name), fault)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'a Json> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'a String> {
        self.members.keys()
    }

    /// A text of at most so many characters.
    pub(crate) fn text(&self, name: &str, most: usize) -> Result<Option<&'a str>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.fault(name, "must be a text"))?;
        text::check(text, most).map_err(|fault| self.fault(name, fault))?;
        Ok(Some(text))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        let read = |value: &Json| value.as_bool().ok_or_else(|| self.fault(name, "must be true or false"));
        self.get(name).map(read).transpose()
    }

    /// A whole number of at most `most`.
    pub(crate) fn number(&self, name: &str, most: u32) -> Result<Option<u32>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| *number <= most);
        number.map(Some).ok_or_else(|| self.fault(name, format!("must be a whole number from 0 to {most}")))
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Reader<'a>>, Fault> {
        match self.get(name) {
            None => Ok(None),
            Some(Json::Object(members)) => Ok(Some(Reader { at: self.place(name), members })),
            Some(_) => Err(self.fault(name, "must be an object")),
        }
    }

    /// The elements of a list; none when it is missing.
    fn elements(&self, name: &str) -> Result<&'a [Json], Fault> {
        match self.get(name) {
            None => Ok(&[]),
            Some(Json::Array(list)) => Ok(list),
            Some(_) => Err(self.fault(name, "must be a list")),
        }
    }

    /// A list of objects.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Reader<'a>>, Fault> {
        let read = |(index, value): (usize, &'a Json)| {
            let name = format!("{name}[{index}]");
            let members = value.as_object().ok_or_else(|| self.fault(&name, "must be an object"))?;
            Ok(Reader { at: self.place(&name), members })
        };
        self.elements(name)?.iter().enumerate().map(read).collect()
    }

    /// A list of at most so many texts.
    pub(crate) fn texts(&self, name: &str, most: usize) -> Result<Vec<&'a str>, Fault> {
        let list = self.elements(name)?;
        if list.len() > most {
            return Err(self.fault(name, format!("must have at most {most} elements, not {}", list.len())));
        }
        let text = |(index, value): (usize, &'a Json)| {
            value.as_str().ok_or_else(|| self.fault(&format!("{name}[{index}]"), "must be a text"))
        };
        list.iter().enumerate().map(text).collect()
    }
}
