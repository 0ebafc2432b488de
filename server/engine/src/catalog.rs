//! The catalog: finding what can be asked for.

mod detail;
mod list;
mod search;

pub use bailiwick_store::items::{OF_ACCOUNTS, SEARCHABLE};
pub(crate) use detail::visible;
pub use detail::{brief, item};
pub use list::{ItemListed, list};
pub(crate) use list::{listed, reach};
pub use search::{find, search};
