//! What a program has used of its limits.

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::protocol::MAX_LOGS;
use crate::{Fault, Limits};

/// Counts time, calls and lines of log. Once a limit is passed it stays so, whatever the script catches.
pub struct Watch {
    limits: Cell<Limits>,
    deadline: Cell<Instant>,
    calls: Cell<u32>,
    logs: Cell<u32>,
    over: Cell<Option<Over>>,
}

/// What ended a program from outside.
#[derive(Clone, Copy)]
enum Over {
    Time,
    Calls,
    /// The server does not answer any more.
    Alone,
}

impl Watch {
    pub fn new() -> Self {
        let limits = Limits::default();
        Self {
            limits: Cell::new(limits),
            deadline: Cell::new(Instant::now() + limits.time),
            calls: Cell::new(0),
            logs: Cell::new(0),
            over: Cell::new(None),
        }
    }

    /// A program begins: the time runs from now.
    pub fn begin(&self, limits: Limits) {
        self.limits.set(limits);
        self.deadline.set(Instant::now() + limits.time);
    }

    pub fn limits(&self) -> Limits {
        self.limits.get()
    }

    /// Whether the program must stop.
    pub fn is_over(&self) -> bool {
        if self.over.get().is_none() && Instant::now() > self.deadline.get() {
            self.over.set(Some(Over::Time));
        }
        self.over.get().is_some()
    }

    /// Why the program must stop, if so.
    pub fn fault(&self) -> Option<Fault> {
        Some(match self.over.get()? {
            Over::Time => Fault::Time(self.limits().time),
            Over::Calls => Fault::Calls(self.limits().calls),
            Over::Alone => Fault::Host("the server is gone".to_owned()),
        })
    }

    /// Whether one more call may be made.
    pub fn count_call(&self) -> bool {
        if self.calls.get() >= self.limits().calls {
            self.over.set(Some(Over::Calls));
        } else {
            self.calls.set(self.calls.get() + 1);
        }
        !self.is_over()
    }

    /// The time of a call does not count.
    pub fn wait(&self, waited: Duration) {
        self.deadline.set(self.deadline.get() + waited);
    }

    /// The server is gone.
    pub fn abandon(&self) {
        self.over.set(Some(Over::Alone));
    }

    /// How many lines of log there are with one more; nothing when there are too many.
    pub fn count_log(&self) -> Option<u32> {
        let logs = self.logs.get() + 1;
        self.logs.set(logs.min(MAX_LOGS + 1));
        (logs <= MAX_LOGS + 1).then_some(logs)
    }
}
