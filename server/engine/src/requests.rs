//! Requests: asking, deciding, carrying out.

mod act;
pub(crate) mod approvers;
mod change;
mod conflicts;
mod create;
pub(crate) mod errand;
mod facts;
mod judge;
mod list;
mod other;
pub(crate) mod planned_end;
pub mod provision;
mod publish;
mod read;
mod resume_date;
pub(crate) mod timers;
mod update;

pub use act::{act, act_as_shown};
pub(crate) use act::{apply, apply_as, changed, note, record};
pub use bailiwick_store::requests::SEARCHABLE;
pub use change::{Change, change};
pub(crate) use conflicts::Conflicts;
pub use create::{Mode, NewLine, NewRequests, create};
pub(crate) use create::{check, draft, send};
pub(crate) use judge::judge;
pub use list::{all, assigned, inbox, inbox_count, mine};
pub use publish::publish;
pub(crate) use read::views;
pub use read::{by_number, conflicts, context, read};
pub use resume_date::change_resume_date;
pub use update::update;
