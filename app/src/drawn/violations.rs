//! Violations: who breaks which rule, and what is decided about it.

mod board;
mod decide;
mod except;
pub(super) mod fix;
pub(super) mod list;
pub(super) mod one;
mod picture;
mod timeline;
pub(super) mod words;

use super::Query;

/// The page that lists them.
pub const VIOLATIONS: &str = "/violations";
