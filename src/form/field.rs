//! Fields of forms.

use serde_json::Value as Json;

use super::check::is_blank;
use super::design::read_rows;
use super::{MOST_FIELDS, Row};
use crate::document::{Fault, Reader};
use crate::filter::Path;

/// The most segments of a model.
pub const MOST_SEGMENTS: usize = 8;

crate::words! {
    /// What a field is. Other types may come; their fields take any value.
    pub enum FieldType {
        /// One line of text.
        Text = "string",
        /// Several lines of text.
        TextArea = "textarea",
        /// Yes or no.
        CheckBox = "checkbox",
        /// One of its choices.
        Select = "select",
        /// Any of its choices.
        MultiSelect = "multiselect",
        /// A day or moment, as ISO 8601.
        Date = "date",
        /// Holds other fields together; has no value.
        Section = "section",
        /// Words for people to read; has no value.
        FormText = "formText",
    }
}

/// A field.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// Its name in the designer.
    pub id: Option<String>,
    /// Where its value goes in the body of a request, such as `custom.reason`; without one it has no value.
    pub model: Option<Path>,
    /// What it is; absent where the word is unknown.
    pub field_type: Option<FieldType>,
    /// As shown.
    pub label: Option<String>,
    /// What to fill in, in a sentence.
    pub description: Option<String>,
    /// What it holds until somebody changes it; never a value that does not fit.
    pub default_value: Option<Json>,
    /// It keeps its default value.
    pub is_read_only: bool,
    /// A script has hidden it.
    pub is_hidden: bool,
    /// It must be filled in.
    pub is_required: bool,
    /// What its text must look like.
    pub pattern: Option<Pattern>,
    /// Where in its row it stands.
    pub layout: Layout,
    /// What can be chosen; anything where there are none.
    pub choices: Vec<Choice>,
    /// A script for when its value changes.
    pub on_change: Option<String>,
    /// What a section holds.
    pub rows: Vec<Row>,
}

/// A regular expression in JavaScript's dialect. It is for the browser (an input's `pattern`): nothing here or in
/// the engine checks it, since no other dialect means quite the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The expression.
    pub pattern: String,
    /// What to tell who fills in something else.
    pub message: Option<String>,
}

/// Where in its row of twelve columns a field stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Layout {
    /// How many columns it takes, 1 to 12; the whole row when absent.
    pub columns: Option<u8>,
    /// How many columns are left free before it, 0 to 11.
    pub offset: u8,
}

/// Something that can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// What the field then holds.
    pub value: Json,
    /// As shown.
    pub label: String,
}

impl Field {
    /// The model of a field that takes a value.
    pub fn asks(&self) -> Option<&Path> {
        let takes_none = matches!(self.field_type, Some(FieldType::Section | FieldType::FormText));
        self.model.as_ref().filter(|_| !takes_none)
    }

    pub(super) fn read(field: &Reader<'_>, left: &mut usize) -> Result<Self, Fault> {
        *left = left
            .checked_sub(1)
            .ok_or_else(|| Fault::new("form", format!("must have at most {MOST_FIELDS} fields")))?;
        let shown = |name: &str| shown(field.get(name));
        let validation = field.object("validation")?;
        let mut read = Self {
            id: shown("id"),
            model: model(field)?,
            field_type: field.text("type", 100)?.and_then(|word| word.parse().ok()),
            label: shown("label"),
            description: shown("description"),
            default_value: None,
            is_read_only: field.flag("readOnly")?.unwrap_or(false),
            is_hidden: false,
            is_required: match &validation {
                Some(validation) => validation.flag("required")?.unwrap_or(false),
                None => false,
            },
            pattern: match &validation {
                Some(validation) => Pattern::read(validation.get("regex")),
                None => None,
            },
            layout: Layout::read(field.get("layout")),
            choices: choices(field)?,
            on_change: script(field.get("onChangeEvent")),
            rows: read_rows(field, left)?,
        };
        let default = field.get("defaultValue");
        read.default_value = default.filter(|value| !is_blank(value) && read.fault(value).is_none()).cloned();
        Ok(read)
    }
}

/// A text that is only shown: anything else counts as missing.
fn shown(value: Option<&Json>) -> Option<String> {
    value.and_then(Json::as_str).filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// A script, as `{type, script}` or as it is.
pub(super) fn script(value: Option<&Json>) -> Option<String> {
    shown(value.map(|value| value.get("script").unwrap_or(value)))
}

fn model(field: &Reader<'_>) -> Result<Option<Path>, Fault> {
    let Some(text) = field.text("model", 1_000)?.filter(|text| !text.trim().is_empty()) else {
        return Ok(None);
    };
    let path = Path::dotted(text).map_err(|error| field.fault("model", error.fault))?;
    if path.segments().count() > MOST_SEGMENTS {
        return Err(field.fault("model", format!("has more than {MOST_SEGMENTS} segments")));
    }
    Ok(Some(path))
}

/// Choices are listed, as `{value, label}` or bare values. Where `options` is no list, what can be chosen is looked up
/// elsewhere and not known here.
fn choices(field: &Reader<'_>) -> Result<Vec<Choice>, Fault> {
    let Some(Json::Array(options)) = field.get("options") else { return Ok(Vec::new()) };
    read_choices(options).map_err(|index| field.fault(&format!("options[{index}]"), "must have a `value`"))
}

/// Reads what can be chosen; the first that has no value is the error, counted from 0.
pub(super) fn read_choices(options: &[Json]) -> Result<Vec<Choice>, usize> {
    let read = |(index, option): (usize, &Json)| {
        let value = match option {
            Json::Object(members) => members.get("value").unwrap_or(&Json::Null),
            bare => bare,
        };
        if value.is_null() {
            return Err(index);
        }
        let text = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Ok(Choice { value: value.clone(), label: shown(option.get("label")).unwrap_or_else(text) })
    };
    options.iter().enumerate().map(read).collect()
}

impl Pattern {
    fn read(regex: Option<&Json>) -> Option<Self> {
        let regex = regex?;
        Some(Self { pattern: shown(regex.get("pattern"))?, message: shown(regex.get("message")) })
    }
}

impl Layout {
    fn read(layout: Option<&Json>) -> Self {
        let number = |name: &str| -> Option<u8> { layout?.get(name)?.as_u64()?.try_into().ok() };
        Self {
            columns: number("columns").filter(|columns| (1..=12).contains(columns)),
            offset: number("offset").filter(|offset| *offset < 12).unwrap_or(0),
        }
    }
}
