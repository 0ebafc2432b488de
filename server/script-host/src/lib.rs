//! Runs customers' JavaScript: workflow scripts, conditions, expressions, validation scripts.
//!
//! A script runs in `QuickJS`, in a child process that is kept warm and killed at the deadline: no limit inside the
//! process stops every script (`new Array(1e9) + ""` ignores them all). What a script asks of the outside comes back as
//! a [`Call`], which the caller answers or refuses. This crate knows JSON and nothing of the product.

mod child;
mod fault;
mod host;
mod pool;
mod program;
mod protocol;

pub use child::serve;
pub use fault::Fault;
pub use pool::{Launch, Options, ScriptHost};
pub use program::{Call, Calls, Json, Level, Limits, Program, Ran, Refused};
