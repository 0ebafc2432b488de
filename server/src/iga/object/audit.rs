//! Audit records (contract 3.15).

use bailiwick::audit::{Change, Record};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::user::long_id;

/// One thing that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditRecord {
    /// Who did it: `managed/user/{uuid}`, a client's id, or `SYSTEM`.
    pub actor: String,
    /// Their name at that time.
    pub display_name: String,
    /// What happened.
    #[schema(example = "create-request")]
    pub event_type: String,
    /// The verb of it.
    #[schema(example = "create")]
    pub action: String,
    /// What it happened to.
    pub object_id: String,
    /// The kind of object.
    #[schema(example = "request")]
    pub object_type: String,
    /// Its name at that time.
    pub object_display_name: String,
    /// When, to the microsecond.
    pub timestamp: DateTime<Utc>,
    /// The product did it by itself.
    pub system_executed: bool,
    /// Field by field.
    pub changes: Vec<FieldChange>,
    /// Its place in the trail.
    pub metadata: AuditMetadata,
}

/// One field that changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// Which field.
    pub field_name: String,
    /// Before; null when there was nothing.
    pub before_value: Option<String>,
    /// After; null when there is nothing.
    pub after_value: Option<String>,
}

/// An entry's place in the trail.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditMetadata {
    /// The entry.
    pub id: Uuid,
    /// The person it is about.
    pub user_id: Option<String>,
    /// The call that caused it.
    pub transaction_id: String,
    /// Its number in the chain; null until it is sealed.
    pub sequence: Option<i64>,
    /// Its hash, which covers everything before it; null until it is sealed.
    pub hash: Option<String>,
}

impl From<Record> for AuditRecord {
    fn from(Record { entry, seal }: Record) -> Self {
        let person = (entry.actor_kind == "user").then(|| entry.actor_id.parse().ok()).flatten();
        let system = entry.actor_kind == "system";
        Self {
            actor: match person {
                Some(id) => long_id(id),
                None if system => "SYSTEM".to_owned(),
                None => entry.actor_id,
            },
            display_name: entry.actor_name,
            action: entry.event.split('-').next().unwrap_or_default().to_owned(),
            event_type: entry.event,
            object_id: entry.object_id,
            object_type: entry.object_kind,
            object_display_name: entry.object_name,
            timestamp: entry.at,
            system_executed: system,
            changes: entry.changes.into_iter().map(FieldChange::from).collect(),
            metadata: AuditMetadata {
                id: entry.id,
                user_id: entry.user.map(|id| id.to_string()),
                transaction_id: entry.trace_id,
                sequence: seal.as_ref().map(|seal| seal.sequence),
                hash: seal.map(|seal| seal.hash),
            },
        }
    }
}

impl From<Change> for FieldChange {
    fn from(change: Change) -> Self {
        Self { field_name: change.field, before_value: change.before, after_value: change.after }
    }
}
