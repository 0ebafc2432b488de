//! Where an instance stands, as the worker knows it that carries it on.

use bailiwick::workflow::{Instance, InstanceStatus, Next, Token};
use bailiwick_store::Tx;
use bailiwick_store::workflows::calls::CallKey;
use bailiwick_store::workflows::instances;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use crate::EngineError;
use bailiwick::workflow::Definition;

/// Where an instance stands. Steps that change nothing but the instance are not stored one by one: where they led is
/// stored in the transaction of the next change. Should the process die before, they are carried out once more, which
/// nobody can tell.
#[derive(Debug, Clone)]
pub(super) struct Stand {
    /// The instance as it stands.
    pub(super) instance: Instance,
    /// The revision of what is stored.
    pub(super) revision: i64,
    /// What is stored lags behind.
    pub(super) is_ahead: bool,
}

impl Stand {
    /// The step to be carried out next.
    pub(super) fn ready(&self) -> Option<&Token> {
        self.instance.ready().filter(|_| self.instance.status == InstanceStatus::Running)
    }

    /// The instance once a script or gateway has led on.
    pub(super) fn led_on(
        &self,
        definition: &Definition,
        turn: u32,
        variables: &Map<String, Json>,
        ways: &[&Next],
    ) -> Option<Instance> {
        let mut instance = self.instance.clone();
        instance.variables.clone_from(variables);
        instance.leave(definition, turn, ways).ok()?;
        Some(instance)
    }

    /// Where it stands then, if it can go on at once from there.
    pub(super) fn moved(
        &self,
        definition: &Definition,
        turn: u32,
        variables: &Map<String, Json>,
        ways: &[&Next],
    ) -> Option<Self> {
        let instance = self.led_on(definition, turn, variables, ways)?;
        let moved = Self { instance, revision: self.revision, is_ahead: true };
        moved.ready().is_some().then_some(moved)
    }

    /// Stores where it stands, if nobody moved it meanwhile.
    pub(super) async fn store(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), EngineError> {
        Ok(instances::update(tx, &self.instance, self.revision, now).await?)
    }

    /// It has been stored.
    pub(super) fn is_stored(&mut self) {
        self.revision += 1;
        self.is_ahead = false;
    }
}

/// One visit to a step: what its calls have come to so far.
#[derive(Debug)]
pub(super) struct Visit {
    /// Where the instance stands at this step.
    pub(super) stand: Stand,
    /// The number of the visit.
    pub(super) turn: u32,
    /// Calls so far that may have changed something.
    pub(super) calls: u32,
    /// What the last of them answered; stored with the next change.
    pub(super) answer: Option<(CallKey, Json)>,
    /// Somebody else moved the instance: what this visit comes to does not count.
    pub(super) is_lost: bool,
}

impl Visit {
    /// A visit that begins.
    pub(super) const fn new(stand: Stand, turn: u32) -> Self {
        Self { stand, turn, calls: 0, answer: None, is_lost: false }
    }

    /// The next call that may change something.
    pub(super) const fn next_call(&mut self) -> CallKey {
        let key = CallKey { instance: self.stand.instance.id, turn: self.turn, number: self.calls };
        self.calls += 1;
        key
    }
}
