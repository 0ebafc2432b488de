//! Paging, sorting and projection of lists.

use serde_json::{Map, Value as Json};

use super::error::clip;
use super::evaluate::longest_key;
use super::{Filter, FilterError, Path, PathError, query};

/// Rows on a page when the client does not say.
pub const DEFAULT_PAGE_SIZE: u32 = 10;
/// The most rows on a page.
pub const MAX_PAGE_SIZE: u32 = 10_000;
/// The farthest row a page may begin at.
pub const MAX_OFFSET: u64 = 1_000_000_000;
/// The most keys to sort by.
pub const MAX_SORT_KEYS: usize = 8;
/// The most fields to project to.
pub const MAX_FIELDS: usize = 200;

/// Which rows of a list a client wants, in which order, and what of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListQuery {
    /// Rows on a page; 0 asks for the totals only.
    pub page_size: u32,
    /// Rows before the page.
    pub offset: u64,
    /// The order, the first key first; empty for the list's own.
    pub sort: Vec<SortKey>,
    /// The sort values of the last row of the page before, joined by commas as they were handed out.
    pub search_after: Option<String>,
    /// The fields to show; empty for all.
    pub fields: Vec<Path>,
    /// `_queryFilter`.
    pub filter: Filter,
    /// `queryString`: words to search for.
    pub text: Option<String>,
}

/// A key to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The field.
    pub path: Path,
    /// Largest first.
    pub descending: bool,
    /// What its values are.
    pub kind: SortType,
}

/// What the values to sort by are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SortType {
    /// Texts, in plain order.
    #[default]
    Text,
    /// Dates.
    Date,
    /// Whole numbers.
    Integer,
}

/// What `pageNumber` counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PageNumber {
    /// Pages, from 0.
    #[default]
    Page,
    /// Rows: what `GET certification/template` takes it for.
    Row,
}

/// A query parameter that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{parameter}` {fault}")]
pub struct ListError {
    /// The parameter, as it was written.
    pub parameter: String,
    /// What is wrong with it.
    pub fault: ListFault,
}

/// What is wrong with a query parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListFault {
    /// Not a number within the bound.
    #[error("must be a whole number from 0 to {most}, not `{given}`")]
    Number {
        /// The bound.
        most: u64,
        /// What was given.
        given: String,
    },
    /// Not one of its words.
    #[error("must be {allowed}, not `{given}`")]
    Word {
        /// What there is.
        allowed: &'static str,
        /// What was given.
        given: String,
    },
    /// More names than the bound.
    #[error("has more than {0} field names")]
    TooMany(usize),
    /// A name that names no field.
    #[error("is wrong: {0}")]
    Path(PathError),
    /// The filter.
    #[error("is wrong: {0}")]
    Filter(FilterError),
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            page_size: DEFAULT_PAGE_SIZE,
            offset: 0,
            sort: Vec::new(),
            search_after: None,
            fields: Vec::new(),
            filter: Filter::All,
            text: None,
        }
    }
}

impl ListQuery {
    /// So many rows from one on.
    pub fn rows(offset: u64, page_size: u32) -> Self {
        Self { page_size, offset, ..Self::default() }
    }

    /// Reads the paging parameters among decoded query parameters and ignores the others. Names count with and
    /// without the leading underscore, the one with it first, the later of two equal ones; a parameter
    /// without a value counts as missing. An offset counts before a page number.
    pub fn parse<N: AsRef<str>, V: AsRef<str>>(
        parameters: impl IntoIterator<Item = (N, V)>,
        page_number: PageNumber,
    ) -> Result<Self, ListError> {
        let mut given = Given::default();
        for (name, value) in parameters {
            given.take(name.as_ref(), value.as_ref());
        }
        let page_size = match &given.page_size {
            Some(parameter) => {
                u32::try_from(parameter.number(MAX_PAGE_SIZE.into())?).unwrap_or(MAX_PAGE_SIZE)
            }
            None => DEFAULT_PAGE_SIZE,
        };
        let filter = match &given.filter {
            Some(parameter) => {
                query::parse(&parameter.value).map_err(|e| parameter.fault(ListFault::Filter(e)))?
            }
            None => Filter::All,
        };
        Ok(Self {
            page_size,
            offset: given.offset(page_size, page_number)?,
            sort: given.sort()?,
            fields: given.fields()?,
            search_after: given.search_after.map(|parameter| parameter.value),
            filter,
            text: given.text.map(|parameter| parameter.value),
        })
    }
}

/// A parameter as it was given.
struct Parameter {
    name: String,
    value: String,
}

impl Parameter {
    fn fault(&self, fault: ListFault) -> ListError {
        ListError { parameter: self.name.clone(), fault }
    }

    fn number(&self, most: u64) -> Result<u64, ListError> {
        let number = self.value.trim().parse().ok().filter(|number| *number <= most);
        number.ok_or_else(|| self.fault(ListFault::Number { most, given: clip(&self.value) }))
    }

    /// Which of two words it is: whether the second.
    fn second_of(&self, words: [&str; 2], allowed: &'static str) -> Result<bool, ListError> {
        let found = words.iter().position(|word| self.value.trim().eq_ignore_ascii_case(word));
        found
            .map(|index| index == 1)
            .ok_or_else(|| self.fault(ListFault::Word { allowed, given: clip(&self.value) }))
    }

