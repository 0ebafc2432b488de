//! What a step is (contract 6.2).

use serde_json::Value as Json;

/// One step of a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// `<kind>-<12 hex digits>`, unique in its definition.
    pub name: String,
    /// As shown.
    pub display_name: String,
    /// What it does.
    pub kind: StepKind,
    /// Where it leads.
    pub next: Vec<Next>,
}

/// A way out of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// A JavaScript expression over the variables; none and [`ALWAYS`](super::ALWAYS) always hold.
    pub condition: Option<String>,
    /// What the step must have come to, such as `APPROVE`.
    pub outcome: Option<String>,
    /// The step it leads to; none ends this branch.
    pub step: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum StepKind {
    /// Runs a script.
    Script(String),
    /// Runs a script, then takes the first way whose condition holds.
    Exclusive(String),
    /// Runs a script, then takes every way whose condition holds.
    Inclusive(String),
    /// Waits for a date.
    Wait(Given),
    /// Waits for people.
    Task(Box<Task>),
    /// Sends mail.
    Email(Box<Mail>),
}

impl StepKind {
    /// The script that the step begins with.
    pub fn script(&self) -> Option<&str> {
        match self {
            Self::Script(script) | Self::Exclusive(script) | Self::Inclusive(script) => Some(script),
            _ => None,
        }
    }

    /// Whether an instance stays at the step until something happens.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Wait(_) | Self::Task(_))
    }
}

/// A value that is written out, or that an expression yields when the step is entered.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// Written out.
    Literal(Json),
    /// JavaScript, whose last value counts (contract 6.3).
    Expression(String),
}

/// A mail to be sent; members are absent when the definition does not give them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mail {
    /// To whom: addresses or `managed/user/{uuid}`, one or many.
    pub to: Option<Given>,
    /// With copies to.
    pub cc: Option<Given>,
    /// With hidden copies to.
    pub bcc: Option<Given>,
    /// The template.
    pub template: Option<Given>,
    /// What the template's variables mean.
    pub object: Option<Given>,
}

crate::words! {
    /// What people are asked for.
    pub enum TaskKind {
        /// A decision: `APPROVE` or `REJECT`.
        Approval = "approvalTask",
        /// To carry something out: `FULFILL` or `DENY`.
        Fulfilment = "fulfillmentTask",
        /// To deal with a violation: `REMEDIATE` or `ALLOW`.
        Violation = "violationTask",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro that makes the words derives no default")]
impl Default for TaskMode {
    fn default() -> Self {
        Self::Any
    }
}

crate::words! {
    /// Whose decision counts.
    pub enum TaskMode {
        /// The first one's.
        Any = "any",
        /// Everybody must agree; one refusal ends it.
        All = "all",
    }
}

/// A step that waits for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What they are asked for.
    pub kind: TaskKind,
    /// Whose decision counts.
    pub mode: TaskMode,
    /// Who is asked.
    pub actors: TaskActors,
    /// What happens meanwhile.
    pub events: Events,
    /// `approvedByAsking`, ours: who asked for somebody else, or agreed in an earlier step, has agreed here.
    pub approved_by_asking: bool,
}

impl Task {
    /// A task that is no step of a definition: whoever is asked first decides, and nothing happens meanwhile.
    pub fn plain(kind: TaskKind) -> Self {
        Self {
            kind,
            mode: TaskMode::Any,
            actors: TaskActors::Listed(Vec::new()),
            events: Events::default(),
            approved_by_asking: false,
        }
    }
}

/// Who is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskActors {
    /// An expression that yields an id, ids, or a list of `{id, permissions}`.
    Expression(String),
    /// One by one.
    Listed(Vec<TaskActor>),
}

/// Somebody who is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskActor {
    /// `managed/user/{uuid}` or `managed/role/{uuid}`.
    pub id: Given,
    /// `{permission: bool}`; everything the task allows when absent.
    pub permissions: Option<Json>,
}

/// What happens while a task waits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    /// People are asked.
    pub assignment: Option<Notice>,
    /// Others are asked instead.
    pub reassign: Option<Notice>,
    /// Nobody has answered for a while.
    pub reminder: Option<Reminder>,
    /// Somebody above is told.
    pub escalation: Option<Escalation>,
    /// It has taken too long.
    pub expiration: Option<Expiration>,
}

/// A mail template to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its name.
    pub notification: String,
}

/// Telling those who are asked again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Reminder {
    /// The template.
    pub notification: Option<String>,
    /// Every so many days.
    pub frequency: Option<u32>,
    /// The first time.
    pub date: Option<Given>,
}

/// Telling others that those who are asked do not answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// The template.
    pub notification: Option<String>,
    /// Every so many days; once when absent.
    pub frequency: Option<u32>,
    /// The first time.
    pub date: Option<Given>,
    /// Who is told.
    pub actors: TaskActors,
}

/// What becomes of a task that nobody answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Expiration {
    /// `reject`, `approve`, `reassign` or `none`.
    pub action: Given,
    /// The template.
    pub notification: Option<String>,
    /// To whom it is handed, with `reassign`.
    pub actors: TaskActors,
    /// When.
    pub date: Option<Given>,
}
