//! The engine: use cases of identity governance.
//!
//! A use case is a function of the [`Engine`], a [`Context`] (who acts, in which call, when)
//! and its command. It opens one transaction, checks authority, loads, asks the domain, writes
//! state, audit entry and follow-up jobs, and commits. Nothing else ever writes.

mod context;
mod document;
mod engine;
mod error;
mod open;

pub mod access;
pub mod access_index;
pub mod applications;
pub mod audit;
pub mod carts;
pub mod catalog;
pub mod certifications;
pub mod controls;
pub mod delegations;
pub mod demo;
pub mod entitlements;
pub mod forms;
pub mod glossary;
pub mod identity;
pub mod import;
pub mod jobs;
pub mod notifications;
pub mod people;
pub mod policies;
pub mod request_types;
pub mod requests;
pub mod roles;
pub mod settings;
pub mod tasks;
#[cfg(feature = "testing")]
pub mod testing;
pub mod upkeep;
pub mod violations;
pub mod workflows;

pub use bailiwick_store::Searchable;
pub use context::{Clock, Context, Proof, Random, SystemClock, SystemRandom};
pub use engine::Engine;
pub use error::EngineError;
pub use open::DatabaseOptions;
