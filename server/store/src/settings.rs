//! Settings by category, as JSON text.

use bailiwick::settings::{ACCESS_REQUEST, AccessRequestSettings, NOTIFICATION, NotificationSettings};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// How requests are handled; the defaults when nothing was set.
pub async fn access_request(tx: &mut Tx) -> Result<AccessRequestSettings, StoreError> {
    Ok(read(tx, ACCESS_REQUEST).await?.unwrap_or_default())
}

/// How mail is sent; the defaults when nothing was set.
pub async fn notification(tx: &mut Tx) -> Result<NotificationSettings, StoreError> {
    Ok(read(tx, NOTIFICATION).await?.unwrap_or_default())
}

/// What was set of a category; `None` when nothing was.
pub async fn category(tx: &mut Tx, category: &str) -> Result<Option<Map<String, Json>>, StoreError> {
    read(tx, category).await
}

async fn read<T: DeserializeOwned>(tx: &mut Tx, category: &str) -> Result<Option<T>, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT value FROM settings WHERE category = $1", args![category]).await?;
    let corrupt = |fault: serde_json::Error| StoreError::Corrupt {
        table: "settings",
        column: "value",
        fault: fault.to_string(),
    };
    row.map(|(value,)| serde_json::from_str(&value).map_err(corrupt)).transpose()
}

/// Sets a category.
pub async fn set(
    tx: &mut Tx,
    category: &str,
    value: &Map<String, Json>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let value = serde_json::to_string(value).map_err(|fault| StoreError::Unusable(fault.to_string()))?;
    tx.execute(
        "INSERT INTO settings (category, value, modified_at) VALUES ($1, $2, $3) \
         ON CONFLICT (category) DO UPDATE SET value = excluded.value, modified_at = excluded.modified_at",
        args![category, value, now],
    )
    .await?;
    Ok(())
}
