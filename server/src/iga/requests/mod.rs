//! Requests: make, read, change, act, list (contract 2.1).

pub mod act;
pub mod change;
pub mod create;
pub mod list;
pub mod read;
pub mod user;

use axum::Json;
use bailiwick::filter::Filter;
use bailiwick::filter::list::ListQuery;
use bailiwick::view::{Page, RequestView};
use serde_json::Value;

use super::names::with_items;
use super::object::Request;
use crate::api::{ApiError, Params, answer};

/// What a list of requests is asked for: paging, and both filters in the product's names.
pub fn query(params: &Params, filter: Filter) -> Result<(Filter, ListQuery), ApiError> {
    let mut list = params.list()?;
    list.filter = with_items(list.filter, "catalog.id", "item.id");
    Ok((with_items(filter, "catalog.id", "item.id"), list))
}

/// A page of requests.
pub fn page(page: &Page<RequestView>, list: &ListQuery) -> Result<Json<Value>, ApiError> {
    let rows: Vec<Request> = page.rows.iter().map(Request::from).collect();
    answer(&rows, page.total, list)
}
