//! What people have typed into forms that were not taken yet.

use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Keeps what somebody typed at a place, instead of what they typed there before.
pub async fn keep(
    tx: &mut Tx,
    user: UserId,
    place: &str,
    typed: &Json,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO typed_forms (user_id, place, typed, typed_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (user_id, place) DO UPDATE SET typed = excluded.typed, typed_at = excluded.typed_at",
        args![user.uuid(), place, typed.to_string(), now],
    )
    .await?;
    Ok(())
}

/// What somebody typed at a place after a moment.
pub async fn find(
    tx: &mut Tx,
    user: UserId,
    place: &str,
    after: DateTime<Utc>,
) -> Result<Option<Json>, StoreError> {
    let sql = "SELECT typed FROM typed_forms WHERE user_id = $1 AND place = $2 AND typed_at > $3";
    let row: Option<(String,)> = tx.row(sql, args![user.uuid(), place, after]).await?;
    let corrupt = |fault: serde_json::Error| StoreError::Corrupt {
        table: "typed_forms",
        column: "typed",
        fault: fault.to_string(),
    };
    row.map(|(typed,)| serde_json::from_str(&typed).map_err(corrupt)).transpose()
}

/// At how many places somebody has typed something.
pub async fn count(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM typed_forms WHERE user_id = $1", args![user.uuid()]).await
}

/// Forgets what somebody typed at a place.
pub async fn forget(tx: &mut Tx, user: UserId, place: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM typed_forms WHERE user_id = $1 AND place = $2", args![user.uuid(), place])
        .await?;
    Ok(())
}

/// Forgets what somebody typed until a moment.
pub async fn forget_until(tx: &mut Tx, user: UserId, until: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM typed_forms WHERE user_id = $1 AND typed_at <= $2", args![user.uuid(), until])
        .await?;
    Ok(())
}
