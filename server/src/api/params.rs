//! Query parameters.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use bailiwick::filter::list::{ListQuery, MAX_OFFSET, PageNumber};
use bailiwick::text::check;
use bailiwick::word::UnknownWord;
use chrono::{DateTime, Utc};

use super::ApiError;

/// The most characters of one parameter: what a filter may have.
const MOST_CHARACTERS: usize = 65_536;

/// The query parameters of a call, decoded; names may come repeatedly.
#[derive(Debug, Default)]
pub struct Params(pub(super) Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Query(given) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri)
            .map_err(|_| ApiError::bad("the query of the address is not readable"))?;
        for (name, value) in &given {
            check(value, MOST_CHARACTERS).map_err(|fault| ApiError::field(clip(name), fault))?;
        }
        Ok(Self(given))
    }
}

impl Params {
    /// The last value of a parameter; a blank one counts as missing.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().rev().find(|(given, _)| given == name);
        value.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// A parameter that is one of a set of words.
    pub fn word<T: FromStr<Err = UnknownWord>>(&self, name: &str) -> Result<Option<T>, ApiError> {
        self.get(name).map(|word| word.parse().map_err(|fault| unknown(name, &fault))).transpose()
    }

    /// A parameter that is one of a few words of its own; the first when it is missing.
    pub fn one_of<'w>(&self, name: &str, words: &[&'w str]) -> Result<&'w str, ApiError> {
        let first = words.first().copied().unwrap_or_default();
        let Some(given) = self.get(name) else { return Ok(first) };
        let found = words.iter().find(|word| word.eq_ignore_ascii_case(given));
        // The empty word stands for a missing one.
        let named: Vec<&str> = words.iter().copied().filter(|word| !word.is_empty()).collect();
        let fault = || format!("must be one of {}, not `{}`", named.join(", "), clip(given));
        found.copied().ok_or_else(|| ApiError::field(name, fault()))
    }

    /// A parameter that must be given and is one of a few words.
    pub fn required<'w>(&self, name: &str, words: &[&'w str]) -> Result<&'w str, ApiError> {
        if self.get(name).is_none() {
            return Err(ApiError::field(name, format!("is missing: it must be one of {}", words.join(", "))));
        }
        self.one_of(name, words)
    }

    /// True or false; false when missing.
    pub fn flag(&self, name: &str) -> Result<bool, ApiError> {
        Ok(self.one_of(name, &["false", "true"])? == "true")
    }

    /// A whole number up to a bound.
    pub fn number(&self, name: &str, most: u32) -> Result<Option<u32>, ApiError> {
        let Some(given) = self.get(name) else { return Ok(None) };
        let number = given.parse().ok().filter(|number| *number <= most);
        let fault = || format!("must be a whole number from 0 to {most}, not `{}`", clip(given));
        number.map(Some).ok_or_else(|| ApiError::field(name, fault()))
    }

    /// A moment, as ISO 8601.
    pub fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        let Some(given) = self.get(name) else { return Ok(None) };
        let moment = bailiwick::filter::Value::from(given).instant();
        moment
            .map(Some)
            .ok_or_else(|| ApiError::field(name, format!("must be an ISO 8601 date, not `{}`", clip(given))))
    }

    /// Paging, order, projection and `_queryFilter`. A `_searchAfter` is where the page before
    /// ended, as its `searchAfterKey` said.
    pub fn list(&self) -> Result<ListQuery, ApiError> {
        self.list_counting(PageNumber::Page)
    }

    /// The same, where `pageNumber` counts rows (contract 1.3).
    pub fn list_from_row(&self) -> Result<ListQuery, ApiError> {
        self.list_counting(PageNumber::Row)
    }

    fn list_counting(&self, page_number: PageNumber) -> Result<ListQuery, ApiError> {
        let mut list = ListQuery::parse(self.0.iter().map(|(name, value)| (name, value)), page_number)?;
        if let Some(after) = &list.search_after {
            let offset = after.trim().parse().ok().filter(|offset| *offset <= MAX_OFFSET);
            let fault = "must be the `searchAfterKey` of the page before";
            list.offset = offset.ok_or_else(|| ApiError::field("_searchAfter", fault))?;
        }
        Ok(list)
    }
}

fn unknown(name: &str, fault: &UnknownWord) -> ApiError {
    ApiError::field(name, format!("must be one of {}, not `{}`", fault.allowed, clip(&fault.word)))
}

/// The beginning of what was given, fit to be shown back.
pub(super) fn clip(text: &str) -> String {
    text.chars().take(64).map(|c| if c.is_control() || c == '`' { '\u{fffd}' } else { c }).collect()
}
