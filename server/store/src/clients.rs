//! Programs with credentials of their own.

use bailiwick::identity::Client;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    authorities: String,
    status: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Client {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let authorities =
            row.authorities.split_whitespace().map(|one| word(one, "api_clients", "authorities"));
        Ok(Self {
            authorities: authorities.collect::<Result<_, _>>()?,
            id: row.id,
            name: row.name,
            status: word(&row.status, "api_clients", "status")?,
            created_at: row.created_at,
        })
    }
}

/// Adds a client.
pub async fn insert(tx: &mut Tx, client: &Client, secret_hash: &str) -> Result<(), StoreError> {
    let authorities: Vec<_> = client.authorities.iter().map(|authority| authority.as_str()).collect();
    tx.execute(
        "INSERT INTO api_clients (id, name, secret_hash, authorities, status, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            client.id.clone(),
            client.name.clone(),
            secret_hash,
            authorities.join(" "),
            client.status.as_str(),
            client.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// A client by its id.
pub async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<Client>, StoreError> {
    let sql = "SELECT id, name, authorities, status, created_at FROM api_clients WHERE id = $1";
    tx.row::<Row>(sql, args![id]).await?.map(TryInto::try_into).transpose()
}

/// A client by its id and the hash of its secret.
pub async fn by_secret(tx: &mut Tx, id: &str, secret_hash: &str) -> Result<Option<Client>, StoreError> {
    let sql = "SELECT id, name, authorities, status, created_at FROM api_clients WHERE id = $1 AND secret_hash = $2";
    tx.row::<Row>(sql, args![id, secret_hash]).await?.map(TryInto::try_into).transpose()
}

/// All clients, the newest first.
pub async fn all(tx: &mut Tx) -> Result<Vec<Client>, StoreError> {
    let sql =
        "SELECT id, name, authorities, status, created_at FROM api_clients ORDER BY created_at DESC, id";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// Disables a client; whether it was active.
pub async fn disable(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    let sql = "UPDATE api_clients SET status = 'inactive' WHERE id = $1 AND status = 'active'";
    Ok(tx.execute(sql, args![id]).await? > 0)
}
