//! The catalog: finding what can be asked for.

mod detail;
mod list;
mod search;

pub use bailiwick_store::items::SEARCHABLE;
pub use detail::item;
pub(crate) use detail::visible;
pub use list::{ItemListed, list};
pub use search::{find, search};
