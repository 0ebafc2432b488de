//! Proving that nothing was changed, removed or put in between.

use bailiwick::audit::{ChainFault, Seal, Verifier};
use bailiwick_store::{StoreError, audit as store};

use crate::{Engine, EngineError};

/// Entries read at once.
pub(super) const BATCH: i64 = 1_000;

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Entries it covers.
    pub sealed: i64,
    /// Entries that have no place in it yet.
    pub unsealed: i64,
    /// The hash of the last entry: who keeps it elsewhere can prove later that the chain up to
    /// here was not made anew.
    pub head: String,
}

/// Why a chain does not hold, or could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AuditFault {
    /// An entry was changed or removed.
    #[error(transparent)]
    Chain(#[from] ChainFault),
    /// The last entries were removed, or the head was changed.
    #[error("the chain ends at entry {found} but its head says {expected}")]
    Head {
        /// What the head says.
        expected: i64,
        /// The last entry there is.
        found: i64,
    },
    /// The head has the right place but another hash.
    #[error("the head of the chain was changed: its hash is not that of entry {0}")]
    HeadHash(i64),
    /// A line of an export is not what it should be.
    #[error("line {line}: {fault}")]
    Line {
        /// 1 for the first.
        line: usize,
        /// What is wrong with it.
        fault: String,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database failed.
    #[error("the audit trail could not be read")]
    Engine(#[from] EngineError),
}

impl From<StoreError> for AuditFault {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// Checks every sealed entry in the database, on one state of the data, and that the head agrees.
///
/// For the command line: who can reach the database needs no authority.
///
/// # Errors
/// Where the chain is broken, or the database fails.
pub async fn verify(engine: &Engine) -> Result<Verified, AuditFault> {
    let mut tx = engine.read().await?;
    let state = store::chain(&mut tx).await?;
    let mut verifier = Verifier::default();
    loop {
        let entries = store::sealed(&mut tx, verifier.head().0, BATCH).await?;
        if entries.is_empty() {
            break;
        }
        for (entry, seal) in &entries {
            verifier.take(entry, seal)?;
        }
    }
    check_head(&verifier, &Seal { sequence: state.sealed, hash: state.head.clone() })?;
    Ok(Verified { sealed: state.sealed, unsealed: state.unsealed, head: state.head })
}

/// The head says where the chain ends.
pub(super) fn check_head(verifier: &Verifier, head: &Seal) -> Result<(), AuditFault> {
    let (found, hash) = verifier.head();
    if found != head.sequence {
        return Err(AuditFault::Head { expected: head.sequence, found });
    }
    if hash == head.hash { Ok(()) } else { Err(AuditFault::HeadHash(found)) }
}
