//! My requests, and one request.

mod cancel;
mod comment;
mod conflicts;
mod decide;
mod history;
mod keys;
mod list;
mod one;
mod reassign;
mod row;
mod search;
mod sent;
mod steps;
mod timeline;
mod what;
pub mod words;

pub use conflicts::told;
pub use decide::{DecideBar, DecideError};
pub use keys::{focus, press, use_decision_keys};
pub use list::MyRequestsPage;
pub use one::RequestPage;
pub use reassign::ReassignDialog;
pub use timeline::request_timeline;

#[cfg(test)]
mod tests;
