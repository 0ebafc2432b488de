//! The evidence of a campaign: what an auditor takes away (docs/operation.md, "Evidence of a campaign").
//!
//! It is written into a file outside of memory, some line items at a time, on one state of the data; whoever loads it
//! down slowly holds nothing up. A bundle carries the hash of each of its files, signed with the installation's key
//! ([`verify`] checks it without any database).

mod bundle;
mod index;
mod key;
mod signer;
mod table;
mod verify;

pub use key::{PublicKey, public_key};
pub use signer::{NoSigningKey, SigningKey, forget_key, kept_key};
pub use verify::{Checked, EvidenceFault, verify};

use std::fs::File;
use std::time::Duration;

use bailiwick::certification::Campaign;
use bailiwick::id::CampaignId;
use bailiwick_store::StoreError;
use serde::{Deserialize, Serialize};
use tokio::sync::SemaphorePermit;

use super::campaigns::told;
use super::read::owned;
use crate::{Context, Engine, EngineError};

/// So long somebody waits for their turn.
const PATIENCE: Duration = Duration::from_secs(20);

/// What of the evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it, signed.
    Bundle,
    /// Every line item as it stands.
    Rows,
    /// What was done with line items, and said about them.
    Decisions,
    /// What became of every grant that was in force when the campaign was made.
    Ledger,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Rows => "rows",
            Self::Decisions => "decisions",
            Self::Ledger => "ledger",
        }
    }
}

/// Evidence, or a report, that was written.
#[derive(Debug)]
pub struct Evidence {
    /// From its beginning; it is gone when it is closed.
    pub file: File,
    /// What to call it.
    pub name: String,
    /// What it is.
    pub content_type: &'static str,
}

/// What the signature of a bundle is over: the campaign, and the hash of each file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    format: String,
    version: u32,
    campaign: CampaignId,
    name: String,
    status: String,
    /// When it was read: all of it on one state of the data.
    read_at: chrono::DateTime<chrono::Utc>,
    /// Who asked for it.
    read_by: String,
    rows: i64,
    decisions: i64,
    key: PublicKey,
    files: std::collections::BTreeMap<String, Digested>,
}

/// A file of a bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Digested {
    sha256: String,
    bytes: u64,
}

const FORMAT: &str = "bailiwick-evidence";
const VERSION: u32 = 1;
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";
const KEY: &str = "public-key.pem";

/// Writes the evidence of a campaign, and into the audit trail that somebody took it. For its owner and who reads every
/// campaign.
///
/// # Errors
/// `NotFound`, also for who may not know of the campaign; `Conflict`: its line items are still being made;
/// `Overloaded`: others have theirs written, and nobody was done in time.
pub async fn evidence(
    engine: &Engine,
    ctx: &Context,
    id: CampaignId,
    part: Part,
) -> Result<Evidence, EngineError> {
    let mut tx = engine.read().await?;
    let campaign = owned(&mut tx, ctx, id).await?;
    drop(tx);
    if campaign.status == bailiwick::certification::CampaignStatus::Creating {
        return Err(EngineError::Conflict("its line items are still being made".into()));
    }
    let _turn = turn(engine).await?;
    let file = match part {
        Part::Bundle => Box::pin(bundle::write(engine, ctx, &campaign)).await?,
        Part::Rows | Part::Decisions | Part::Ledger => table::write(engine, &campaign, part).await?,
    };
    let mut tx = engine.write().await?;
    told("export-evidence", &campaign).set("part", part.word()).write(&mut tx, engine, ctx).await?;
    tx.commit().await?;
    let (ending, content_type) = match part {
        Part::Bundle => ("zip", "application/zip"),
        _ => ("csv", "text/csv; charset=utf-8"),
    };
    let name = match part {
        Part::Bundle => format!("campaign-{}-evidence.{ending}", campaign.number),
        part => format!("campaign-{}-{}.{ending}", campaign.number, part.word()),
    };
    Ok(Evidence { file, name, content_type })
}

/// Waits for a turn to write a file.
///
/// # Errors
/// `Overloaded`: others have theirs written, and nobody was done in time.
pub(super) async fn turn(engine: &Engine) -> Result<SemaphorePermit<'_>, EngineError> {
    match tokio::time::timeout(PATIENCE, engine.exports().acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(EngineError::Overloaded(StoreError::Unusable("others have files written".into()))),
    }
}

/// What is wrong with files is nobody's business.
pub(super) fn broken(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Internal(Box::new(error))
}

/// How a campaign is called in files.
fn title(campaign: &Campaign) -> String {
    format!("{} (campaign {})", campaign.definition.name, campaign.number)
}
