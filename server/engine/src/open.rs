//! The engine and its database: opened, asked whether it is ready, closed.

pub use bailiwick_store::DbOptions as DatabaseOptions;

use bailiwick_store::{Db, bulk};

use crate::{Engine, EngineError};

impl Engine {
    /// Opens the database, brings its schema up to date, and makes an engine on it.
    ///
    /// # Errors
    /// The database cannot be reached or used; the source says why.
    pub async fn open(options: &DatabaseOptions) -> Result<Self, EngineError> {
        Ok(Self::new(Db::open(options).await?))
    }

    /// Whether the database answers and has the schema this program was made for.
    ///
    /// # Errors
    /// It does not; the source says why.
    pub async fn ready(&self) -> Result<(), EngineError> {
        Ok(self.db().ready().await?)
    }

    /// Whether there are people or items, and all that were being loaded have arrived.
    ///
    /// # Errors
    /// The database fails.
    pub async fn is_in_use(&self) -> Result<bool, EngineError> {
        let mut tx = self.read().await?;
        Ok(!bulk::is_pristine(&mut tx).await? && !bulk::is_incomplete(&mut tx).await?)
    }

    /// Waits for running statements and closes all connections.
    pub async fn close(&self) {
        self.db().close().await;
    }
}
