//! What server and script host say to each other: one JSON message a line.
//!
//! The host greets with its version. The server sends a program; the host answers with any number of calls, each of
//! which waits for its answer, and log lines, and with one of the last words. Values stay text (`RawValue`) until
//! somebody needs them, so that the host never builds them twice.

use std::io::{self, BufRead, Read};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::Fault;
use crate::program::{Level, Limits, Refused};

/// Both sides must be of one version. They are one executable; it may have been replaced while the server ran.
pub const VERSION: u32 = 1;
/// Bytes in a line.
pub const MAX_LINE: usize = 16 << 20;
/// Lines of log in a program; then one more, that says that there were others.
pub const MAX_LOGS: u32 = 200;

/// From the server to the host.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Order {
    Run(Box<Task>),
    Check(String),
    Answer(Box<RawValue>),
    Refused(Refused),
}

/// A [`Program`](crate::Program) under way.
#[derive(Serialize, Deserialize)]
pub struct Task {
    pub variables: Box<RawValue>,
    pub scope: Box<RawValue>,
    pub script: Option<String>,
    pub questions: Vec<String>,
    pub now: Option<i64>,
    pub limits: Limits,
}

/// From the host to the server.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Report {
    ScriptHost { version: u32 },
    Call { binding: String, arguments: Box<RawValue> },
    Log { level: Level, text: String },
    Ran { value: Box<RawValue>, variables: Box<RawValue>, answers: Vec<Box<RawValue>> },
    Parsed,
    Fault(Fault),
}

/// A message as a line, or nothing when it is too long for one.
pub fn line(message: &impl Serialize) -> io::Result<Option<Vec<u8>>> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    Ok((line.len() <= MAX_LINE).then_some(line))
}

/// Reads a line; nothing at the end of the stream. One that is too long is an error.
pub fn read_line(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    from.take(MAX_LINE as u64).read_until(b'\n', &mut line)?;
    whole(&line)?;
    Ok((!line.is_empty()).then_some(line))
}

/// Whether what was read up to [`MAX_LINE`] is a line, or nothing.
pub fn whole(line: &[u8]) -> io::Result<()> {
    if line.is_empty() || line.ends_with(b"\n") {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "a message broke off or is too long"))
}
