//! Line items are made of what there is, and follow what becomes of it. On PostgreSQL neither sees what the other one has not
//! committed, so whoever does the one waits for whoever is at the other. SQLite has one writer at a time anyway.

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Nobody makes line items until this transaction is over: for those who have changed what line items follow, before they look
/// which do. Any number of them at once.
pub async fn to_follow(tx: &mut Tx) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        let sql = "SELECT pg_advisory_xact_lock_shared('campaigns'::regclass::oid::bigint)";
        tx.execute(sql, args![]).await?;
    }
    Ok(())
}

/// Nobody looks which line items follow something until this transaction is over, and whoever has looked is done: for those
/// who make line items, before they read what there is, and before they lock a campaign, as everybody does.
pub async fn to_make(tx: &mut Tx) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        tx.execute("SELECT pg_advisory_xact_lock('campaigns'::regclass::oid::bigint)", args![]).await?;
    }
    Ok(())
}
