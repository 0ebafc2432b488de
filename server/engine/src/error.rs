//! The one error of the engine; each face turns it into its own body.

use bailiwick::document::Fault;
use bailiwick::patch::PatchError;
use bailiwick::request::Refusal;
use bailiwick_store::StoreError;

/// Why a use case was refused or failed. Messages are for the caller; what is for the log
/// stays inside [`EngineError::Internal`].
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// Nobody has signed in.
    #[error("sign in first")]
    NotAuthenticated,
    /// The actor may not do this.
    #[error("{0}")]
    Forbidden(String),
    /// It does not exist, or the actor may not know that it does.
    #[error("{what} `{id}` does not exist")]
    NotFound {
        /// The kind of object.
        what: &'static str,
        /// What was asked for.
        id: String,
    },
    /// A field is wrong.
    #[error("`{field}` {fault}")]
    Invalid {
        /// Which field.
        field: String,
        /// What is wrong with it.
        fault: String,
    },
    /// Several things are wrong; each names its field.
    #[error("{}", .0.join("; "))]
    InvalidAll(Vec<String>),
    /// It cannot be done as things stand.
    #[error("{0}")]
    Conflict(String),
    /// It was changed since the caller read it.
    #[error("{0}")]
    Changed(String),
    /// What the caller decided about is not what there is any more.
    #[error("{0}")]
    Overtaken(String),
    /// Too many tries; when to try again.
    #[error("too many attempts: try again in {seconds} seconds")]
    TooMany {
        /// Seconds to wait.
        seconds: i64,
    },
    /// The product failed; nothing of it is for the caller.
    #[error("something went wrong on our side")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too many calls wait for the database; nothing was done.
    #[error("too busy at the moment: try again in a few seconds")]
    Overloaded(#[source] StoreError),
    /// Somebody else was first; the same call may succeed when it is made again.
    #[error("somebody else changed this at the same moment: try again")]
    Busy(#[source] StoreError),
}

impl EngineError {
    /// The actor may not do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::Forbidden(message.into())
    }

    /// It does not exist, or the actor may not know that it does.
    #[expect(clippy::needless_pass_by_value, reason = "callers read better without `&`")]
    pub fn not_found(what: &'static str, id: impl ToString) -> Self {
        Self::NotFound { what, id: id.to_string().chars().take(200).collect() }
    }

    /// A field is wrong.
    #[expect(clippy::needless_pass_by_value, reason = "callers read better without `&`")]
    pub fn invalid(field: impl Into<String>, fault: impl ToString) -> Self {
        Self::Invalid { field: field.into(), fault: fault.to_string() }
    }

    /// A stable word for each kind.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAuthenticated => "not-authenticated",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound { .. } => "not-found",
            Self::Invalid { .. } | Self::InvalidAll(_) => "invalid",
            Self::Conflict(_) => "conflict",
            Self::Changed(_) => "changed",
            Self::Overtaken(_) => "overtaken",
            Self::TooMany { .. } => "too-many",
            Self::Internal(_) => "internal",
            Self::Overloaded(_) => "overloaded",
            Self::Busy(_) => "busy",
        }
    }

    /// Whether somebody has to change something before the same call succeeds; the product has not failed.
    pub const fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::Forbidden(_)
                | Self::NotFound { .. }
                | Self::Invalid { .. }
                | Self::InvalidAll(_)
                | Self::Conflict(_)
        )
    }

    /// Whether the same call may succeed later, as it is.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Busy(_) | Self::Overloaded(_))
    }

    /// Whether the same call may succeed when it is made again at once.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            error if error.is_overload() => Self::Overloaded(error),
            error if error.is_transient() => Self::Busy(error),
            StoreError::UnknownProperty(_) | StoreError::WrongValue { .. } => Self::invalid("filter", error),
            StoreError::UnknownSortKey(_) => Self::invalid("_sortKeys", error),
            error => Self::Internal(Box::new(error)),
        }
    }
}

impl From<Vec<Fault>> for EngineError {
    fn from(faults: Vec<Fault>) -> Self {
        Self::InvalidAll(faults.iter().map(ToString::to_string).collect())
    }
}

impl From<Fault> for EngineError {
    fn from(fault: Fault) -> Self {
        Self::invalid(fault.property, fault.fault)
    }
}

impl From<PatchError> for EngineError {
    fn from(error: PatchError) -> Self {
        Self::invalid(error.place, error.fault)
    }
}

impl From<Refusal> for EngineError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotVisible => Self::NotFound { what: "request", id: String::new() },
            Refusal::NotPermitted(message) => Self::Forbidden(message.into()),
            Refusal::Ended(_) | Refusal::PhaseNotOpen(_) | Refusal::Claim(_) => {
                Self::Conflict(refusal.to_string())
            }
            Refusal::Field { field, fault } => Self::Invalid { field: field.into(), fault },
        }
    }
}
