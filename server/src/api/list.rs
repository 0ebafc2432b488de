//! The envelope of lists, and projection (contract 1.2, 1.3).

use axum::Json;
use bailiwick::filter::list::{ListQuery, project};
use bailiwick::filter::{fold, found};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::ApiError;

/// A page of a list, as [`answer`] writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Listed<T> {
    /// The rows of this page.
    result: Vec<T>,
    /// Give this as `_searchAfter` for the next page; null when this page is the last.
    #[schema(example = json!(["10"]))]
    search_after_key: Option<Vec<String>>,
    /// Rows that match, over all pages.
    total_count: i64,
    /// Rows in this page.
    result_count: usize,
}

/// One page in the envelope, each row with the fields asked for.
pub fn answer<T: Serialize>(rows: &[T], total: i64, list: &ListQuery) -> Result<Json<Value>, ApiError> {
    let result: Vec<Value> = rows.iter().map(|row| projected(row, list)).collect::<Result<_, _>>()?;
    let end = list.offset + result.len() as u64;
    let more = !result.is_empty() && i64::try_from(end).is_ok_and(|end| end < total);
    Ok(Json(json!({
        "searchAfterKey": more.then(|| [end.to_string()]),
        "totalCount": total,
        "resultCount": result.len(),
        "result": result,
    })))
}

/// The same page with a member under another name too, where clients read either (contract 1.2).
pub fn also(Json(mut page): Json<Value>, member: &str, name: &str) -> Json<Value> {
    if let Some(members) = page.as_object_mut() {
        let value = members.get(member).cloned().unwrap_or_default();
        members.insert(name.to_owned(), value);
    }
    Json(page)
}

/// A page of a list that has no `searchAfterKey`, as [`matching_counted`] writes it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Counted<T> {
    /// The rows of this page.
    result: Vec<T>,
    /// Rows that match, over all pages.
    total_count: i64,
    /// Rows in this page.
    result_count: usize,
}

/// The page of a list that is short enough to be searched and sorted in memory, over every
/// field of its rows.
pub fn matching<T: Serialize>(rows: &[T], list: &ListQuery) -> Result<Json<Value>, ApiError> {
    let (page, total) = page_of(rows, list)?;
    answer(&page, total, list)
}

/// As [`matching`], in the envelope without `searchAfterKey`.
pub fn matching_counted<T: Serialize>(
    rows: &[T],
    list: &ListQuery,
) -> Result<Json<Counted<Value>>, ApiError> {
    let (page, total_count) = page_of(rows, list)?;
    let result: Vec<Value> = page.iter().map(|row| projected(row, list)).collect::<Result<_, _>>()?;
    Ok(Json(Counted { result_count: result.len(), total_count, result }))
}

/// The rows of a page, and how many match.
fn page_of<T: Serialize>(rows: &[T], list: &ListQuery) -> Result<(Vec<Value>, i64), ApiError> {
    let whole = ListQuery::default();
    let rows: Vec<Value> = rows.iter().map(|row| projected(row, &whole)).collect::<Result<_, _>>()?;
    let mut rows: Vec<Value> = rows.into_iter().filter(|row| list.filter.matches(row)).collect();
    for key in list.sort.iter().rev() {
        let value = |row: &Value| -> Vec<String> {
            let values = found(row, &key.path).into_iter();
            values.map(|value| value.as_str().map_or_else(|| value.to_string(), fold)).collect()
        };
        rows.sort_by_cached_key(value);
        if key.descending {
            rows.reverse();
        }
    }
    let total = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let offset = usize::try_from(list.offset).unwrap_or(usize::MAX);
    Ok((rows.into_iter().skip(offset).take(list.page_size as usize).collect(), total))
}

/// One object with the fields asked for.
pub fn projected<T: Serialize>(object: &T, list: &ListQuery) -> Result<Value, ApiError> {
    let object = serde_json::to_value(object)
        .map_err(|error| ApiError::from(bailiwick_engine::EngineError::Internal(Box::new(error))))?;
    Ok(if list.fields.is_empty() { object } else { project(&object, &list.fields) })
}
