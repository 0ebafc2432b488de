//! Tasks: what single phases of requests ask of people, as the IDHub face knows them.

mod act;
mod attach;
mod list;

pub use act::{TaskAction, act};
pub use attach::{NewFile, attachment, comment, content};
pub use list::{TaskQuery, list, read};
