//! The trail as a file: JSON Lines, a header first, then one sealed entry a line.
//!
//! The file can be checked without Bailiwick's database, even without Bailiwick: the hash is
//! SHA-256 over the fields as `bailiwick::audit::hash` says.

use std::io::BufRead;

use bailiwick::audit::{Record, Seal, Verifier};
use bailiwick_store::audit as store;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::verify::{AuditFault, BATCH, Verified, check_head};
use crate::Engine;

const FORMAT: &str = "bailiwick-audit";
const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: String,
    version: u32,
    /// Entries in the file.
    sealed: i64,
    /// The hash of the last one.
    head: String,
    /// Entries that were not sealed yet and are not in the file.
    unsealed: i64,
}

/// Writes all sealed entries, of one state of the data, in the order of the chain.
///
/// For the command line: who can reach the database needs no authority.
///
/// # Errors
/// The database fails, or the writer does.
pub async fn export(engine: &Engine, writer: &mut (impl AsyncWrite + Unpin)) -> Result<Verified, AuditFault> {
    let mut tx = engine.read().await?;
    let state = store::chain(&mut tx).await?;
    let header = Header {
        format: FORMAT.into(),
        version: VERSION,
        sealed: state.sealed,
        head: state.head.clone(),
        unsealed: state.unsealed,
    };
    writer.write_all(&line(&header)?).await?;
    let mut last = 0;
    while last < state.sealed {
        let entries = store::sealed(&mut tx, last, BATCH).await?;
        let Some((_, seal)) = entries.last() else { break };
        last = seal.sequence;
        for (entry, seal) in entries {
            writer.write_all(&line(&Record { entry, seal: Some(seal) })?).await?;
        }
    }
    writer.flush().await?;
    Ok(Verified { sealed: state.sealed, unsealed: state.unsealed, head: state.head })
}

/// Checks an export; nothing but the file is needed.
///
/// # Errors
/// Where the chain is broken, or which line is not what it should be.
pub fn verify_export(reader: impl BufRead) -> Result<Verified, AuditFault> {
    let mut lines = (1..).zip(reader.lines());
    let Some((_, first)) = lines.next() else {
        return Err(AuditFault::Line { line: 1, fault: "the file is empty".into() });
    };
    let header: Header = parsed(1, &first?)?;
    if header.format != FORMAT || header.version != VERSION {
        let fault = format!("format `{}` version {} is not known", header.format, header.version);
        return Err(AuditFault::Line { line: 1, fault });
    }
    let mut verifier = Verifier::default();
    for (number, text) in lines {
        let record: Record = parsed(number, &text?)?;
        let unsealed = || AuditFault::Line { line: number, fault: "the entry is not sealed".into() };
        verifier.take(&record.entry, &record.seal.ok_or_else(unsealed)?)?;
    }
    check_head(&verifier, &Seal { sequence: header.sealed, hash: header.head.clone() })?;
    Ok(Verified { sealed: header.sealed, unsealed: header.unsealed, head: header.head })
}

fn line(value: &impl Serialize) -> Result<Vec<u8>, AuditFault> {
    let mut line = serde_json::to_vec(value).map_err(std::io::Error::from)?;
    line.push(b'\n');
    Ok(line)
}

fn parsed<T: for<'a> Deserialize<'a>>(line: usize, text: &str) -> Result<T, AuditFault> {
    serde_json::from_str(text).map_err(|fault| AuditFault::Line { line, fault: fault.to_string() })
}
