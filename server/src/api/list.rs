//! The envelope of lists, and projection (contract 1.2, 1.3).

use axum::Json;
use bailiwick::filter::list::{ListQuery, project};
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

/// One object with the fields asked for.
pub fn projected<T: Serialize>(object: &T, list: &ListQuery) -> Result<Value, ApiError> {
    let object = serde_json::to_value(object)
        .map_err(|error| ApiError::from(bailiwick_engine::EngineError::Internal(Box::new(error))))?;
    Ok(if list.fields.is_empty() { object } else { project(&object, &list.fields) })
}
