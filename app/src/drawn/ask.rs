//! Asking for what is not in the catalog: the types that an administrator defined, each with its form.

mod common;
mod field;
mod fields;
pub(super) mod list;
pub(super) mod one;
#[cfg(test)]
mod tests;

use super::Query;

/// The page that lists what can be asked for.
pub const ASK: &str = "/ask";

pub use fields::Filling;
