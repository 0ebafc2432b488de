//! Why a program did not end well.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Why a program did not end well, in words for the script's author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Fault {
    /// It is not JavaScript.
    #[error("the script does not parse: {message}{}", at(*.line))]
    Syntax {
        /// What is wrong.
        message: String,
        /// In which line, counted from 1.
        line: Option<u32>,
    },
    /// It threw and did not catch.
    #[error("the script threw: {message}{}", at(*.line))]
    Thrown {
        /// What it threw, as text.
        message: String,
        /// In which line, counted from 1.
        line: Option<u32>,
    },
    /// It ran longer than [`Limits::time`](crate::Limits::time).
    #[error("the script took longer than {}", seconds(*.0))]
    Time(Duration),
    /// It and its calls took longer than [`Limits::wall`](crate::Limits::wall).
    #[error("the script and its calls took longer than {}", seconds(*.0))]
    Wall(Duration),
    /// It needed more than these bytes of memory.
    #[error("the script needed more than {} of memory", size(*.0))]
    Memory(usize),
    /// It called itself too deeply.
    #[error("the script called functions too deeply within one another")]
    Stack,
    /// It made more than this many calls.
    #[error("the script made more than {0} calls")]
    Calls(u32),
    /// It is, with its variables, larger than this many bytes.
    #[error("the script and its variables are larger than {}", size(*.0))]
    Input(usize),
    /// What it answered is larger than this many bytes.
    #[error("the script's answer is larger than {}", size(*.0))]
    Output(usize),
    /// What it answered is nested more deeply than JSON is read.
    #[error("the script's answer is nested too deeply")]
    Nesting,
    /// A question did not end well.
    #[error("in expression {}: {fault}", .index + 1)]
    Question {
        /// Which one, counted from 0.
        index: usize,
        /// Why.
        fault: Box<Fault>,
    },
    /// The host could not start, or ended in between; the script need not be at fault.
    #[error("the script host failed: {0}")]
    Host(String),
}

impl Fault {
    /// Whether the host of a program that ended so is as good as new.
    pub(crate) fn spares_host(&self) -> bool {
        match self {
            Self::Syntax { .. } | Self::Thrown { .. } | Self::Input(_) | Self::Output(_) | Self::Nesting => {
                true
            }
            Self::Question { fault, .. } => fault.spares_host(),
            Self::Time(_)
            | Self::Wall(_)
            | Self::Memory(_)
            | Self::Stack
            | Self::Calls(_)
            | Self::Host(_) => false,
        }
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Host(error.to_string())
    }
}

fn at(line: Option<u32>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

fn seconds(time: Duration) -> String {
    format!("{} s", time.as_secs_f64())
}

fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} KiB", bytes >> 10),
        _ => format!("{} MiB", bytes >> 20),
    }
}
