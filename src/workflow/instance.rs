//! One run of a definition: where it stands, and how it moves on.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use super::definition::Definition;
use super::step::{Next, Step, StepKind};
use crate::id::{InstanceId, PhaseId, RequestId, WorkflowId};

/// The most steps an instance may enter: what goes on for longer goes in circles.
pub const MOST_TURNS: u32 = 10_000;

crate::words! {
    /// Where an instance stands as a whole.
    pub enum InstanceStatus {
        /// It runs, or waits.
        Running = "running",
        /// Every branch has come to its end.
        Complete = "complete",
        /// It could not go on.
        Failed = "failed",
        /// Its request was called off.
        Cancelled = "cancelled",
    }
}

/// One run of a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Server-made.
    pub id: InstanceId,
    /// The request it is for.
    pub request: RequestId,
    /// The definition.
    pub workflow: WorkflowId,
    /// Which text of the definition: an instance ends by the one it began with.
    pub version: String,
    /// As a whole.
    pub status: InstanceStatus,
    /// Where it stands.
    pub tokens: Vec<Token>,
    /// What scripts have stored.
    pub variables: Map<String, Json>,
    /// Steps entered so far.
    pub turns: u32,
    /// Why it could not go on.
    pub failure: Option<String>,
}

/// A place where an instance stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The step.
    pub step: String,
    /// The number of this visit; no other visit of the instance has it.
    pub turn: u32,
    /// What it waits for.
    pub state: TokenState,
}

/// What a token waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum TokenState {
    /// Nothing: the step is to be carried out.
    Ready,
    /// A phase of the request: people, or a date.
    Waiting {
        /// Which.
        phase: PhaseId,
    },
    /// Other branches, which may still come this way.
    Joining,
}

/// Why an instance cannot go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// A step leads to nowhere.
    #[error("step `{0}` does not exist")]
    NoStep(String),
    /// No way out of a step applies.
    #[error("no way out of `{step}` applies{}", .outcome.as_ref().map(|outcome| format!(" after `{outcome}`")).unwrap_or_default())]
    NoWay {
        /// The step as shown.
        step: String,
        /// What it came to.
        outcome: Option<String>,
    },
    /// It goes in circles.
    #[error("the workflow entered more than {MOST_TURNS} steps")]
    TooLong,
}

impl Instance {
    /// An instance that is about to enter its definition's first step.
    ///
    /// # Errors
    /// The definition has no first step.
    pub fn begin(
        id: InstanceId,
        request: RequestId,
        definition: &Definition,
        version: String,
        variables: Map<String, Json>,
    ) -> Result<Self, Stuck> {
        let mut instance = Self {
            id,
            request,
            workflow: definition.id.clone(),
            version,
            status: InstanceStatus::Running,
            tokens: Vec::new(),
            variables,
            turns: 0,
            failure: None,
        };
        let first = definition.first.clone().ok_or_else(|| Stuck::NoStep("(first)".into()))?;
        instance.arrive(definition, &first)?;
        Ok(instance)
    }

    /// A step to be carried out now; the one entered first.
    pub fn ready(&self) -> Option<&Token> {
        self.tokens.iter().filter(|token| token.state == TokenState::Ready).min_by_key(|token| token.turn)
    }

    /// The token that waits for a phase.
    pub fn waiting_for(&self, phase: PhaseId) -> Option<&Token> {
        self.tokens.iter().find(|token| token.state == TokenState::Waiting { phase })
    }

    /// The token of that visit now waits for a phase.
    pub fn wait(&mut self, turn: u32, phase: PhaseId) {
        if let Some(token) = self.tokens.iter_mut().find(|token| token.turn == turn) {
            token.state = TokenState::Waiting { phase };
        }
    }

    /// Moves the token of that visit on to where it leads: nowhere, one way, or several at once.
    ///
    /// A branch that comes to a step where another one stands joins it; an inclusive gateway waits for every
    /// branch that can still come to it. When no token is left, the instance is complete.
    ///
    /// # Errors
    /// It leads to a step that does not exist, or the instance goes in circles.
    pub fn leave(&mut self, definition: &Definition, turn: u32, ways: &[&Next]) -> Result<(), Stuck> {
        self.tokens.retain(|token| token.turn != turn);
        for step in ways.iter().filter_map(|next| next.step.as_deref()) {
            self.arrive(definition, step)?;
        }
        self.release_joins(definition);
        if self.tokens.is_empty() {
            self.status = InstanceStatus::Complete;
        }
        Ok(())
    }

