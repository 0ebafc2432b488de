//! Settings by category, as JSON text.

use bailiwick::settings::AccessRequestSettings;
use chrono::{DateTime, Utc};

use crate::error::StoreError;
use crate::tx::{Tx, args};

const ACCESS_REQUEST: &str = "iga_access_request";

/// How requests are handled; the defaults when nothing was set.
pub async fn access_request(tx: &mut Tx) -> Result<AccessRequestSettings, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT value FROM settings WHERE category = $1", args![ACCESS_REQUEST]).await?;
    let Some((value,)) = row else { return Ok(AccessRequestSettings::default()) };
    serde_json::from_str(&value).map_err(|fault| StoreError::Corrupt {
        table: "settings",
        column: "value",
        fault: fault.to_string(),
    })
}

/// Sets how requests are handled.
pub async fn set_access_request(
    tx: &mut Tx,
    settings: &AccessRequestSettings,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let value = serde_json::to_string(settings).map_err(|fault| StoreError::Unusable(fault.to_string()))?;
    tx.execute(
        "INSERT INTO settings (category, value, modified_at) VALUES ($1, $2, $3) \
         ON CONFLICT (category) DO UPDATE SET value = excluded.value, modified_at = excluded.modified_at",
        args![ACCESS_REQUEST, value, now],
    )
    .await?;
    Ok(())
}
