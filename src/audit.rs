//! The audit trail: every change, who made it, before and after, chained by hashes.
//!
//! An entry's hash covers the entry before it, so that nothing can be changed, left out or
//! put in between without breaking every later hash.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::hex::hex;
use crate::id::{GrantId, UserId};

/// The field whose values are ids of people, parted by spaces: those who can decide a request.
pub const ACTORS: &str = "actors";
/// The field whose value is the id of a person: in whose stead a deputy acted.
pub const ON_BEHALF_OF: &str = "onBehalfOf";
/// The field whose value is the id of a person: who stands in.
pub const DEPUTY: &str = "deputy";

/// The field whose value is the id of a person: who has taken a task alone.
pub const CLAIMED_BY: &str = "claimedBy";

/// The field whose values are ids of grants, parted by spaces: before, those that ended; after, those that began. Who
/// held what at a time is told from it, so whatever begins or ends grants names them.
pub const GRANTS: &str = "grants";

/// Whether a field's values are ids of people.
pub fn names_people(field: &str) -> bool {
    matches!(field, ACTORS | ON_BEHALF_OF | DEPUTY | CLAIMED_BY)
}

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which field.
    #[serde(rename = "field_name")]
    pub field: String,
    /// Before; absent when there was nothing.
    #[serde(rename = "before_value")]
    pub before: Option<String>,
    /// After; absent when there is nothing.
    #[serde(rename = "after_value")]
    pub after: Option<String>,
}

impl Change {
    /// The grants that ended and those that began, where it names them.
    pub fn grants(&self) -> (Vec<GrantId>, Vec<GrantId>) {
        if self.field != GRANTS {
            return Default::default();
        }
        let ids = |ids: &Option<String>| {
            ids.as_deref().unwrap_or_default().split(' ').filter_map(|id| id.parse().ok()).collect()
        };
        (ids(&self.before), ids(&self.after))
    }
}

/// One entry of the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// Server-made.
    pub id: Uuid,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// `user`, `client`, `system` or `anonymous`.
    pub actor_kind: String,
    /// The actor's id.
    pub actor_id: String,
    /// The actor's name at that time.
    pub actor_name: String,
    /// What happened, such as `create-request`.
    pub event: String,
    /// The kind of object it happened to.
    pub object_kind: String,
    /// Its id.
    pub object_id: String,
    /// Its name at that time.
    pub object_name: String,
    /// The person it is about.
    pub user: Option<UserId>,
    /// The call that caused it.
    pub trace_id: String,
    /// Field by field.
    pub changes: Vec<Change>,
}

impl Entry {
    /// The people it names by id: whom it is about, who decides now or did before, who stands in for whom.
    pub fn people(&self) -> impl Iterator<Item = UserId> {
        let values = self.changes.iter().filter(|change| names_people(&change.field));
        let ids = values.flat_map(|change| [&change.before, &change.after]).flatten();
        let named = ids.flat_map(|ids| ids.split(' ')).filter_map(|id| id.parse().ok());
        self.user.into_iter().chain(named)
    }
}

/// An entry with its place in the chain; not yet sealed when `seal` is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// Its place in the chain.
    #[serde(flatten)]
    pub seal: Option<Seal>,
}

/// An entry's place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// 1 for the first.
    pub sequence: i64,
    /// 64 hexadecimal digits; covers this entry, its place and the hash before it.
    pub hash: String,
}

/// The hash of the entry at `sequence` behind `before` (empty for the first).
///
/// Covered is every field, each behind its length, so that no two entries read alike.
pub fn hash(before: &str, sequence: i64, entry: &Entry) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
        digest.update(text.as_bytes());
    };
    add(before);
    add(&sequence.to_string());
    add(&entry.id.to_string());
    add(&entry.at.to_rfc3339_opts(SecondsFormat::Micros, true));
    add(&entry.actor_kind);
    add(&entry.actor_id);
    add(&entry.actor_name);
    add(&entry.event);
    add(&entry.object_kind);
    add(&entry.object_id);
    add(&entry.object_name);
    add(&entry.user.map(|user| user.to_string()).unwrap_or_default());
    add(&entry.trace_id);
    for change in &entry.changes {
        add(&change.field);
        for value in [&change.before, &change.after] {
            add(if value.is_some() { "=" } else { "-" });
            add(value.as_deref().unwrap_or_default());
        }
    }
    hex(digest.finalize())
}

/// Where the chain is broken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// A number is missing or comes twice.
    #[error("entry {expected} is missing: found {found}")]
    Gap {
        /// The number that should have come.
        expected: i64,
        /// The number that came.
        found: i64,
    },
    /// The entry does not have the hash it was sealed with.
    #[error("entry {sequence} was changed: its hash does not match")]
    Changed {
        /// Its number.
        sequence: i64,
    },
}

/// Checks a chain entry by entry, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Verifier {
    sequence: i64,
    hash: String,
}

impl Verifier {
    /// Takes the next sealed entry.
    pub fn take(&mut self, entry: &Entry, seal: &Seal) -> Result<(), ChainFault> {
        let expected = self.sequence + 1;
        if seal.sequence != expected {
            return Err(ChainFault::Gap { expected, found: seal.sequence });
        }
        if hash(&self.hash, expected, entry) != seal.hash {
            return Err(ChainFault::Changed { sequence: expected });
        }
        self.sequence = expected;
        self.hash.clone_from(&seal.hash);
        Ok(())
    }

    /// The number and hash of the last entry taken.
    pub fn head(&self) -> (i64, &str) {
        (self.sequence, &self.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(n: u128) -> Entry {
        Entry {
            id: Uuid::from_u128(n),
            at: DateTime::from_timestamp(1_700_000_000, 123_456_000).unwrap(),
            actor_kind: "user".into(),
            actor_id: "a".into(),
            actor_name: "Ann".into(),
            event: "create-request".into(),
            object_kind: "request".into(),
            object_id: "r".into(),
            object_name: "Request".into(),
            user: None,
            trace_id: "t".into(),
            changes: vec![Change { field: "status".into(), before: None, after: Some("in-progress".into()) }],
        }
    }

    fn chain(length: i64) -> Vec<(Entry, Seal)> {
        let mut before = String::new();
        (1..=length)
            .map(|sequence| {
                let entry = entry(u128::try_from(sequence).unwrap());
                before = hash(&before, sequence, &entry);
                (entry, Seal { sequence, hash: before.clone() })
            })
            .collect()
    }

    fn verify(chain: &[(Entry, Seal)]) -> Result<(), ChainFault> {
        let mut verifier = Verifier::default();
        chain.iter().try_for_each(|(entry, seal)| verifier.take(entry, seal))
    }

    #[test]
    fn an_untouched_chain_holds() {
        assert_eq!(verify(&chain(5)), Ok(()));
    }

    #[test]
    fn a_changed_entry_is_found() {
        let mut chain = chain(5);
        chain[2].0.changes[0].after = Some("cancelled".into());
        assert_eq!(verify(&chain), Err(ChainFault::Changed { sequence: 3 }));
    }

    #[test]
    fn a_missing_entry_is_found() {
        let mut chain = chain(5);
        chain.remove(2);
        assert_eq!(verify(&chain), Err(ChainFault::Gap { expected: 3, found: 4 }));
    }

    #[test]
    fn nothing_and_an_empty_text_are_different() {
        let (mut with, without) = (entry(1), entry(1));
        with.changes[0].before = Some(String::new());
        assert_ne!(hash("", 1, &with), hash("", 1, &without));
    }
}