    /// The names between commas.
    fn names(&self, most: usize) -> Result<Vec<&str>, ListError> {
        let names: Vec<&str> = self.value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        if names.len() > most { Err(self.fault(ListFault::TooMany(most))) } else { Ok(names) }
    }

    fn path(&self, name: &str) -> Result<Path, ListError> {
        Path::crest(name).map_err(|error| self.fault(ListFault::Path(error)))
    }
}

/// The paging parameters that were given.
#[derive(Default)]
struct Given {
    page_size: Option<Parameter>,
    offset: Option<Parameter>,
    page_number: Option<Parameter>,
    sort_keys: Option<Parameter>,
    sort_dir: Option<Parameter>,
    sort_desc: Option<Parameter>,
    sort_type: Option<Parameter>,
    search_after: Option<Parameter>,
    fields: Option<Parameter>,
    filter: Option<Parameter>,
    text: Option<Parameter>,
}

impl Given {
    fn take(&mut self, name: &str, value: &str) {
        let slot = match name.strip_prefix('_').unwrap_or(name) {
            "pageSize" => &mut self.page_size,
            "pagedResultsOffset" => &mut self.offset,
            "pageNumber" => &mut self.page_number,
            "sortKeys" | "sortBy" => &mut self.sort_keys,
            "sortDir" => &mut self.sort_dir,
            "sortDesc" => &mut self.sort_desc,
            "sortType" => &mut self.sort_type,
            "searchAfter" => &mut self.search_after,
            "fields" => &mut self.fields,
            "queryFilter" => &mut self.filter,
            "queryString" => &mut self.text,
            _ => return,
        };
        let known_first =
            slot.as_ref().is_some_and(|known| known.name.starts_with('_') && !name.starts_with('_'));
        if !known_first && !value.trim().is_empty() {
            *slot = Some(Parameter { name: name.to_owned(), value: value.to_owned() });
        }
    }

    fn offset(&self, page_size: u32, page_number: PageNumber) -> Result<u64, ListError> {
        match (&self.offset, &self.page_number) {
            (Some(offset), _) => offset.number(MAX_OFFSET),
            (None, Some(number)) => {
                let rows_each = if page_number == PageNumber::Row { 1 } else { u64::from(page_size.max(1)) };
                Ok(number.number(MAX_OFFSET / rows_each)? * rows_each)
            }
            (None, None) => Ok(0),
        }
    }

    /// A sign at a key counts before the direction for all.
    fn sort(&self) -> Result<Vec<SortKey>, ListError> {
        let descending = match (&self.sort_dir, &self.sort_desc) {
            (Some(direction), _) => direction.second_of(["asc", "desc"], "asc or desc")?,
            (None, Some(descending)) => descending.second_of(["false", "true"], "true or false")?,
            (None, None) => false,
        };
        let kind = self.sort_type.as_ref().map_or("", |parameter| parameter.value.trim());
        let kind = match kind.to_ascii_lowercase().as_str() {
            "date" => SortType::Date,
            "integer" | "int" => SortType::Integer,
            _ => SortType::Text,
        };
        let Some(keys) = &self.sort_keys else { return Ok(Vec::new()) };
        let key = |name: &str| {
            let (name, descending) = match (name.strip_prefix('-'), name.strip_prefix('+')) {
                (Some(name), _) => (name, true),
                (None, Some(name)) => (name, false),
                (None, None) => (name, descending),
            };
            Ok(SortKey { path: keys.path(name)?, descending, kind })
        };
        keys.names(MAX_SORT_KEYS)?.into_iter().map(key).collect()
    }

    /// `*` is every field.
    fn fields(&self) -> Result<Vec<Path>, ListError> {
        let Some(fields) = &self.fields else { return Ok(Vec::new()) };
        let names = fields.names(MAX_FIELDS)?;
        if names.contains(&"*") {
            return Ok(Vec::new());
        }
        names.into_iter().map(|name| fields.path(name)).collect()
    }
}

/// An object with only the given fields; all of them if none are given. Fields of the elements of an array stay in
/// its elements; a field that is not there is left out.
pub fn project(object: &Json, fields: &[Path]) -> Json {
    if fields.is_empty() {
        return object.clone();
    }
    let fields: Vec<Vec<&str>> = fields.iter().map(|field| field.segments().collect()).collect();
    let fields: Vec<&[&str]> = fields.iter().map(Vec::as_slice).collect();
    projected(object, &fields).unwrap_or_else(|| Json::Object(Map::new()))
}

/// Descends no deeper than names have segments and arrays stand within arrays.
fn projected(value: &Json, fields: &[&[&str]]) -> Option<Json> {
    if fields.iter().any(|segments| segments.is_empty()) {
        return Some(value.clone());
    }
    match value {
        Json::Array(elements) => {
            Some(elements.iter().filter_map(|element| projected(element, fields)).collect())
        }
        Json::Object(members) => {
            let mut wanted: Vec<(&str, &Json, Vec<&[&str]>)> = Vec::new();
            for segments in fields {
                let Some((key, member, used)) = longest_key(members, segments) else { continue };
                let rest = &segments[used..];
                match wanted.iter_mut().find(|(known, ..)| *known == key) {
                    Some((.., rests)) => rests.push(rest),
                    None => wanted.push((key, member, vec![rest])),
                }
            }
            let kept = wanted
                .into_iter()
                .filter_map(|(key, member, rests)| Some((key.to_owned(), projected(member, &rests)?)));
            Some(Json::Object(kept.collect()))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => None,
    }
}

#[cfg(test)]
mod tests;
