//! Before and after a bulk load that takes many transactions.

use chrono::{DateTime, Utc};

use crate::tx::args;
use crate::{Db, StoreError, Tx};

/// The category of the mark in `settings`; there only while a load is under way.
const MARK: &str = "bulk-load";

/// Whether there are neither people nor items.
pub async fn is_pristine(tx: &mut Tx) -> Result<bool, StoreError> {
    let rows =
        tx.count("SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM items)", args![]).await?;
    Ok(rows == 0)
}

/// Whether a bulk load was begun and not finished.
pub async fn is_incomplete(tx: &mut Tx) -> Result<bool, StoreError> {
    Ok(tx.count("SELECT count(*) FROM settings WHERE category = $1", args![MARK]).await? > 0)
}

/// Notes that a bulk load has begun.
pub async fn mark_incomplete(tx: &mut Tx, what: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT INTO settings (category, value, modified_at) VALUES ($1, $2, $3)";
    tx.execute(sql, args![MARK, what, now]).await?;
    Ok(())
}

/// Notes that the bulk load is finished.
pub async fn mark_complete(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute("DELETE FROM settings WHERE category = $1", args![MARK]).await?;
    Ok(())
}

/// After a bulk load: joins the pieces of the full-text index, gathers what the planner wants
/// to know, and lets the next item number follow the last.
pub async fn finish(db: &Db) -> Result<(), StoreError> {
    match db {
        Db::Sqlite { writer, .. } => {
            sqlx::query("INSERT INTO item_search (item_search) VALUES ('optimize')").execute(writer).await?;
            sqlx::query("PRAGMA analysis_limit = 1000").execute(writer).await?;
            sqlx::query("ANALYZE").execute(writer).await?;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(writer).await?;
        }
        Db::Postgres(pool) => {
            sqlx::query(
                "SELECT setval(pg_get_serial_sequence('items', 'number'), max(number)) FROM items HAVING max(number) > 0",
            )
            .execute(pool)
            .await?;
            sqlx::query("ANALYZE").execute(pool).await?;
        }
    }
    Ok(())
}
