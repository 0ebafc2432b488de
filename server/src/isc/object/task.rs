//! Tasks.

use bailiwick_engine::certifications::isc::Task;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::isc::errors::LocalText;

/// Something done with a campaign or a certification, and how it went.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CertificationTask {
    /// Server-made.
    id: String,
    /// Such as `REASSIGN` or `ADMIN_REASSIGN`.
    #[serde(rename = "type")]
    #[schema(example = "REASSIGN")]
    kind: String,
    /// `CERTIFICATION` or `CAMPAIGN`.
    #[schema(example = "CERTIFICATION")]
    target_type: String,
    /// Which.
    target_id: String,
    /// `QUEUED`, `SUCCESS` or `ERROR`.
    #[schema(example = "QUEUED")]
    status: String,
    /// What went wrong.
    errors: Vec<LocalText>,
    /// Who handed what to whom: `previousOwner`, `newOwner`, `reassignmentType`.
    #[serde(rename = "reassignmentTrailDTOs")]
    trail: Vec<Value>,
    /// When it began.
    created: DateTime<Utc>,
}

impl From<&Task> for CertificationTask {
    fn from(task: &Task) -> Self {
        Self {
            id: task.id.to_string(),
            kind: task.kind.clone(),
            target_type: task.target_kind.clone(),
            target_id: task.target.to_string(),
            status: task.status.clone(),
            errors: task.errors.iter().map(LocalText::plain).collect(),
            trail: task.trail.clone(),
            created: task.created,
        }
    }
}
