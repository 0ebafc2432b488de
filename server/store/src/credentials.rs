//! Passwords, and how often somebody got one wrong.

use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// What a person signs in with.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Credential {
    /// Argon2id, in PHC format.
    pub password_hash: String,
    /// Attempts since the last that succeeded.
    pub failures: i64,
    /// No attempt before this time.
    pub locked_until: Option<DateTime<Utc>>,
}

/// A person's credential.
pub async fn load(tx: &mut Tx, user: UserId) -> Result<Option<Credential>, StoreError> {
    let sql = "SELECT password_hash, failures, locked_until FROM credentials WHERE user_id = $1";
    tx.row(sql, args![user.uuid()]).await
}

/// Counts an attempt as failed before it is made, so that attempts made at the same time all
/// count. `None` when there is no credential, or it is locked.
pub async fn charge(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Option<Credential>, StoreError> {
    let sql = "UPDATE credentials SET failures = failures + 1 \
               WHERE user_id = $1 AND (locked_until IS NULL OR locked_until <= $2) \
               RETURNING password_hash, failures, locked_until";
    tx.row(sql, args![user.uuid(), now]).await
}

/// Refuses attempts until a time.
pub async fn lock(tx: &mut Tx, user: UserId, until: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE credentials SET locked_until = $2 WHERE user_id = $1";
    tx.execute(sql, args![user.uuid(), until]).await?;
    Ok(())
}

/// Forgets failed attempts, after one that succeeded.
pub async fn clear_failures(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    let sql = "UPDATE credentials SET failures = 0, locked_until = NULL WHERE user_id = $1";
    tx.execute(sql, args![user.uuid()]).await?;
    Ok(())
}

/// Sets a person's password, and forgets failed attempts.
pub async fn set(
    tx: &mut Tx,
    user: UserId,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO credentials (user_id, password_hash, failures, locked_until, changed_at) \
         VALUES ($1, $2, 0, NULL, $3) \
         ON CONFLICT (user_id) DO UPDATE SET password_hash = excluded.password_hash, failures = 0, \
         locked_until = NULL, changed_at = excluded.changed_at",
        args![user.uuid(), password_hash, now],
    )
    .await?;
    Ok(())
}
