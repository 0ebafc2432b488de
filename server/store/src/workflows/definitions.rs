//! Definitions that were written here; what ships with the product has no row.

use bailiwick::id::WorkflowId;
use bailiwick::workflow::{Definition, DefinitionStatus};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text, word};

/// A copy of a definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// The definition.
    pub definition: Definition,
    /// Which copy.
    pub status: DefinitionStatus,
    /// Raised with every write.
    pub revision: i64,
    /// When it was first written.
    pub created_at: DateTime<Utc>,
    /// When it was last written.
    pub modified_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    status: String,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Stored {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            definition: parse(&row.body, "workflow_definitions")?,
            status: word(&row.status, "workflow_definitions", "status")?,
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Reads a definition that was stored.
pub(super) fn parse(body: &str, table: &'static str) -> Result<Definition, StoreError> {
    let corrupt = |fault: String| StoreError::Corrupt { table, column: "body", fault };
    Definition::parse(json(body, table, "body")?).map_err(|fault| corrupt(fault.to_string()))
}

/// Every copy that has a row.
pub async fn all(tx: &mut Tx) -> Result<Vec<Stored>, StoreError> {
    let sql = "SELECT status, body, revision, created_at, modified_at FROM workflow_definitions";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// How many copies have a row.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM workflow_definitions", args![]).await
}

/// One copy that has a row.
pub async fn find(
    tx: &mut Tx,
    id: &WorkflowId,
    status: DefinitionStatus,
) -> Result<Option<Stored>, StoreError> {
    let sql = "SELECT status, body, revision, created_at, modified_at FROM workflow_definitions \
               WHERE id = $1 AND status = $2";
    tx.row::<Row>(sql, args![id.0.clone(), status.as_str()]).await?.map(TryInto::try_into).transpose()
}

/// Writes a copy anew, if nobody changed it since the revision `known`, or for the first time where none is; its
/// revision.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn save(
    tx: &mut Tx,
    definition: &Definition,
    status: DefinitionStatus,
    known: Option<i64>,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO workflow_definitions (id, status, body, revision, created_at, modified_at) \
               VALUES ($1, $2, $3, 1, $4, $4) ON CONFLICT (id, status) DO UPDATE SET body = excluded.body, \
               modified_at = excluded.modified_at, revision = workflow_definitions.revision + 1 WHERE workflow_definitions.revision = $5 RETURNING revision";
    let args = args![
        definition.id.0.clone(),
        status.as_str(),
        json_text(definition.body())?,
        now,
        known.unwrap_or(0)
    ];
    tx.row::<(i64,)>(sql, args).await?.map(|(revision,)| revision).ok_or(StoreError::Stale)
}

/// Deletes a copy, if nobody changed it since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn delete(
    tx: &mut Tx,
    id: &WorkflowId,
    status: DefinitionStatus,
    revision: i64,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM workflow_definitions WHERE id = $1 AND status = $2 AND revision = $3";
    let touched = tx.execute(sql, args![id.0.clone(), status.as_str(), revision]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
