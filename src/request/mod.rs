//! Access requests: somebody asks that a person be given, or lose, an item.

mod act;
mod flow;
mod state;
#[cfg(test)]
mod tests;

pub use act::{Action, MOST_TEXT, Refusal, act, may_see};
pub use flow::{Approvers, Effect, Step, Transition, advance, open, preview};
pub use state::{
    Comment, CommentAction, Decision, Modifier, Outcome, Permission, Phase, PhaseActor, PhaseDecision,
    PhaseKind, PhaseStatus, Priority, Request, RequestStatus, Requester, request_type,
};
