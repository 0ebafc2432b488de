//! What is run, within which limits, and what comes of it.

use std::future::Future;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Map;

/// A JSON value.
pub type Json = serde_json::Value;

/// What is run at once, in a JavaScript world of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Program {
    /// The execution variables: `execution.getVariables()`, and bare names in the questions.
    pub variables: Map<String, Json>,
    /// Further bare names, for the script and the questions: `requestIndex`, `request`, `systemSettings`.
    /// In a question a variable of the same name comes first.
    pub scope: Map<String, Json>,
    /// What is run first.
    pub script: Option<String>,
    /// Conditions and expressions, evaluated after the script one by one: the value of each one's last expression is its
    /// answer. They see no names that the script or one another declared.
    pub questions: Vec<String>,
    /// What `Date` takes for now, from beginning to end, in milliseconds since 1970; the machine's clock when absent.
    pub now: Option<i64>,
    /// How much all of it may use.
    pub limits: Limits,
}

/// How much a program may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// JavaScript's own running time, the calls not counted.
    pub time: Duration,
    /// The time from beginning to end, with the calls, without the wait for a free host.
    pub wall: Duration,
    /// Bytes of JavaScript's heap; between 2 MiB and 256 MiB.
    pub memory: usize,
    /// Bytes of JavaScript's stack; between 64 KiB and 4 MiB.
    pub stack: usize,
    /// The most calls.
    pub calls: u32,
    /// Bytes of the value, the variables and the answers together, as JSON, and of the arguments of one call; at most 8 MiB.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(2),
            wall: Duration::from_secs(30),
            memory: 64 << 20,
            stack: 512 << 10,
            calls: 1000,
            output: 4 << 20,
        }
    }
}

impl Limits {
    /// The limits, within what a host can hold to.
    pub(crate) fn bounded(self) -> Self {
        Self {
            memory: self.memory.clamp(2 << 20, 256 << 20),
            stack: self.stack.clamp(64 << 10, 4 << 20),
            output: self.output.min(8 << 20),
            ..self
        }
    }
}

/// What came of a program.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ran {
    /// The value of the script's last expression; null without a script.
    pub value: Json,
    /// The execution variables afterwards.
    pub variables: Map<String, Json>,
    /// An answer for each question, in their order; what is undefined is null.
    pub answers: Vec<Json>,
}

/// What a script asks of the outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// `openidm.action`, `identityServer.getProperty` (contract 6.4).
    pub binding: String,
    /// The arguments in order; what is undefined is null.
    pub arguments: Vec<Json>,
}

/// Why a call is not answered: thrown inside the script, as contract 6.5 says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The reason, for the script's author.
    pub message: String,
    /// An HTTP status.
    pub status: u16,
}

/// How much a line of a script's log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// `logger.debug`
    Debug,
    /// `logger.info`, `console.log`
    Info,
    /// `logger.warn`
    Warn,
    /// `logger.error`
    Error,
}

/// Whoever answers what a script asks.
pub trait Calls: Send {
    /// Answers a call. Dropped unfinished when the program's time is over.
    fn call(&mut self, call: Call) -> impl Future<Output = Result<Json, Refused>> + Send;

    /// A line of the script's log: at most 2,000 characters, at most 200 lines in a program.
    fn log(&mut self, level: Level, text: String);
}
