//! Requests: asking, deciding, carrying out.

mod act;
pub(crate) mod approvers;
mod create;
mod follow;
mod list;
pub(crate) mod provision;
mod publish;
mod read;
pub(crate) mod timers;

pub use act::act;
pub use bailiwick_store::requests::SEARCHABLE;
pub use create::{Mode, NewLine, NewRequests, create};
pub(crate) use create::{check, draft, send};
pub use list::{all, inbox, inbox_count, mine};
pub use publish::publish;
pub use read::{by_number, context, read};
