//! Values that fields are compared with.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Number, Value as Json};

/// A value in a filter. It keeps the type it was written with; clients write booleans and numbers as texts too,
/// so ask it for the type of the field by [`truth`](Self::truth), [`number`](Self::number),
/// [`instant`](Self::instant) or [`text`](Self::text).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing: the field is absent.
    Null,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text, a date too.
    String(String),
}

impl Value {
    /// The value of a JSON scalar; none for arrays and objects.
    pub fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(Self::Null),
            Json::Bool(truth) => Some(Self::Bool(*truth)),
            Json::Number(number) => Some(Self::Number(number.clone())),
            Json::String(text) => Some(Self::String(text.clone())),
            Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(truth) => Json::Bool(*truth),
            Self::Number(number) => Json::Number(number.clone()),
            Self::String(text) => Json::String(text.clone()),
        }
    }

    /// Whether it is nothing.
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// As a boolean, which may be written as text in any case.
    pub fn truth(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            Self::String(text) => truth(text),
            Self::Null | Self::Number(_) => None,
        }
    }

    /// As a number, which may be written as text.
    pub fn number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(number.clone()),
            Self::String(text) => number(text),
            Self::Null | Self::Bool(_) => None,
        }
    }

    /// As a moment, written as an ISO-8601 date or time; without an offset it is UTC.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::String(text) => instant(text),
            Self::Null | Self::Bool(_) | Self::Number(_) => None,
        }
    }

    /// As text; empty for nothing.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Null => "".into(),
            Self::Bool(truth) => truth.to_string().into(),
            Self::Number(number) => number.to_string().into(),
            Self::String(text) => text.into(),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

/// A boolean written as text.
pub(super) fn truth(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// A number written as text: digits with an optional minus, fraction and exponent.
pub(super) fn number(text: &str) -> Option<Number> {
    if !text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| text.parse().ok().and_then(Number::from_f64))
}

/// A moment written as an ISO-8601 date or time.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    // Nearly every text is no date: decided by its form before anything is parsed.
    let bytes = text.as_bytes();
    if !(bytes.len() >= 10
        && bytes[..4].iter().all(u8::is_ascii_digit)
        && bytes[4] == b'-'
        && bytes[7] == b'-')
    {
        return None;
    }
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .or_else(|_| text.parse::<NaiveDateTime>().map(|time| time.and_utc()))
        .or_else(|_| text.parse::<NaiveDate>().map(|day| day.and_time(NaiveTime::MIN).and_utc()))
        .ok()
}

/// The order of two numbers, exact for whole ones.
pub(super) fn compare_numbers(one: &Number, other: &Number) -> Option<Ordering> {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
    }
}

#[cfg(test)]
mod tests;
