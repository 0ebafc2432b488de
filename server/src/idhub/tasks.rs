//! Tasks: what waits for people, and what they did (contract rows 6, 7 and 8).

pub mod act;
pub mod attachment;
pub mod comment;
pub mod list;
mod object;

pub use object::Task;
