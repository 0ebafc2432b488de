//! The ledger of a campaign.

use bailiwick::certification::LedgerLine;
use bailiwick::id::ItemId;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// What became of the grants of each application.
pub async fn of_campaign(tx: &mut Tx, campaign: i64) -> Result<Vec<LedgerLine>, StoreError> {
    let sql = "SELECT application_id, standing, grants FROM campaign_ledger WHERE campaign = $1 \
               ORDER BY application_id, standing";
    let rows = tx.rows::<(Uuid, String, i64)>(sql, args![campaign]).await?;
    let line = |(application, standing, grants): (Uuid, String, i64)| {
        Ok(LedgerLine {
            application: Some(ItemId(application)).filter(|id| !id.uuid().is_nil()),
            standing: word(&standing, "campaign_ledger", "standing")?,
            grants,
        })
    };
    rows.into_iter().map(line).collect()
}
