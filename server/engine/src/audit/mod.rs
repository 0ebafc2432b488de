//! The audit trail: written with every change, sealed in commit order, read and verified.

mod event;
mod export;
mod seal;
mod search;
mod trail;
mod verify;

pub(crate) use event::Event;
pub use export::{export, verify_export};
pub use seal::{seal, sealer};
pub use search::{chain, search, state};
pub(crate) use trail::Trail;
pub use verify::{AuditFault, Verified, verify};

#[cfg(test)]
mod tests;
