//! What was done with campaigns and certifications, and how it went.

use bailiwick::id::{CertificationTaskId, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "certification_tasks";

/// Something that was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Server-made.
    pub id: CertificationTaskId,
    /// What, such as `REASSIGN`.
    pub kind: String,
    /// `CAMPAIGN` or `CERTIFICATION`.
    pub target_kind: String,
    /// With which.
    pub target: Uuid,
    /// Who did it; absent for programs.
    pub user: Option<UserId>,
    /// How it went, such as `SUCCESS`.
    pub status: String,
    /// What went wrong: texts.
    pub errors: Vec<String>,
    /// Who handed what to whom.
    pub trail: Vec<Json>,
    /// When.
    pub created: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    target_kind: String,
    target_id: Uuid,
    user_id: Option<Uuid>,
    status: String,
    errors: String,
    trail: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Task {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CertificationTaskId(row.id),
            kind: row.kind,
            target_kind: row.target_kind,
            target: row.target_id,
            user: row.user_id.map(UserId),
            status: row.status,
            errors: json(&row.errors, TABLE, "errors")?,
            trail: json(&row.trail, TABLE, "trail")?,
            created: row.created_at,
        })
    }
}

/// Adds a task, or says how it stands now.
pub async fn put(tx: &mut Tx, task: &Task) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO certification_tasks (id, kind, target_kind, target_id, user_id, status, errors, trail, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET status = excluded.status, \
         errors = excluded.errors, trail = excluded.trail",
        args![
            task.id.uuid(),
            task.kind.clone(),
            task.target_kind.clone(),
            task.target,
            task.user.map(UserId::uuid),
            task.status.clone(),
            json_text(&task.errors)?,
            json_text(&task.trail)?,
            task.created,
        ],
    )
    .await?;
    Ok(())
}

/// One task.
pub async fn find(tx: &mut Tx, id: CertificationTaskId) -> Result<Option<Task>, StoreError> {
    let sql = "SELECT id, kind, target_kind, target_id, user_id, status, errors, trail, created_at \
               FROM certification_tasks WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The latest tasks about something, the last first.
pub async fn of_target(tx: &mut Tx, target: Uuid, most: i64) -> Result<Vec<Task>, StoreError> {
    let sql = "SELECT id, kind, target_kind, target_id, user_id, status, errors, trail, created_at \
               FROM certification_tasks WHERE target_id = $1 ORDER BY created_at DESC, id LIMIT $2";
    let rows = tx.rows::<Row>(sql, args![target, most]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The latest tasks, the last first; one's own where a person is named.
pub async fn latest(tx: &mut Tx, user: Option<UserId>, most: i64) -> Result<Vec<Task>, StoreError> {
    let rows = if let Some(user) = user {
        let sql = "SELECT id, kind, target_kind, target_id, user_id, status, errors, trail, created_at \
                   FROM certification_tasks WHERE user_id = $1 ORDER BY created_at DESC, id LIMIT $2";
        tx.rows::<Row>(sql, args![user.uuid(), most]).await?
    } else {
        let sql = "SELECT id, kind, target_kind, target_id, user_id, status, errors, trail, created_at \
                   FROM certification_tasks ORDER BY created_at DESC, id LIMIT $1";
        tx.rows::<Row>(sql, args![most]).await?
    };
    rows.into_iter().map(TryInto::try_into).collect()
}
