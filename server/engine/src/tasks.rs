//! Tasks: what single phases of requests ask of people, as the IDHub face knows them.

mod act;
mod attach;
mod list;

pub use act::{TaskAction, act};
pub(crate) use attach::{Checked, checked_file};
pub use attach::{NewFile, attachment, comment, content};
pub use list::{TaskQuery, list, read};
