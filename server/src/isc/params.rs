//! The parameters of collections (contract B1): `limit`, `offset`, `count`, `filters`, `sorters`.

use axum::Json;
use axum::http::HeaderValue;
use axum::response::{IntoResponse, Response};
use bailiwick::filter::list::{ListQuery, SortKey, SortType};
use bailiwick::filter::{Filter, Path, query};
use serde::Serialize;
use utoipa::IntoParams;

use crate::api::{ApiError, Params};

/// The rows of a page when the client does not say, and at most.
const MOST_ROWS: u32 = 250;
/// The farthest row a page may begin at.
const MOST_OFFSET: u32 = 1_000_000_000;

/// What a list can be searched and sorted by.
pub struct Fields {
    /// Each field with how it may be compared.
    pub filters: &'static [(&'static str, &'static [&'static str])],
    /// The fields it may be sorted by.
    pub sorters: &'static [&'static str],
}

/// Which rows are wanted, and whether they are to be counted.
pub struct Wanted {
    /// Paging, filter and order.
    pub list: ListQuery,
    /// All that match are counted.
    counts: bool,
}

impl Wanted {
    /// Reads the parameters of a list.
    pub fn read(params: &Params, fields: &Fields) -> Result<Self, ApiError> {
        let page_size = params.number("limit", MOST_ROWS)?.unwrap_or(MOST_ROWS);
        let offset = params.number("offset", MOST_OFFSET)?.unwrap_or(0).into();
        let counts = params.flag("count")?;
        let filter = filter(params, fields)?;
        let mut sort = Vec::new();
        for name in params.get("sorters").unwrap_or_default().split(',').map(str::trim) {
            let (descending, name) = name.strip_prefix('-').map_or((false, name), |name| (true, name));
            if name.is_empty() {
                continue;
            }
            if !fields.sorters.contains(&name) {
                let known = fields.sorters.join(", ");
                return Err(ApiError::field("sorters", format!("must be of {known}, not `{}`", clip(name))));
            }
            sort.push(SortKey { path: path(name)?, descending, kind: SortType::Text });
        }
        Ok(Self { list: ListQuery { page_size, offset, sort, filter, ..ListQuery::default() }, counts })
    }

    /// A page of rows, and how many match.
    pub fn answer<T: Serialize>(&self, rows: &[T], total: i64) -> Response {
        let mut response = Json(rows).into_response();
        if self.counts {
            response.headers_mut().insert("x-total-count", HeaderValue::from(total));
        }
        response
    }

    /// The page of a list that is short enough to be searched and sorted in memory.
    pub fn page<T: Serialize>(&self, rows: &[T]) -> Result<Response, ApiError> {
        let internal = |error| ApiError::from(bailiwick_engine::EngineError::Internal(Box::new(error)));
        let mut rows: Vec<serde_json::Value> =
            rows.iter().map(serde_json::to_value).collect::<Result<_, _>>().map_err(internal)?;
        rows.retain(|row| self.list.filter.matches(row));
        for key in self.list.sort.iter().rev() {
            let text = |row: &serde_json::Value| {
                row[key.path.as_str()].as_str().map(bailiwick::text::normalise).unwrap_or_default()
            };
            rows.sort_by_cached_key(text);
            if key.descending {
                rows.reverse();
            }
        }
        let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let offset = usize::try_from(self.list.offset).unwrap_or(usize::MAX);
        let page: Vec<_> = rows.into_iter().skip(offset).take(self.list.page_size as usize).collect();
        Ok(self.answer(&page, total))
    }
}

fn path(name: &str) -> Result<Path, ApiError> {
    Path::dotted(name).map_err(|error| ApiError::field("sorters", error))
}

fn filter(params: &Params, fields: &Fields) -> Result<Filter, ApiError> {
    let Some(text) = params.get("filters") else { return Ok(Filter::All) };
    let (filter, used) = query::parse_collection(text)
        .map_err(|error| ApiError::field("filters", format!("cannot be read: {error}")))?;
    for (path, op) in used {
        let known = fields.filters.iter().find(|(name, _)| *name == path.as_str());
        let Some((name, ops)) = known else {
            let names: Vec<&str> = fields.filters.iter().map(|(name, _)| *name).collect();
            let fault = format!("must name {}, not `{}`", names.join(", "), clip(path.as_str()));
            return Err(ApiError::field("filters", fault));
        };
        if !ops.contains(&op) {
            let fault = format!("must compare `{name}` by {}, not by `{op}`", ops.join(" or "));
            return Err(ApiError::field("filters", fault));
        }
    }
    Ok(filter)
}

/// The beginning of what was given, fit to be shown back.
fn clip(text: &str) -> String {
    text.chars().take(64).map(|c| if c.is_control() || c == '`' { '\u{fffd}' } else { c }).collect()
}

/// The parameters, as the document shows them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes parameters that are read elsewhere")]
pub struct Query {
    /// Rows at most; 250 when missing, and never more.
    limit: Option<u32>,
    /// Rows before the page.
    offset: Option<u32>,
    /// `true`: the header `X-Total-Count` says how many match.
    count: Option<bool>,
    /// Conditions such as `name sw "Q"`, joined by `and`, `or`, `not` and parentheses.
    filters: Option<String>,
    /// Fields to sort by, with commas between them; `-` before one: largest first.
    sorters: Option<String>,
}