    /// Nothing more happens.
    pub fn end(&mut self, status: InstanceStatus, failure: Option<String>) {
        self.tokens.clear();
        self.status = status;
        self.failure = failure;
    }

    fn arrive(&mut self, definition: &Definition, step: &str) -> Result<(), Stuck> {
        let step = definition.step(step).ok_or_else(|| Stuck::NoStep(step.to_owned()))?;
        if self.tokens.iter().any(|token| token.step == step.name) {
            return Ok(());
        }
        self.turns += 1;
        if self.turns > MOST_TURNS {
            return Err(Stuck::TooLong);
        }
        let joins = matches!(step.kind, StepKind::Inclusive(_));
        let state = if joins { TokenState::Joining } else { TokenState::Ready };
        self.tokens.push(Token { step: step.name.clone(), turn: self.turns, state });
        if joins {
            self.release_joins(definition);
        }
        Ok(())
    }

    /// Tokens at gateways that no other branch can come to any more go on.
    fn release_joins(&mut self, definition: &Definition) {
        let standing: Vec<(u32, String)> =
            self.tokens.iter().map(|token| (token.turn, token.step.clone())).collect();
        for token in self.tokens.iter_mut().filter(|token| token.state == TokenState::Joining) {
            let another = standing
                .iter()
                .any(|(turn, step)| *turn != token.turn && can_reach(definition, step, &token.step));
            if !another {
                token.state = TokenState::Ready;
            }
        }
    }
}

/// Whether a branch that stands at one step may still come to another.
fn can_reach(definition: &Definition, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut waiting = vec![from];
    while let Some(name) = waiting.pop() {
        let Some(step) = definition.step(name) else { continue };
        for next in step.next.iter().filter_map(|next| next.step.as_deref()) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                waiting.push(next);
            }
        }
    }
    false
}

/// The tasks and dates that lie ahead of some steps, in the order they would be met if everybody agreed. Which way a
/// gateway takes is not known before: all of them are followed.
pub fn tasks_ahead<'a>(definition: &'a Definition, from: &[&str]) -> Vec<&'a Step> {
    let (mut ahead, mut seen) = (Vec::new(), BTreeSet::new());
    let mut waiting: std::collections::VecDeque<&str> = from.iter().copied().collect();
    while let Some(name) = waiting.pop_front() {
        let Some(step) = definition.step(name).filter(|step| seen.insert(step.name.as_str())) else {
            continue;
        };
        if step.kind.waits() {
            ahead.push(step);
        }
        waiting.extend(step.agreed());
    }
    ahead
}

/// Outcomes by which somebody does not agree.
const REFUSALS: [&str; 4] = ["REJECT", "DENY", "EXPIRATION", "FAILED"];

impl Step {
    /// The steps it may lead to if everybody agrees.
    pub fn agreed(&self) -> impl Iterator<Item = &str> {
        let agreed =
            |next: &&Next| next.outcome.as_deref().is_none_or(|outcome| !REFUSALS.contains(&outcome));
        self.next.iter().filter(agreed).filter_map(|next| next.step.as_deref())
    }

    /// Where the step leads once it has run, by what its conditions came to, in their order; a way without a
    /// condition holds.
    ///
    /// # Errors
    /// None holds.
    pub fn ways(&self, holds: &[bool]) -> Result<Vec<&Next>, Stuck> {
        let mut ways: Vec<&Next> =
            self.next.iter().zip(holds).filter(|(_, holds)| **holds).map(|(next, _)| next).collect();
        if !matches!(self.kind, StepKind::Inclusive(_)) {
            ways.truncate(1);
        }
        if ways.is_empty() && !self.next.is_empty() {
            return Err(Stuck::NoWay { step: self.display_name.clone(), outcome: None });
        }
        Ok(ways)
    }

    /// Where the step leads after an outcome: the first of those given that the step knows.
    ///
    /// # Errors
    /// It knows none of them.
    pub fn way_after(&self, outcomes: &[&str]) -> Result<&Next, Stuck> {
        outcomes
            .iter()
            .find_map(|outcome| self.next.iter().find(|next| next.outcome.as_deref() == Some(*outcome)))
            .ok_or_else(|| Stuck::NoWay {
                step: self.display_name.clone(),
                outcome: outcomes.first().map(|outcome| (*outcome).to_owned()),
            })
    }
}
