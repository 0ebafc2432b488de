//! Workflows: what requests go through (contract 6).
//!
//! An instance is driven by a job: step by step, what the step says is carried out (a script runs, people are
//! asked, a date is awaited) and where that leads is written in one transaction. Scripts run in a process of
//! their own and never while a transaction is open. What they call is made at most once, however often the step
//! is tried: see [`Journal`].

mod api;
mod apply;
mod calls;
mod carry_out;
mod definitions;
mod drive;
mod given;
mod journal;
mod preview;
mod program;
mod running;
mod settle;
mod signal;
mod stand;
mod start;
mod timers;
mod validate;
mod versions;

pub use api::{Api, ApiCall, ApiRefusal, Runner};
pub(crate) use calls::StepCalls;
pub(crate) use definitions::published;
pub use definitions::{
    ACCESS_TYPES, Copied, all, bind, check, count_running, delete, publish, publish_over, read, save,
    save_over,
};
pub(crate) use drive::drive;
pub use journal::Journal;
pub(crate) use preview::preview;
pub use running::{Standing, running, standing};
pub(crate) use settle::Settling;
pub(crate) use signal::{Heard, signal};
pub(crate) use start::{can_begin, start, start_as};
pub(crate) use timers::{PhaseEvent, at, at_all, phase_event};
pub(crate) use validate::validate;
pub(crate) use versions::Versions;
