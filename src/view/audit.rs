//! The audit trail as it is read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::Record;
use crate::id::UserId;

/// What is looked for; everything left empty does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditQuery {
    /// About this object.
    pub object_id: Option<String>,
    /// About this person.
    pub user: Option<UserId>,
    /// By this actor (id).
    pub actor: Option<String>,
    /// Of this kind, such as `create-request`.
    pub event: Option<String>,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Before.
    pub to: Option<DateTime<Utc>>,
    /// Older than this entry number: the next page.
    pub before: Option<i64>,
    /// Rows to answer, at most 200.
    pub limit: u32,
}

/// One page, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The rows with their numbers.
    pub rows: Vec<(i64, Record)>,
    /// The names of the people whom the rows are about or whose ids their changes hold, as they are now.
    pub names: Vec<(UserId, String)>,
    /// Entries that match, counted up to 10,000.
    pub total: i64,
    /// Give this as `before` for the next page.
    pub next: Option<i64>,
    /// How the chain stands.
    pub chain: ChainState,
}

/// How the chain stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainState {
    /// Entries sealed.
    pub sealed: i64,
    /// Entries not sealed yet.
    pub unsealed: i64,
    /// The hash of the last sealed entry.
    pub head: String,
}
