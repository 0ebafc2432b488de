//! Access requests: somebody asks that a person be given, or lose, an item.

mod act;
mod claim;
mod content;
mod event;
mod life_cycle;
mod phase;
mod shown;
mod state;
#[cfg(test)]
mod tests;
mod update;

pub use act::{Action, MOST_TEXT, Refusal, TASKS, act, may_change, may_see, permissions};
pub(crate) use act::{phase_for, said};
pub use content::{facts, value_in_words, words};
pub use event::{ExpirationAction, PhaseEscalation, PhaseEvents, PhaseExpiration, PhaseReminder};
pub use life_cycle::{LIFE_CYCLE_TYPES, Switch, UPDATE_DIRECTORY, check_named, is_life_cycle};
pub use phase::{Asked, Asking, MOST_ACTORS, Opened, whom_to_ask};
pub use shown::{NotShown, Shown};
pub use state::{
    Access, Claim, Comment, CommentAction, Decision, Modifier, Outcome, Permission, Phase, PhaseActor,
    PhaseDecision, PhaseKind, PhaseStatus, Priority, Request, RequestStatus, Requester, TaskState, VIOLATION,
    request_type,
};
pub use update::Update;
