//! Deleting campaigns.

use bailiwick::certification::Campaign;
use chrono::{DateTime, Utc};

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Remembers that a campaign had its number, so that no other gets it. From then on nobody finds it.
pub async fn bury(tx: &mut Tx, campaign: &Campaign, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT INTO deleted_campaigns (number, campaign_id, name, deleted_at) VALUES ($1, $2, $3, $4)";
    let name = campaign.definition.name.clone();
    tx.execute(sql, args![campaign.number, campaign.id.uuid(), name, now]).await?;
    Ok(())
}

/// Deletes the line items behind a number, up to another, with what was said about them.
pub async fn line_items(tx: &mut Tx, campaign: i64, (after, until): (i64, i64)) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM line_item_comments WHERE campaign = $1 AND number > $2 AND number <= $3",
        "DELETE FROM line_item_seen WHERE campaign = $1 AND number > $2 AND number <= $3",
        "DELETE FROM line_item_signatures WHERE campaign = $1 AND number > $2 AND number <= $3",
        "DELETE FROM line_item_actors WHERE campaign = $1 AND number > $2 AND number <= $3",
        "DELETE FROM line_items WHERE campaign = $1 AND number > $2 AND number <= $3",
    ] {
        tx.execute(sql, args![campaign, after, until]).await?;
    }
    Ok(())
}

/// How many line items were signed in a stage, and put to somebody else for the next.
pub async fn in_later_stages(tx: &mut Tx, campaign: i64) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM line_items WHERE campaign = $1 AND stage > 0 AND status <> 'signed-off'";
    tx.count(sql, args![campaign]).await
}

/// Deletes whom scripts named for a campaign, so many at most: how many went.
pub async fn certifiers(tx: &mut Tx, campaign: i64, most: i64) -> Result<u64, StoreError> {
    let sql = "DELETE FROM campaign_certifiers WHERE campaign = $1 AND subject_id IN \
               (SELECT subject_id FROM campaign_certifiers WHERE campaign = $1 LIMIT $2)";
    tx.execute(sql, args![campaign, most]).await
}

/// Deletes a campaign whose line items are gone, and what was still to be done with it.
pub async fn campaign(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM line_item_counts WHERE campaign = $1",
        "DELETE FROM campaign_ledger WHERE campaign = $1",
        "DELETE FROM certifications WHERE campaign = $1",
        "DELETE FROM campaign_sources WHERE campaign = $1",
    ] {
        tx.execute(sql, args![campaign.number]).await?;
    }
    for sql in [
        "DELETE FROM isc_campaigns WHERE campaign_id = $1",
        "DELETE FROM isc_reports WHERE campaign_id = $1",
        "DELETE FROM certification_tasks WHERE target_id = $1",
        "DELETE FROM campaigns WHERE id = $1",
    ] {
        tx.execute(sql, args![campaign.id.uuid()]).await?;
    }
    let jobs = "DELETE FROM jobs WHERE state = 'waiting' AND unique_key LIKE $1";
    tx.execute(jobs, args![format!("%:{}%", campaign.id)]).await?;
    Ok(())
}
