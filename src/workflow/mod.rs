//! Workflows: definitions as the contract writes them (section 6), and what becomes of one run of a
//! definition, an instance.
//!
//! A definition is a graph of steps. An instance holds tokens, one for each place in the graph where it
//! stands; [`Instance::leave`] moves a token on. What a step does (scripts, asking people) is the engine's to
//! carry out; where it leads is decided here.

mod days;
mod definition;
mod edit;
mod finding;
mod instance;
mod read;
mod seeded;
mod step;

#[cfg(test)]
mod tests;

pub use days::{days_ahead, in_days};
pub use definition::{Definition, DefinitionFault, DefinitionStatus, MOST_STEPS};
pub use edit::{
    EditFault, EventDays, NewStep, StepChange, add_step, blank, change_step, copied, remove_step,
};
pub use finding::{Finding, findings};
pub use instance::{Instance, InstanceStatus, MOST_TURNS, Stuck, Token, TokenState, tasks_ahead};
pub use seeded::seeded;
pub use step::{
    Escalation, Events, Expiration, Given, Mail, Next, Notice, Reminder, Step, StepKind, Task, TaskActor,
    TaskActors, TaskKind, TaskMode,
};

/// The name that conditions give to no condition at all.
pub const ALWAYS: &str = "true";
