//! The store: all SQL of Bailiwick, one implementation for SQLite and PostgreSQL.
//!
//! Functions take a [`Tx`] first, and domain types; no SQL type leaves this crate. Statements
//! are portable (`$1` placeholders; no JSON operators, arrays, `now()`), and the few real
//! differences between the two databases are in [`dialect`](self).

mod db;
mod dialect;
mod error;
mod filter;
mod tx;

pub mod accounts;
pub mod attachments;
pub mod audit;
pub mod bulk;
pub mod carts;
pub mod certifications;
pub mod clients;
pub mod controls;
pub mod credentials;
pub mod delegations;
pub mod forms;
pub mod glossary;
pub mod grant_changes;
pub mod grants;
pub mod held;
pub mod identities;
pub mod items;
pub mod jobs;
pub mod links;
pub mod mail;
pub mod nesting;
pub mod notifications;
pub mod past;
pub mod policies;
pub mod request_types;
pub mod requests;
pub mod roles;
pub mod search;
pub mod sessions;
pub mod settings;
pub mod source_loads;
pub mod tokens;
pub mod users;
pub mod violations;
pub mod workflows;

#[cfg(feature = "testing")]
pub mod testing;

pub use db::{Db, DbOptions};
pub use error::StoreError;
pub use filter::Searchable;
pub use tx::Tx;

/// Reads a word of a closed set; anything else in the column is corruption.
pub(crate) fn word<T: std::str::FromStr<Err = bailiwick::word::UnknownWord>>(
    text: &str,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    text.parse().map_err(|fault: bailiwick::word::UnknownWord| StoreError::Corrupt {
        table,
        column,
        fault: fault.to_string(),
    })
}

/// Reads JSON that this store has written; anything else in the column is corruption.
pub(crate) fn json<T: serde::de::DeserializeOwned>(
    text: &str,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|fault| StoreError::Corrupt {
        table,
        column,
        fault: fault.to_string(),
    })
}

/// Writes JSON for a column.
pub(crate) fn json_text(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|fault| StoreError::Unusable(fault.to_string()))
}
