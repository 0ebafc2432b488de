//! What was decided in earlier campaigns.

use std::collections::HashMap;

use bailiwick::certification::Verdict;
use bailiwick::id::GrantId;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::word;

/// What was signed last about these grants before a campaign, and when.
pub async fn earlier(
    tx: &mut Tx,
    campaign: i64,
    grants: &[GrantId],
) -> Result<HashMap<GrantId, (Verdict, DateTime<Utc>)>, StoreError> {
    let mut found = HashMap::new();
    for chunk in grants.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["grant_id", "verdict", "signed_at"])
            .from(TABLE)
            .and_where(Expr::col("grant_id").is_in(chunk.iter().map(|grant| grant.uuid())))
            .and_where(Expr::cust("signed_at IS NOT NULL AND verdict IS NOT NULL"))
            .and_where(Expr::col("campaign").lt(campaign))
            .order_by("signed_at", Order::Asc)
            .take();
        for (grant, verdict, at) in tx.select::<(Uuid, String, DateTime<Utc>)>(&statement).await? {
            found.insert(GrantId(grant), (word(&verdict, TABLE, "verdict")?, at));
        }
    }
    Ok(found)
}
