//! The audit trail: entries written beside each change, sealed later.

use bailiwick::audit::Entry;
use bailiwick::id::UserId;
use chrono::SubsecRound;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Adds an entry; its place in the chain comes later.
///
/// The time is kept to the microsecond, so that it reads, and hashes, the same everywhere.
pub async fn insert(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO audit_entries (id, at, actor_kind, actor_id, actor_name, event, object_kind, object_id, \
         object_name, user_id, trace_id, changes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            entry.id,
            entry.at.trunc_subsecs(6),
            entry.actor_kind.clone(),
            entry.actor_id.clone(),
            entry.actor_name.clone(),
            entry.event.clone(),
            entry.object_kind.clone(),
            entry.object_id.clone(),
            entry.object_name.clone(),
            entry.user.map(UserId::uuid),
            entry.trace_id.clone(),
            changes_text(entry)?,
        ],
    )
    .await?;
    Ok(())
}

fn changes_text(entry: &Entry) -> Result<String, StoreError> {
    serde_json::to_string(&entry.changes).map_err(|fault| StoreError::Unusable(fault.to_string()))
}
