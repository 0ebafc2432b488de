//! Forms, and in [`assignments`] what each is shown for; in [`typed`] what people have typed into them.

pub mod assignments;
pub mod typed;

use bailiwick::form::{Definition, Form};
use bailiwick::id::FormId;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};

#[derive(FromRow)]
struct Row {
    id: String,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Form {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |fault: String| StoreError::Corrupt { table: "request_forms", column: "body", fault };
        let body: Map<String, Json> =
            serde_json::from_str(&row.body).map_err(|fault| corrupt(fault.to_string()))?;
        Ok(Self {
            definition: Definition::parse(body).map_err(|fault| corrupt(fault.to_string()))?,
            id: FormId(row.id),
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Every form.
pub async fn all(tx: &mut Tx) -> Result<Vec<Form>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM request_forms";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One form.
pub async fn find(tx: &mut Tx, id: &FormId) -> Result<Option<Form>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM request_forms WHERE id = $1";
    tx.row::<Row>(sql, args![id.0.clone()]).await?.map(TryInto::try_into).transpose()
}

/// How many forms there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM request_forms", args![]).await
}

fn body(definition: &Definition) -> Result<String, StoreError> {
    serde_json::to_string(definition.body()).map_err(|fault| StoreError::Unusable(fault.to_string()))
}

/// Adds a form, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: there is a form of that id.
pub async fn insert(tx: &mut Tx, form: &Form) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO request_forms (id, name, body, revision, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            form.id.0.clone(),
            form.definition.name.clone(),
            body(&form.definition)?,
            form.revision,
            form.created_at,
            form.modified_at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what was said about a form, if nobody did since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn update(
    tx: &mut Tx,
    id: &FormId,
    definition: &Definition,
    revision: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "UPDATE request_forms SET name = $3, body = $4, modified_at = $5, revision = revision + 1 \
               WHERE id = $1 AND revision = $2";
    let values = args![id.0.clone(), revision, definition.name.clone(), body(definition)?, now];
    if tx.execute(sql, values).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Deletes a form, if nobody changed it since `revision`. It must not be assigned to anything.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; [`StoreError::Dangling`] when it is assigned.
pub async fn delete(tx: &mut Tx, id: &FormId, revision: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM request_forms WHERE id = $1 AND revision = $2";
    if tx.execute(sql, args![id.0.clone(), revision]).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
