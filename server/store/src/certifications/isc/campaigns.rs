//! Campaigns as they came, and their reports.

use std::collections::{HashMap, HashSet};

use bailiwick::id::CampaignId;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "isc_campaigns";
/// So many are named in one statement.
const CHUNK: usize = 500;

/// What came, and when it was changed since.
pub type Kept = (Map<String, Json>, Option<DateTime<Utc>>);

/// Keeps what came, in place of what came before.
pub async fn keep(
    tx: &mut Tx,
    id: CampaignId,
    body: &Map<String, Json>,
    modified: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO isc_campaigns (campaign_id, body, modified_at) VALUES ($1, $2, $3) \
         ON CONFLICT (campaign_id) DO UPDATE SET body = excluded.body, modified_at = excluded.modified_at",
        args![id.uuid(), json_text(body)?, modified],
    )
    .await?;
    Ok(())
}

/// What came, of those among these campaigns that came over this API.
pub async fn kept(tx: &mut Tx, ids: &[CampaignId]) -> Result<HashMap<CampaignId, Kept>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["campaign_id", "body", "modified_at"])
            .from(TABLE)
            .and_where(Expr::col("campaign_id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        for (id, body, modified) in
            tx.select::<(Uuid, Option<String>, Option<DateTime<Utc>>)>(&statement).await?
        {
            if let Some(body) = body {
                found.insert(CampaignId(id), (json(&body, TABLE, "body")?, modified));
            }
        }
    }
    Ok(found)
}

/// Every campaign that was deleted over this API.
pub async fn deleted(tx: &mut Tx) -> Result<HashSet<CampaignId>, StoreError> {
    let sql = "SELECT campaign_id FROM isc_campaigns WHERE deleted_at IS NOT NULL";
    Ok(tx.rows::<(Uuid,)>(sql, args![]).await?.into_iter().map(|(id,)| CampaignId(id)).collect())
}

/// Whether a campaign was deleted over this API.
pub async fn is_deleted(tx: &mut Tx, id: CampaignId) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM isc_campaigns WHERE campaign_id = $1 AND deleted_at IS NOT NULL";
    Ok(tx.count(sql, args![id.uuid()]).await? > 0)
}

/// Shows a campaign over this API no more.
pub async fn delete(tx: &mut Tx, id: CampaignId, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO isc_campaigns (campaign_id, deleted_at) VALUES ($1, $2) \
         ON CONFLICT (campaign_id) DO UPDATE SET deleted_at = excluded.deleted_at",
        args![id.uuid(), now],
    )
    .await?;
    Ok(())
}

/// A report that was run.
pub type Run = (String, Uuid, DateTime<Utc>);

/// Says that a report was run.
pub async fn set_run(
    tx: &mut Tx,
    campaign: CampaignId,
    kind: &str,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO isc_reports (campaign_id, kind, id, run_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (campaign_id, kind) DO UPDATE SET id = excluded.id, run_at = excluded.run_at",
        args![campaign.uuid(), kind, id, now],
    )
    .await?;
    Ok(())
}

/// The reports of a campaign that were run: each with its kind, its id and when.
pub async fn runs(tx: &mut Tx, campaign: CampaignId) -> Result<Vec<Run>, StoreError> {
    let sql = "SELECT kind, id, run_at FROM isc_reports WHERE campaign_id = $1 ORDER BY kind";
    tx.rows(sql, args![campaign.uuid()]).await
}

/// The campaign and kind of a report.
pub async fn run(tx: &mut Tx, id: Uuid) -> Result<Option<(CampaignId, String)>, StoreError> {
    let sql = "SELECT campaign_id, kind FROM isc_reports WHERE id = $1";
    let row: Option<(Uuid, String)> = tx.row(sql, args![id]).await?;
    Ok(row.map(|(campaign, kind)| (CampaignId(campaign), kind)))
}
