//! Properties: what one value of a request is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::{Fault, clip};
use crate::document::Reader;

/// The most properties of one section.
const MOST_PROPERTIES: usize = 500;
/// The most characters of a property's name.
const MOST_NAME: usize = 100;
/// The most values of a property that may have several.
const MOST_VALUES: usize = 1_000;
/// The most characters of a text.
const MOST_TEXT: usize = 100_000;

/// What is known about a property.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Property {
    /// What its values are; anything when absent.
    pub value_type: Option<ValueType>,
    /// A request must have it.
    pub is_required: bool,
    /// It is not for people to fill in.
    pub is_internal: bool,
    /// Its value is a list.
    pub is_multi_value: bool,
    /// What it is where a request does not say.
    pub default_value: Option<Json>,
    /// What its value must name.
    pub lookup: Option<Lookup>,
    /// How it is shown.
    pub display: Display,
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// `text` or `string`; dates too.
    Text,
    /// `number`.
    Number,
    /// `integer`.
    Integer,
    /// `boolean`.
    Boolean,
    /// `object`: whatever members.
    Object,
}

/// Where the object is found that a value names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// The collection, such as `/openidm/managed/user`.
    pub path: String,
    /// The filter in it, with `${property}` where the value belongs.
    pub query: Option<String>,
}

/// How a property is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Display {
    /// Its name for people.
    pub name: Option<String>,
    /// Whether people see it; yes when absent.
    pub is_visible: Option<bool>,
    /// Its place among the others.
    pub order: Option<i64>,
}

impl ValueType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Text, Self::Number, Self::Integer, Self::Boolean, Self::Object];

    /// The contract's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Integer => "integer",
            Self::Boolean => "boolean",
            Self::Object => "object",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "text" | "string" => Self::Text,
            "number" => Self::Number,
            "integer" => Self::Integer,
            "boolean" => Self::Boolean,
            "object" => Self::Object,
            _ => return None,
        })
    }

    /// What is wrong with a value.
    pub(crate) fn fault(self, value: &Json) -> Option<String> {
        let (fits, what) = match self {
            Self::Text => match value.as_str() {
                Some(text) => {
                    return crate::text::check(text, MOST_TEXT).err().map(|fault| fault.to_string());
                }
                None => (false, "a text"),
            },
            Self::Number => (value.is_number(), "a number"),
            Self::Integer => (value.is_i64() || value.is_u64(), "a whole number"),
            Self::Boolean => (value.is_boolean(), "true or false"),
            Self::Object => (value.is_object(), "an object"),
        };
        (!fits).then(|| format!("must be {what}"))
    }
}

impl Property {
    /// Whether the value is as good as none: null, a blank text, an empty list where there may be several.
    pub(super) fn is_blank(&self, value: &Json) -> bool {
        match value {
            Json::Null => true,
            Json::String(text) => text.trim().is_empty(),
            Json::Array(values) => self.is_multi_value && values.is_empty(),
            _ => false,
        }
    }

    /// What is wrong with a value of the property `at`.
    pub(super) fn fault(&self, at: &str, value: &Json) -> Option<Fault> {
        let of_one = |at: String, value: &Json| {
            Some(Fault::new(at, self.value_type.and_then(|kind| kind.fault(value))?))
        };
        if !self.is_multi_value {
            return of_one(at.to_owned(), value);
        }
        match value {
            Json::Array(values) if values.len() > MOST_VALUES => {
                Some(Fault::new(at, format!("must have at most {MOST_VALUES} values, not {}", values.len())))
            }
            Json::Array(values) => {
                values.iter().enumerate().find_map(|(index, value)| of_one(format!("{at}[{index}]"), value))
            }
            _ => Some(Fault::new(at, "must be a list")),
        }
    }

    /// Reads what a schema says of a property: `_meta` tells how it is treated, the other part what it is.
    fn read(meta: Option<&Reader<'_>>, typed: Option<&Reader<'_>>) -> Result<Self, Fault> {
        let mut property = Self::default();
        if let Some(meta) = meta {
            property.is_required = meta.flag("isRequired")?.unwrap_or(false);
            property.is_internal = meta.flag("isInternal")?.unwrap_or(false);
            property.is_multi_value = meta.flag("isMultiValue")?.unwrap_or(false);
            property.lookup = meta.object("lookup")?.map(|lookup| Lookup::read(&lookup)).transpose()?;
            if let Some(display) = meta.object("display")? {
                property.display = Display::read(&display)?;
            }
        }
        if let Some(typed) = typed {
            property.value_type = match typed.text("type", 100)? {
                None => None,
                Some(word) => Some(ValueType::of(word).ok_or_else(|| {
                    let fault = "must be one of text, string, number, integer, boolean, object";
                    typed.fault("type", format!("{fault}, not `{}`", clip(word)))
                })?),
            };
            property.default_value = typed.get("defaultValue").cloned();
            if let Some(value) = &property.default_value
                && let Some(fault) = property.fault(&typed.place("defaultValue"), value)
            {
                return Err(fault);
            }
        }
        Ok(property)
    }
}

impl Lookup {
    fn read(lookup: &Reader<'_>) -> Result<Self, Fault> {
        let path = lookup.text("path", 1_000)?.ok_or_else(|| lookup.fault("path", "is missing"))?;
        Ok(Self { path: path.to_owned(), query: lookup.text("query", 4_000)?.map(str::to_owned) })
    }
}

impl Display {
    fn read(display: &Reader<'_>) -> Result<Self, Fault> {
        let order = display.get("order");
        let read =
            |value: &Json| value.as_i64().ok_or_else(|| display.fault("order", "must be a whole number"));
        Ok(Self {
            name: display.text("name", 200)?.map(str::to_owned),
            is_visible: display.flag("isVisible")?,
            order: order.map(read).transpose()?,
        })
    }
}

/// Adds the properties of one schema to those of its section; of two with one name the later counts.
pub(super) fn read_schema(
    at: &str,
    schema: &Map<String, Json>,
    into: &mut BTreeMap<String, Property>,
) -> Result<(), Fault> {
    let schema = Reader::new(at, schema);
    let meta = match schema.object("_meta")? {
        Some(meta) => meta.object("properties")?,
        None => None,
    };
    let typed = schema.object("properties")?;
    let names: BTreeSet<&String> = [&meta, &typed].into_iter().flatten().flat_map(Reader::names).collect();
    for name in names {
        let of = |part: &Option<Reader<'_>>| part.as_ref().map_or(Ok(()), |part| check_name(part, name));
        of(&typed)?;
        of(&meta)?;
        let member = |part: &Option<_>| match part {
            Some(part) => Reader::object(part, name),
            None => Ok(None),
        };
        let property = Property::read(member(&meta)?.as_ref(), member(&typed)?.as_ref())?;
        into.insert(name.clone(), property);
    }
    if into.len() > MOST_PROPERTIES {
        return Err(Fault::new(at, format!("must have at most {MOST_PROPERTIES} properties")));
    }
    Ok(())
}

/// Names are parts of paths.
fn check_name(part: &Reader<'_>, name: &str) -> Result<(), Fault> {
    let fits = |letter: char| !letter.is_control() && !matches!(letter, '.' | '/' | '`');
    if name.trim().is_empty() || name.chars().count() > MOST_NAME || !name.chars().all(fits) {
        let fault = format!("must have names of 1 to {MOST_NAME} characters without `.` and `/`");
        return Err(part.fault(&clip(name), fault));
    }
    Ok(())
}
