//! Who people are at OpenID providers.

use bailiwick::id::UserId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Whose identity it is.
pub async fn user(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<UserId>, StoreError> {
    let sql = "SELECT user_id FROM user_identities WHERE issuer = $1 AND subject = $2";
    let found: Option<(Uuid,)> = tx.row(sql, args![issuer, subject]).await?;
    Ok(found.map(|(user,)| UserId(user)))
}

/// Makes it a person's identity; whether it could be: neither had another.
pub async fn link(
    tx: &mut Tx,
    issuer: &str,
    subject: &str,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO user_identities (issuer, subject, user_id, linked_at) VALUES ($1, $2, $3, $4) \
               ON CONFLICT DO NOTHING";
    Ok(tx.execute(sql, args![issuer, subject, user.uuid(), now]).await? > 0)
}

/// Forgets a person's identities; how many they had.
pub async fn unlink(tx: &mut Tx, user: UserId) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM user_identities WHERE user_id = $1", args![user.uuid()]).await
}
