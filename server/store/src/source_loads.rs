//! What files last said of each application.

use bailiwick::certification::{Failed, LoadKind, Loaded, SourceLoad};
use bailiwick::id::ItemId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct Row {
    application_id: Uuid,
    kind: String,
    loaded_at: Option<DateTime<Utc>>,
    loaded_rows: i64,
    file: String,
    sha256: String,
    failed_at: Option<DateTime<Utc>>,
    failed_rows: i64,
    failure: Option<String>,
}

impl TryFrom<Row> for SourceLoad {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let (rows, file, sha256) = (row.loaded_rows, row.file, row.sha256);
        let why = row.failure.unwrap_or_default();
        Ok(Self {
            application: ItemId(row.application_id),
            kind: word(&row.kind, "source_loads", "kind")?,
            loaded: row.loaded_at.map(|at| Loaded { at, rows, file, sha256 }),
            failed: row.failed_at.map(|at| Failed { at, rows: row.failed_rows, why }),
        })
    }
}

/// How many rows about an application its last file of a kind had; absent where none came to its end.
pub async fn last_rows(tx: &mut Tx, application: ItemId, kind: LoadKind) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT loaded_rows FROM source_loads WHERE application_id = $1 AND kind = $2 AND loaded_at IS NOT NULL";
    let rows = tx.rows::<(i64,)>(sql, args![application.uuid(), kind.as_str()]).await?;
    Ok(rows.first().map(|(rows,)| *rows))
}

/// A file about an application was loaded: what was wrong with one before is over.
pub async fn loaded(
    tx: &mut Tx,
    application: ItemId,
    kind: LoadKind,
    loaded: &Loaded,
) -> Result<(), StoreError> {
    let Loaded { at, rows, file, sha256 } = loaded;
    tx.execute(
        "INSERT INTO source_loads (application_id, kind, loaded_at, loaded_rows, file, sha256, failed_rows) \
         VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (application_id, kind) DO UPDATE SET \
         loaded_at = excluded.loaded_at, loaded_rows = excluded.loaded_rows, file = excluded.file, \
         sha256 = excluded.sha256, failed_at = NULL, failed_rows = 0, failure = NULL",
        args![application.uuid(), kind.as_str(), *at, *rows, file.clone(), sha256.clone()],
    )
    .await?;
    Ok(())
}

/// A file came to its end: what was wrong with it before is over also for applications of which it says nothing any more.
pub async fn lift(tx: &mut Tx, kind: LoadKind, file: &str) -> Result<(), StoreError> {
    let sql = "UPDATE source_loads SET failed_at = NULL, failed_rows = 0, failure = NULL WHERE kind = $1 AND file = $2";
    tx.execute(sql, args![kind.as_str(), file]).await?;
    Ok(())
}

/// A file about an application was not loaded; when one was before, and from where, stays known.
pub async fn failed(
    tx: &mut Tx,
    application: ItemId,
    kind: LoadKind,
    file: &str,
    failed: &Failed,
) -> Result<(), StoreError> {
    let Failed { at, rows, why } = failed;
    tx.execute(
        "INSERT INTO source_loads (application_id, kind, loaded_rows, file, sha256, failed_at, failed_rows, failure) \
         VALUES ($1, $2, 0, $6, '', $3, $4, $5) ON CONFLICT (application_id, kind) DO UPDATE SET \
         failed_at = excluded.failed_at, failed_rows = excluded.failed_rows, failure = excluded.failure",
        args![application.uuid(), kind.as_str(), *at, *rows, why.clone(), file],
    )
    .await?;
    Ok(())
}

/// The applications whose last load of a kind came from a file of this name.
pub async fn of_file(tx: &mut Tx, kind: LoadKind, file: &str) -> Result<Vec<ItemId>, StoreError> {
    let sql = "SELECT application_id FROM source_loads WHERE kind = $1 AND file = $2 AND loaded_at IS NOT NULL \
               ORDER BY application_id";
    let rows = tx.rows::<(Uuid,)>(sql, args![kind.as_str(), file]).await?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// Of every application that a file was about, by application.
pub async fn all(tx: &mut Tx) -> Result<Vec<SourceLoad>, StoreError> {
    let sql = "SELECT application_id, kind, loaded_at, loaded_rows, file, sha256, failed_at, failed_rows, failure \
               FROM source_loads ORDER BY application_id, kind";
    tx.rows::<Row>(sql, args![]).await?.into_iter().map(TryInto::try_into).collect()
}

/// Keeps for a campaign what there is to rest on.
pub async fn keep(tx: &mut Tx, campaign: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO campaign_sources (campaign, application_id, kind, loaded_at, loaded_rows, file, sha256) \
         SELECT $1, application_id, kind, loaded_at, loaded_rows, file, sha256 FROM source_loads",
        args![campaign],
    )
    .await?;
    Ok(())
}

/// What the campaign rests on, of the applications that its ledger names.
pub async fn of_campaign(tx: &mut Tx, campaign: i64) -> Result<Vec<SourceLoad>, StoreError> {
    let sql = "SELECT s.application_id, s.kind, s.loaded_at, s.loaded_rows, s.file, s.sha256, CAST(NULL AS TIMESTAMPTZ) AS failed_at, \
               CAST(0 AS BIGINT) AS failed_rows, CAST(NULL AS TEXT) AS failure FROM campaign_sources s WHERE s.campaign = $1 AND EXISTS (SELECT 1 FROM \
               campaign_ledger l WHERE l.campaign = s.campaign AND l.application_id = s.application_id) \
               ORDER BY s.application_id, s.kind";
    tx.rows::<Row>(sql, args![campaign]).await?.into_iter().map(TryInto::try_into).collect()
}
