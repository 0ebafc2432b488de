//! What the REST faces share: who calls, parameters, bodies, lists, errors.

mod body;
mod caller;
mod download;
mod error;
pub mod evidence;
mod fields;
mod if_match;
mod list;
mod params;
mod path;
#[cfg(test)]
mod tests;
pub mod upload;

pub use body::{AnyBody, Body, FromBody, PatchBody, TargetFilter};
pub use caller::Caller;
pub use download::download;
pub use error::{ApiError, Message, not_there};
pub use fields::Fields;
pub use if_match::IfMatch;
pub use list::{Counted, Listed, also, answer, matching, matching_counted, projected};
pub use params::Params;
pub use path::{RequestPath, UserPath, WordPath};
