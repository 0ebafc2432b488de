//! Administration of forms: what there is, and the designer.

mod designer;
mod field;
pub(super) mod list;
pub(super) mod one;
mod targets;
mod trial;

use bailiwick::id::FormId;

use super::Query;
use crate::url;

/// The page that lists them.
pub const FORMS: &str = "/admin/forms";

/// The page of one, with this in its query.
pub fn href(id: &FormId, query: &[(&str, &str)]) -> String {
    url::to(&format!("{FORMS}/{}", url::escape(&id.0)), query)
}
