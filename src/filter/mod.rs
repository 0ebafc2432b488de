//! Filters: one tree for the filter languages of the faces.
//!
//! [`target`] reads and writes `targetFilter` JSON, [`query`] the `_queryFilter` text. Both bound what they
//! read: [`MAX_DEPTH`] levels, [`MAX_LEAVES`] conditions, [`MAX_BYTES`] bytes. [`Filter::matches`] decides in
//! memory; the store translates the same tree to SQL. v2 conditions, with fields on both sides, are in
//! [`condition`]; paging, sorting and projection in [`list`].

mod bounds;
pub mod condition;
mod error;
mod evaluate;
pub mod list;
mod normal;
mod path;
pub mod query;
pub mod target;
mod value;

#[cfg(test)]
mod properties;

use serde::{Deserialize, Serialize};

pub use bounds::{MAX_BYTES, MAX_DEPTH, MAX_LEAVES, deeper_than};
pub use error::{FilterError, NodeFault, SyntaxFault};
pub use evaluate::{fold, found};
pub use path::{MAX_PATH_BYTES, MAX_PATH_SEGMENTS, Path, PathError, PathFault};
pub use value::Value;

/// A condition on an object. In serde's formats it is a `targetFilter` node.
///
/// An empty [`And`](Self::And) or [`Or`](Self::Or) matches everything, as the contract says;
/// [`normalised`](Self::normalised) leaves none of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value", into = "serde_json::Value")]
pub enum Filter {
    /// Matches everything.
    #[default]
    All,
    /// Matches nothing.
    None,
    /// Every part matches.
    And(Vec<Filter>),
    /// One part matches.
    Or(Vec<Filter>),
    /// The part does not match.
    Not(Box<Filter>),
    /// The field, or any element of a multi-valued one, compares so with the value.
    Compare {
        /// The field.
        path: Path,
        /// How it is compared.
        op: Op,
        /// What with. `Equals` `Null` asks for an absent field.
        value: Value,
    },
    /// The field has a value other than null; for a multi-valued field, at least one.
    Present(Path),
    /// The field equals one of the values; no values match nothing.
    In {
        /// The field.
        path: Path,
        /// The values.
        values: Vec<Value>,
    },
}

impl Filter {
    /// The field equals the value: strings without case, booleans and numbers also when written as text.
    pub fn equals(path: Path, value: impl Into<Value>) -> Self {
        Self::Compare { path, op: Op::Equals, value: value.into() }
    }

    /// Both match.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, one) | (one, Self::All) => one,
            (one, other) => Self::And(vec![one, other]),
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::All => Self::None,
            Self::None => Self::All,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Every field named, in order, repeated where a field is named repeatedly.
    pub fn paths(&self) -> Vec<&Path> {
        let mut paths = Vec::new();
        let mut waiting = vec![self];
        while let Some(filter) = waiting.pop() {
            match filter {
                Self::All | Self::None => {}
                Self::And(parts) | Self::Or(parts) => waiting.extend(parts.iter().rev()),
                Self::Not(part) => waiting.push(part),
                Self::Compare { path, .. } | Self::Present(path) | Self::In { path, .. } => paths.push(path),
            }
        }
        paths
    }

    /// The same filter with every field renamed, such as one of its leading parts dropped.
    #[must_use]
    pub fn with_paths(self, rename: &impl Fn(Path) -> Path) -> Self {
        let all = |parts: Vec<Self>| parts.into_iter().map(|part| part.with_paths(rename)).collect();
        match self {
            Self::All | Self::None => self,
            Self::And(parts) => Self::And(all(parts)),
            Self::Or(parts) => Self::Or(all(parts)),
            Self::Not(part) => Self::Not(Box::new(part.with_paths(rename))),
            Self::Compare { path, op, value } => Self::Compare { path: rename(path), op, value },
            Self::Present(path) => Self::Present(rename(path)),
            Self::In { path, values } => Self::In { path: rename(path), values },
        }
    }
}

impl TryFrom<serde_json::Value> for Filter {
    type Error = FilterError;

    fn try_from(node: serde_json::Value) -> Result<Self, FilterError> {
        target::parse(&node)
    }
}

impl From<Filter> for serde_json::Value {
    fn from(filter: Filter) -> Self {
        target::write(&filter)
    }
}

/// How a field is compared with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// Equal.
    Equals,
    /// The value is somewhere in the text.
    Contains,
    /// The text begins with the value.
    StartsWith,
    /// The text ends with the value.
    EndsWith,
    /// After the value in the order of numbers, dates, else texts.
    GreaterThan,
    /// After the value, or at it.
    GreaterOrEqual,
    /// Before the value.
    LessThan,
    /// Before the value, or at it.
    LessOrEqual,
}

impl Op {
    /// Every operator.
    pub const ALL: [Self; 8] = [
        Self::Equals,
        Self::Contains,
        Self::StartsWith,
        Self::EndsWith,
        Self::GreaterThan,
        Self::GreaterOrEqual,
        Self::LessThan,
        Self::LessOrEqual,
    ];

    /// The operator of a `targetFilter`.
    pub const fn operator(self) -> &'static str {
        match self {
            Self::Equals => "EQUALS",
            Self::Contains => "CONTAINS",
            Self::StartsWith => "STARTS_WITH",
            Self::EndsWith => "ENDS_WITH",
            Self::GreaterThan => "GT",
            Self::GreaterOrEqual => "GTE",
            Self::LessThan => "LT",
            Self::LessOrEqual => "LTE",
        }
    }

    /// The keyword of a `_queryFilter`.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Equals => "eq",
            Self::Contains => "co",
            Self::StartsWith => "sw",
            Self::EndsWith => "ew",
            Self::GreaterThan => "gt",
            Self::GreaterOrEqual => "ge",
            Self::LessThan => "lt",
            Self::LessOrEqual => "le",
        }
    }
}
