//! Requests, their phases, actors and comments.

mod list;
mod load;
mod save;
mod tasks;

pub use list::{SEARCHABLE, Scope, inbox_count, page, recent_of_item};
pub use load::{comments, find, find_many, id_of_number, lock, open_request, status, with_unique_key};
pub use save::{add_comment, insert, update};
pub use tasks::{Wanted, claims_past, request_of_phase, tasks};
