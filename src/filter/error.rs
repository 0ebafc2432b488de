//! What is wrong with a filter.

use super::bounds::{MAX_BYTES, MAX_DEPTH, MAX_LEAVES};
use super::path::{PathError, PathFault};

/// Why a filter is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Nested deeper than the bound.
    #[error("filter is nested deeper than {} levels", MAX_DEPTH)]
    TooDeep,
    /// More conditions than the bound.
    #[error("filter has more than {} conditions", MAX_LEAVES)]
    TooManyLeaves,
    /// More bytes than the bound.
    #[error("filter is longer than {} bytes", MAX_BYTES)]
    TooLong,
    /// The body is not JSON.
    #[error("filter is not JSON: fault at line {line}, column {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A member of a JSON filter.
    #[error("`{at}` {fault}")]
    Node {
        /// Where, such as `targetFilter.operand[1].operator`.
        at: String,
        /// What.
        fault: NodeFault,
    },
    /// A place in a text filter.
    #[error("filter at character {at}: {fault}")]
    Syntax {
        /// The character, from 1.
        at: usize,
        /// What.
        fault: SyntaxFault,
    },
}

impl FilterError {
    /// The same fault, seen from the object that has the filter as its member `name`.
    #[must_use]
    pub fn within(self, name: &str) -> Self {
        match self {
            Self::Node { at, fault } if at == WHOLE => Self::Node { at: name.to_owned(), fault },
            Self::Node { at, fault } => Self::Node { at: format!("{name}.{at}"), fault },
            other => other,
        }
    }
}

/// The place of a fault of the outermost node.
pub(super) const WHOLE: &str = "filter";

/// What is wrong with a member of a JSON filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NodeFault {
    /// It must be given.
    #[error("is missing")]
    Missing,
    /// It has the wrong type or shape; what is expected.
    #[error("must be {0}")]
    MustBe(&'static str),
    /// A word that is no operator; the word and the operators.
    #[error("must be one of {allowed}, not `{given}`")]
    Unknown {
        /// What was given.
        given: String,
        /// What there is.
        allowed: &'static str,
    },
    /// A text with NUL, which no field can hold.
    #[error("must not contain NUL")]
    Nul,
    /// A field name.
    #[error("{0}")]
    Path(PathFault),
    /// A test that compares fields with one another where only values may be compared with.
    #[error("must be compared with a literal here")]
    NotAFieldTest,
}

/// What is wrong at a place in a text filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxFault {
    /// Something else must stand here.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What must stand here.
        expected: &'static str,
        /// What stands here: a word in backticks, or the end.
        found: String,
    },
    /// A quote that never ends.
    #[error("the text has no closing quote")]
    Unclosed,
    /// A text with NUL, which no field can hold.
    #[error("text must not contain NUL")]
    Nul,
    /// A field name.
    #[error(transparent)]
    Path(PathError),
}

/// The beginning of what a person gave, fit to be shown back.
pub(super) fn clip(text: &str) -> String {
    const SHOWN: usize = 40;
    let mut shown: String =
        text.chars().take(SHOWN).map(|c| if c.is_control() || c == '`' { '\u{fffd}' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
