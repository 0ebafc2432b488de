//! What campaigns leave out or take in.

use bailiwick::id::CampaignFilterId;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value as Json};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "isc_filters";

/// What campaigns leave out or take in.
#[derive(Debug, Clone, PartialEq)]
pub struct CampaignFilter {
    /// Server-made.
    pub id: CampaignFilterId,
    /// The name of who made it.
    pub owner: String,
    /// As it came.
    pub body: Map<String, Json>,
    /// When it was made.
    pub created: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    owner_name: String,
    body: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for CampaignFilter {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CampaignFilterId(row.id),
            owner: row.owner_name,
            body: json(&row.body, TABLE, "body")?,
            created: row.created_at,
        })
    }
}

/// Every filter, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<CampaignFilter>, StoreError> {
    let sql = "SELECT id, owner_name, body, created_at FROM isc_filters ORDER BY name, id";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One filter.
pub async fn find(tx: &mut Tx, id: CampaignFilterId) -> Result<Option<CampaignFilter>, StoreError> {
    let sql = "SELECT id, owner_name, body, created_at FROM isc_filters WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// Adds a filter, or puts it in place of what it was.
pub async fn put(tx: &mut Tx, filter: &CampaignFilter) -> Result<(), StoreError> {
    let name = filter.body.get("name").and_then(Json::as_str).unwrap_or_default().to_owned();
    tx.execute(
        "INSERT INTO isc_filters (id, name, owner_name, body, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, body = excluded.body",
        args![filter.id.uuid(), name, filter.owner.clone(), json_text(&filter.body)?, filter.created],
    )
    .await?;
    Ok(())
}

/// Deletes a filter; whether there was one.
pub async fn delete(tx: &mut Tx, id: CampaignFilterId) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM isc_filters WHERE id = $1", args![id.uuid()]).await? > 0)
}
