//! Administration of request types: what can be asked for beside access, and what each request holds.

pub(super) mod list;
pub(super) mod one;
mod properties;

use bailiwick::id::RequestTypeId;

use super::Query;
use crate::url;

/// The page that lists them.
pub const TYPES: &str = "/admin/request-types";

/// The page of one, with this in its query.
pub fn href(id: &RequestTypeId, query: &[(&str, &str)]) -> String {
    url::to(&format!("{TYPES}/{}", url::escape(&id.0)), query)
}
