//! The audit trail: written with every change, sealed in commit order, read and verified.

mod event;

pub(crate) use event::Event;
