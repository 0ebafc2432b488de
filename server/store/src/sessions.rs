//! Signed-in browsers. Of a session's token only the hash is kept.

use bailiwick::id::{SessionId, UserId};
use bailiwick::identity::Session;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    user_agent: String,
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        Self {
            id: SessionId(row.id),
            user: UserId(row.user_id),
            created_at: row.created_at,
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            user_agent: row.user_agent,
        }
    }
}

/// Adds a session.
pub async fn insert(tx: &mut Tx, session: &Session, token_hash: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (id, token_hash, user_id, created_at, seen_at, expires_at, user_agent) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![
            session.id.uuid(),
            token_hash,
            session.user.uuid(),
            session.created_at,
            session.seen_at,
            session.expires_at,
            session.user_agent.clone(),
        ],
    )
    .await?;
    Ok(())
}

/// The session with a token, ended or not.
pub async fn by_token(tx: &mut Tx, token_hash: &str) -> Result<Option<Session>, StoreError> {
    let sql =
        "SELECT id, user_id, created_at, seen_at, expires_at, user_agent FROM sessions WHERE token_hash = $1";
    Ok(tx.row::<Row>(sql, args![token_hash]).await?.map(Into::into))
}

/// A person's sessions, ended or not, the last used first.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Session>, StoreError> {
    let sql = "SELECT id, user_id, created_at, seen_at, expires_at, user_agent FROM sessions \
               WHERE user_id = $1 ORDER BY seen_at DESC, id";
    Ok(tx.rows::<Row>(sql, args![user.uuid()]).await?.into_iter().map(Into::into).collect())
}

/// Notes that a session was used.
pub async fn touch(tx: &mut Tx, id: SessionId, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute("UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2", args![id.uuid(), now])
        .await?;
    Ok(())
}

/// Ends a person's session; whether there was one.
pub async fn delete(tx: &mut Tx, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND id = $2";
    Ok(tx.execute(sql, args![user.uuid(), id.uuid()]).await? > 0)
}

/// Ends a person's sessions, all but one; how many.
pub async fn delete_others(tx: &mut Tx, user: UserId, keep: Option<SessionId>) -> Result<u64, StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND id <> $2";
    tx.execute(sql, args![user.uuid(), keep.map_or(Uuid::nil(), SessionId::uuid)]).await
}

/// Removes a person's sessions that have ended by themselves.
pub async fn delete_ended(
    tx: &mut Tx,
    user: UserId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND (expires_at <= $2 OR seen_at <= $3)";
    tx.execute(sql, args![user.uuid(), now, idle_since]).await?;
    Ok(())
}
