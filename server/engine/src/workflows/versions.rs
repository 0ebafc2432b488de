//! The texts of definitions that instances run by, each read once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bailiwick::hex::hex;
use bailiwick::workflow::Definition;
use bailiwick_store::Tx;
use bailiwick_store::workflows::instances;
use sha2::{Digest, Sha256};

use crate::EngineError;

/// More than this many are not kept in memory.
const MOST_KEPT: usize = 500;

/// Definitions by the hash of their text. What is behind a hash never changes.
#[derive(Default)]
pub(crate) struct Versions(Mutex<HashMap<String, Arc<Definition>>>);

impl Versions {
    /// The hash of a definition's text.
    pub(crate) fn hash(definition: &Definition) -> Result<String, EngineError> {
        let text =
            serde_json::to_vec(definition.body()).map_err(|error| EngineError::Internal(Box::new(error)))?;
        Ok(hex(Sha256::digest(&text)))
    }

    /// The definition that an instance began with.
    pub(crate) async fn get(&self, tx: &mut Tx, hash: &str) -> Result<Arc<Definition>, EngineError> {
        if let Some(known) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(hash) {
            return Ok(known.clone());
        }
        let found = instances::version(tx, hash).await?;
        let found = Arc::new(found.ok_or_else(|| EngineError::not_found("workflow version", hash))?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        known.insert(hash.to_owned(), found.clone());
        Ok(found)
    }
}
