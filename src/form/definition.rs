//! What is said about a form: its body, and what is read from it.

use serde_json::{Map, Value as Json};

use super::Design;
use crate::document::{Fault, Reader, check_size};

/// The most bytes of a form as JSON.
const MOST_BYTES: usize = 256 * 1024;
/// The most levels of a form's body.
const MOST_LEVELS: usize = 32;
/// Members that the server makes.
const SERVERS_OWN: [&str; 3] = ["id", "_rev", "metadata"];

/// A form's body, and what was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// As it came, without what the server makes.
    body: Map<String, Json>,
    /// As shown.
    pub name: String,
    /// What it is for, such as `request`, `applicationRequest` or `lcmRequest`; other words may come.
    pub form_type: String,
    /// In a sentence.
    pub description: Option<String>,
    /// What it is for, closer.
    pub categories: Categories,
    /// What it shows and asks.
    pub design: Design,
}

/// What a form is for, as its designer said. Which form is shown for what, assignments say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Categories {
    /// A kind of application.
    pub application_type: Option<String>,
    /// A kind of object of an application.
    pub object_type: Option<String>,
    /// `create`, `update` or `delete`.
    pub operation: Option<String>,
    /// A kind of object whose life a request changes, such as `user`.
    pub lcm_type: Option<String>,
    /// A type of request.
    pub request_type: Option<String>,
}

impl Definition {
    /// Reads a form's body. `id`, `_rev` and `metadata` are the server's and are dropped; `name`, `type` and
    /// `form` must be there.
    ///
    /// What checking values needs (types, models, what is required, choices) must be readable; what is only shown
    /// may be anything, and counts as missing when it cannot be.
    ///
    /// # Errors
    /// The first member at fault, by its path; or the whole is too large or too deep, or has too many fields.
    pub fn parse(mut body: Map<String, Json>) -> Result<Self, Fault> {
        for name in SERVERS_OWN {
            body.remove(name);
        }
        check_size("request form", &body, MOST_LEVELS, MOST_BYTES)?;
        let reader = Reader::new("", &body);
        let form = reader.object("form")?.ok_or_else(|| reader.fault("form", "is missing"))?;
        Ok(Self {
            name: required(&reader, "name", 200)?,
            form_type: required(&reader, "type", 100)?,
            description: reader.text("description", 4_000)?.map(str::to_owned),
            categories: Categories::read(&reader)?,
            design: Design::read(&form)?,
            body,
        })
    }

    /// The body, as it came.
    pub const fn body(&self) -> &Map<String, Json> {
        &self.body
    }
}

impl Categories {
    fn read(body: &Reader<'_>) -> Result<Self, Fault> {
        let Some(categories) = body.object("categories")? else { return Ok(Self::default()) };
        let text = |name: &str| {
            let text = categories.text(name, 200)?.filter(|text| !text.trim().is_empty());
            Ok(text.map(str::to_owned))
        };
        Ok(Self {
            application_type: text("applicationType")?,
            object_type: text("objectType")?,
            operation: text("operation")?,
            lcm_type: text("lcmType")?,
            request_type: text("requestType")?,
        })
    }
}

/// A text that must be there and not blank.
fn required(body: &Reader<'_>, name: &str, most: usize) -> Result<String, Fault> {
    let text = body.text(name, most)?.ok_or_else(|| body.fault(name, "is missing"))?;
    if text.trim().is_empty() { Err(body.fault(name, "must not be empty")) } else { Ok(text.to_owned()) }
}
