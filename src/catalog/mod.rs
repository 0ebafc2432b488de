//! What can be held and asked for.

mod item;
mod key;
pub mod nesting;
pub mod rank;
pub mod typing;
mod write;

pub use item::{Item, ItemBrief, ItemKind, Risk};
pub use key::{catalog_id, item_of_catalog_id};
pub use write::{EntitlementObject, RoleBody, RoleObject, RoleStatus, RoleVersion};
