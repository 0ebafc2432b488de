//! Reviews: what a reviewer is asked about, and the workspace in which they decide.

mod address;
mod alone;
mod checks;
mod chosen;
mod colleagues;
mod detail;
mod effect;
mod filters;
mod forms;
mod groups;
mod head;
mod itself;
pub(super) mod list;
pub(super) mod many;
mod row;
pub(super) mod sign_off;
#[cfg(test)]
mod tests;
mod whole;
mod words;
pub(super) mod workspace;

pub use address::Address;

use super::Query;

/// The page that lists a reviewer's certifications.
pub const REVIEWS: &str = "/reviews";
