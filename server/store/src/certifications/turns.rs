//! Line items are made of what there is, and follow what becomes of it. On PostgreSQL neither sees what the other one has not
//! committed, so whoever does the one waits for whoever is at the other. SQLite has one writer at a time anyway.

use std::time::Duration;

use tokio::time::sleep;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// So long whoever makes line items waits before they ask again whether it is their turn.
const PAUSE: Duration = Duration::from_millis(50);
/// So often they ask, for a minute, before they stand in line.
const TRIES: usize = 1_200;

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
///
/// They ask now and then and do not stand in line at once: behind who waits in line for one that takes long, all others would wait
/// who follow something. Only after a minute do they, so that they come to their turn at all where somebody always follows something.
pub async fn to_make(tx: &mut Tx) -> Result<(), StoreError> {
    if !matches!(tx, Tx::Postgres(_)) {
        return Ok(());
    }
    for _ in 0..TRIES {
        let sql = "SELECT pg_try_advisory_xact_lock('campaigns'::regclass::oid::bigint)";
        if tx.row::<(bool,)>(sql, args![]).await? == Some((true,)) {
            return Ok(());
        }
        sleep(PAUSE).await;
    }
    tx.execute("SELECT pg_advisory_xact_lock('campaigns'::regclass::oid::bigint)", args![]).await?;
    Ok(())
}
