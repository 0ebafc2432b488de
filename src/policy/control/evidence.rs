//! Evidence that a control works.

use chrono::{DateTime, Utc};

use crate::attachment::FileType;
use crate::id::{ControlId, EvidenceId, UserId};
use crate::request::{MOST_TEXT, Refusal};
use crate::text::{check, check_present};

/// Somebody's word that a control works, with a file to show it or without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Server-made.
    pub id: EvidenceId,
    /// Of what.
    pub control: ControlId,
    /// Who gave it; absent for a program.
    pub by: Option<UserId>,
    /// Their name at the time.
    pub name: String,
    /// In whose stead.
    pub on_behalf_of: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// What was looked at, and what it said.
    pub comment: String,
    /// What shows it; without one it was confirmed.
    pub file: Option<EvidenceFile>,
}

/// What is known about a file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// What it is called; never a path.
    pub name: String,
    /// What it is.
    pub kind: FileType,
    /// Bytes.
    pub size: u64,
}

/// Checks the words of evidence: with a file they may be missing.
///
/// # Errors
/// They are missing, too long, or hold what no text may.
pub fn check_words(comment: &str, has_file: bool) -> Result<(), Refusal> {
    let checked = if has_file { check(comment, MOST_TEXT) } else { check_present(comment, MOST_TEXT) };
    checked.map_err(|fault| Refusal::Field { field: "comment", fault: fault.to_string() })
}
