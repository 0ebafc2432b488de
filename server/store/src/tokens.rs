//! Bearer tokens: those people make for their programs, and those clients are given. Of a
//! token only the hash is kept.

use bailiwick::id::{TokenId, UserId};
use bailiwick::identity::PersonalToken;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Whose a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearer {
    /// A person's.
    Person(UserId),
    /// A client's.
    Client(String),
}

/// What is asked of a token that somebody shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Which.
    pub id: TokenId,
    /// Whose.
    pub bearer: Bearer,
    /// When it was last used, give or take a minute.
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct ShownRow {
    id: Uuid,
    user_id: Option<Uuid>,
    client_id: Option<String>,
    used_at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct PersonalRow {
    id: Uuid,
    user_id: Uuid,
    name: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
}

impl From<PersonalRow> for PersonalToken {
    fn from(row: PersonalRow) -> Self {
        Self {
            id: TokenId(row.id),
            user: UserId(row.user_id),
            name: row.name,
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
        }
    }
}

/// Adds a person's token.
pub async fn insert_personal(tx: &mut Tx, token: &PersonalToken, token_hash: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO tokens (id, token_hash, kind, user_id, name, created_at, expires_at) \
         VALUES ($1, $2, 'personal', $3, $4, $5, $6)",
        args![
            token.id.uuid(),
            token_hash,
            token.user.uuid(),
            token.name.clone(),
            token.created_at,
            token.expires_at,
        ],
    )
    .await?;
    Ok(())
}

/// Revokes every token of a person; how many there were.
pub async fn revoke_all(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let sql = "UPDATE tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL";
    tx.execute(sql, args![user.uuid(), now]).await
}

/// Adds an access token of a client.
pub async fn insert_access(
    tx: &mut Tx,
    id: TokenId,
    client: &str,
    token_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO tokens (id, token_hash, kind, client_id, name, created_at, expires_at) \
         VALUES ($1, $2, 'access', $3, '', $4, $5)",
        args![id.uuid(), token_hash, client, now, expires_at],
    )
    .await?;
    Ok(())
}

/// The token, when it is neither revoked nor expired.
pub async fn shown(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Shown>, StoreError> {
    let sql = "SELECT id, user_id, client_id, used_at FROM tokens \
               WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2";
    let Some(row) = tx.row::<ShownRow>(sql, args![token_hash, now]).await? else { return Ok(None) };
    let bearer = match (row.user_id, row.client_id) {
        (Some(user), None) => Bearer::Person(UserId(user)),
        (None, Some(client)) => Bearer::Client(client),
        _ => {
            let fault = "a token belongs to a person or to a client".to_owned();
            return Err(StoreError::Corrupt { table: "tokens", column: "user_id", fault });
        }
    };
    Ok(Some(Shown { id: TokenId(row.id), bearer, used_at: row.used_at }))
}

/// Notes that a token was used.
pub async fn touch(tx: &mut Tx, id: TokenId, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute("UPDATE tokens SET used_at = $2 WHERE id = $1", args![id.uuid(), now]).await?;
    Ok(())
}

/// A person's tokens that can be used, the newest first.
pub async fn of_user(
    tx: &mut Tx,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<PersonalToken>, StoreError> {
    let sql = "SELECT id, user_id, name, created_at, expires_at, used_at FROM tokens \
               WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 ORDER BY created_at DESC, id";
    Ok(tx.rows::<PersonalRow>(sql, args![user.uuid(), now]).await?.into_iter().map(Into::into).collect())
}

/// Revokes a person's token and yields its name; `None` when there is none to revoke.
pub async fn revoke(
    tx: &mut Tx,
    user: UserId,
    id: TokenId,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    let sql = "UPDATE tokens SET revoked_at = $3 WHERE id = $2 AND user_id = $1 AND revoked_at IS NULL RETURNING name";
    Ok(tx.row::<(String,)>(sql, args![user.uuid(), id.uuid(), now]).await?.map(|(name,)| name))
}

/// Revokes all tokens of a client.
pub async fn revoke_of_client(tx: &mut Tx, client: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE tokens SET revoked_at = $2 WHERE client_id = $1 AND revoked_at IS NULL";
    tx.execute(sql, args![client, now]).await?;
    Ok(())
}

/// Removes the access tokens that have expired: they are many, and the trail tells of them.
pub async fn delete_expired_access(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute("DELETE FROM tokens WHERE kind = 'access' AND expires_at <= $1", args![now]).await?;
    Ok(())
}
