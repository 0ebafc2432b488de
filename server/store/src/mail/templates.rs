//! Mail templates that were changed or added here.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

/// A template that has a row.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<Map<String, Json>>, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT body FROM mail_templates WHERE name = $1", args![name]).await?;
    row.map(|(body,)| json(&body, "mail_templates", "body")).transpose()
}

/// Sets what a template says.
pub async fn set(
    tx: &mut Tx,
    name: &str,
    body: &Map<String, Json>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO mail_templates (name, body, revision, created_at, modified_at) VALUES ($1, $2, 1, $3, $3) \
         ON CONFLICT (name) DO UPDATE SET body = excluded.body, modified_at = excluded.modified_at, \
         revision = mail_templates.revision + 1",
        args![name, json_text(body)?, now],
    )
    .await?;
    Ok(())
}
