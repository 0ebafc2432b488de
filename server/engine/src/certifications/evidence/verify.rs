//! Checking a bundle, with nothing but the file.

use std::collections::BTreeSet;
use std::io::{self, Read, Seek};

use bailiwick::hex::hex;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use zip::ZipArchive;
use zip::result::ZipError;

use super::{FORMAT, KEY, MANIFEST, Manifest, PublicKey, SIGNATURE, VERSION};

/// The most bytes of a manifest.
const MOST_MANIFEST: u64 = 1024 * 1024;

/// A bundle that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The campaign's id.
    pub campaign: String,
    /// What it is called.
    pub name: String,
    /// Where it stood.
    pub status: String,
    /// When the evidence was read.
    pub read_at: DateTime<Utc>,
    /// How many line items there are.
    pub rows: i64,
    /// How many files are hashed.
    pub files: usize,
    /// Which key signed it. That this is the installation's is for whoever checks to compare.
    pub key: PublicKey,
}

/// What is wrong with a bundle.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceFault {
    /// It cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// It is no ZIP.
    #[error("the file is no bundle of evidence: {0}")]
    NoBundle(#[from] ZipError),
    /// A file is missing.
    #[error("`{0}` is missing")]
    Missing(String),
    /// There is a file that nobody signed.
    #[error("`{0}` is not part of what was signed")]
    Extra(String),
    /// A file is not what it was.
    #[error("`{0}` was changed")]
    Changed(String),
    /// The manifest is not what was signed.
    #[error("the signature does not hold: `manifest.json` was changed, or somebody else signed it")]
    Signature,
    /// It cannot be understood.
    #[error("`manifest.json` {0}")]
    Manifest(String),
    /// Another key signed it than the one that is trusted.
    #[error("signed by the key {found}, not by {expected}")]
    OtherKey {
        /// The fingerprint of the one that did.
        found: String,
        /// The fingerprint of the one that is trusted.
        expected: String,
    },
}

/// Checks a bundle: the signature, then every file. With `trusted`, the fingerprint of a key, also that this one signed.
///
/// # Errors
/// What is wrong first.
pub fn verify(file: impl Read + Seek, trusted: Option<&str>) -> Result<Checked, EvidenceFault> {
    let mut zip = ZipArchive::new(file)?;
    let text = small(&mut zip, MANIFEST)?;
    let signature = small(&mut zip, SIGNATURE)?;
    let read: Result<Manifest, _> = serde_json::from_slice(&text);
    let manifest = read.map_err(|fault| EvidenceFault::Manifest(format!("cannot be read: {fault}")))?;
    if manifest.format != FORMAT || manifest.version != VERSION {
        let fault = format!("has the format `{}`, version {}", manifest.format, manifest.version);
        return Err(EvidenceFault::Manifest(fault));
    }
    if !manifest.key.is_sound() || !manifest.key.signed(&text, &signature) {
        return Err(EvidenceFault::Signature);
    }
    let wanted = trusted.map(|key| key.trim().to_lowercase());
    if let Some(expected) = wanted.filter(|key| *key != manifest.key.fingerprint) {
        return Err(EvidenceFault::OtherKey { found: manifest.key.fingerprint, expected });
    }
    if small(&mut zip, KEY)? != manifest.key.pem().as_bytes() {
        return Err(EvidenceFault::Changed(KEY.into()));
    }
    if zip.has_duplicate_names() {
        return Err(EvidenceFault::Extra("a second file of the same name".into()));
    }
    let mut seen = BTreeSet::new();
    for place in 0..zip.len() {
        let mut entry = zip.by_index(place)?;
        let name = entry.name()?.into_owned();
        if !seen.insert(name.clone()) {
            return Err(EvidenceFault::Extra(name));
        }
        if [MANIFEST, SIGNATURE, KEY].contains(&name.as_str()) {
            continue;
        }
        let Some(signed) = manifest.files.get(&name) else { return Err(EvidenceFault::Extra(name)) };
        let mut digest = Sha256::new();
        let bytes = copy(&mut entry, &mut digest, signed.bytes);
        if !bytes.is_ok_and(|bytes| bytes == signed.bytes) || hex(digest.finalize()) != signed.sha256 {
            return Err(EvidenceFault::Changed(name));
        }
    }
    if let Some(missing) = manifest.files.keys().find(|name| !seen.contains(*name)) {
        return Err(EvidenceFault::Missing(missing.clone()));
    }
    Ok(Checked {
        campaign: manifest.campaign.to_string(),
        name: manifest.name,
        status: manifest.status,
        read_at: manifest.read_at,
        rows: manifest.rows,
        files: manifest.files.len(),
        key: manifest.key,
    })
}

fn small(zip: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<Vec<u8>, EvidenceFault> {
    let entry = match zip.by_name(name) {
        Err(ZipError::FileNotFound) => return Err(EvidenceFault::Missing(name.to_owned())),
        entry => entry?,
    };
    let mut text = Vec::new();
    let read = entry.take(MOST_MANIFEST + 1).read_to_end(&mut text);
    if read.is_err() || text.len() as u64 > MOST_MANIFEST {
        return Err(EvidenceFault::Changed(name.to_owned()));
    }
    Ok(text)
}

/// Hashes what is read, and stops where there is more than there should be.
fn copy(from: &mut impl Read, digest: &mut Sha256, most: u64) -> io::Result<u64> {
    let (mut buffer, mut bytes) = (vec![0; 64 * 1024], 0);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 || bytes > most {
            return Ok(bytes);
        }
        digest.update(&buffer[..read]);
        bytes += read as u64;
    }
}
