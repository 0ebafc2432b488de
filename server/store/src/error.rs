//! What can go wrong below the engine.

/// Errors of the store. None of their texts is meant for callers of the product.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error(transparent)]
    Database(sqlx::Error),
    /// A unique index refused a second row: somebody else was first.
    #[error("the row exists already")]
    Duplicate,
    /// A row that is referred to does not exist.
    #[error("a row that is referred to does not exist")]
    Dangling,
    /// The row was changed since it was read.
    #[error("the row was changed meanwhile")]
    Stale,
    /// A row holds what it should not.
    #[error("{table}.{column} holds what it should not: {fault}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// A filter names a property that the list does not have.
    #[error("names `{0}`, which is not a property that can be searched here")]
    UnknownProperty(String),
    /// A list is to be sorted by a property that it does not have, or not in any order.
    #[error("names `{0}`, which is not a property that can be sorted by here")]
    UnknownSortKey(String),
    /// A filter compares a property with a value that does not fit.
    #[error("compares `{property}`, which is {what}")]
    WrongValue {
        /// The property.
        property: String,
        /// What it is.
        what: &'static str,
    },
    /// The database cannot be used as it is.
    #[error("{0}")]
    Unusable(String),
}

impl StoreError {
    /// Whether no connection was free for as long as a call waits: trying again at once would
    /// only make the queue longer.
    pub const fn is_overload(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::PoolTimedOut))
    }

    /// Whether the same transaction may succeed when it is tried again.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Stale => true,
            Self::Database(sqlx::Error::Database(error)) => {
                // PostgreSQL: serialization failure, deadlock. SQLite: busy, locked.
                matches!(error.code().as_deref(), Some("40001" | "40P01" | "5" | "6" | "261" | "517"))
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(database) if database.is_unique_violation() => Self::Duplicate,
            sqlx::Error::Database(database) if database.is_foreign_key_violation() => Self::Dangling,
            _ => Self::Database(error),
        }
    }
}
