//! One-time links. Of a link's token only the hash is kept.

use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Makes a link for a person; those they had before are void.
pub async fn replace(
    tx: &mut Tx,
    user: UserId,
    purpose: &str,
    token_hash: &str,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let void = "DELETE FROM one_time_links WHERE user_id = $1 AND purpose = $2";
    tx.execute(void, args![user.uuid(), purpose]).await?;
    tx.execute(
        "INSERT INTO one_time_links (token_hash, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)",
        args![token_hash, user.uuid(), purpose, expires_at],
    )
    .await?;
    Ok(())
}

/// Whose link it is, while it can be used.
pub async fn usable(
    tx: &mut Tx,
    purpose: &str,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<UserId>, StoreError> {
    let sql = "SELECT user_id FROM one_time_links \
               WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3";
    let found: Option<(Uuid,)> = tx.row(sql, args![token_hash, purpose, now]).await?;
    Ok(found.map(|(user,)| UserId(user)))
}

/// Uses a link up; whether it still could be used. Of two who try at once, one succeeds.
pub async fn use_up(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "UPDATE one_time_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2";
    Ok(tx.execute(sql, args![token_hash, now]).await? > 0)
}
