//! Types of requests: those that were defined here, and built-in ones that were changed. What
//! is built in and unchanged has no row.

use bailiwick::id::RequestTypeId;
use bailiwick::request_type::{Definition, RequestType, Schemas};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::json_text;
use crate::tx::{Tx, args};

#[derive(FromRow)]
struct Row {
    id: String,
    is_custom: bool,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for RequestType {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |fault: String| StoreError::Corrupt { table: "request_types", column: "body", fault };
        let body: Map<String, Json> =
            serde_json::from_str(&row.body).map_err(|fault| corrupt(fault.to_string()))?;
        Ok(Self {
            definition: Definition::parse(body).map_err(|fault| corrupt(fault.to_string()))?,
            id: RequestTypeId(row.id),
            is_custom: row.is_custom,
            revision: row.revision,
            created_at: Some(row.created_at),
            modified_at: Some(row.modified_at),
        })
    }
}

/// Every type that has a row.
pub async fn all(tx: &mut Tx) -> Result<Vec<RequestType>, StoreError> {
    let sql = "SELECT id, is_custom, body, revision, created_at, modified_at FROM request_types";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One type that has a row.
pub async fn find(tx: &mut Tx, id: &RequestTypeId) -> Result<Option<RequestType>, StoreError> {
    let sql =
        "SELECT id, is_custom, body, revision, created_at, modified_at FROM request_types WHERE id = $1";
    tx.row::<Row>(sql, args![id.0.clone()]).await?.map(TryInto::try_into).transpose()
}

/// How many types were defined here.
pub async fn count_custom(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM request_types WHERE is_custom = $1", args![true]).await
}

/// How many unfinished requests there are of a type.
pub async fn count_unfinished(tx: &mut Tx, id: &RequestTypeId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM requests WHERE kind = $1 AND status IN ('in-progress', 'suspended')";
    tx.count(sql, args![id.0.clone()]).await
}

fn body(definition: &Definition) -> Result<String, StoreError> {
    json_text(&definition.body(Schemas::Named))
}

/// Adds a type, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: there is a row of that id.
pub async fn insert(tx: &mut Tx, request_type: &RequestType, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO request_types (id, is_custom, body, revision, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $5)",
        args![
            request_type.id.0.clone(),
            request_type.is_custom,
            body(&request_type.definition)?,
            request_type.revision,
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what was said about a type, if nobody did since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn update(
    tx: &mut Tx,
    id: &RequestTypeId,
    definition: &Definition,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "UPDATE request_types SET body = $3, modified_at = $4, revision = revision + 1 \
               WHERE id = $1 AND revision = $2";
    let touched = tx.execute(sql, args![id.0.clone(), revision, body(definition)?, now]).await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Deletes a type, if nobody changed it since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn delete(tx: &mut Tx, id: &RequestTypeId, revision: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM request_types WHERE id = $1 AND revision = $2";
    if tx.execute(sql, args![id.0.clone(), revision]).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
