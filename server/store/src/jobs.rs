//! Work that follows a change.

use bailiwick::id::JobId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::dialect;
use crate::error::StoreError;
use crate::tx::{Tx, args};

/// A job to be done.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Server-made.
    pub id: JobId,
    /// What to do.
    pub kind: &'static str,
    /// With what, as JSON text.
    pub payload: String,
    /// At most one waiting job has the same; a second one is not added.
    pub unique_key: Option<String>,
    /// Not before.
    pub due: DateTime<Utc>,
}

/// A job that was claimed.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Which.
    pub id: JobId,
    /// What to do.
    pub kind: String,
    /// With what, as JSON text.
    pub payload: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

#[derive(FromRow)]
struct ClaimedRow {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
}

/// Adds a job; the same transaction holds the change that caused it.
pub async fn insert(tx: &mut Tx, job: &NewJob, now: DateTime<Utc>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO jobs (id, kind, payload, unique_key, due_at, attempts, state, created_at) \
         VALUES ($1, $2, $3, $4, $5, 0, 'waiting', $6) ON CONFLICT DO NOTHING",
        args![job.id.uuid(), job.kind, job.payload.clone(), job.unique_key.clone(), job.due, now],
    )
    .await?;
    Ok(())
}

/// Claims the next due job until `lease`. A job whose lease ran out is due again.
pub async fn claim(
    tx: &mut Tx,
    now: DateTime<Utc>,
    lease: DateTime<Utc>,
    by: &str,
) -> Result<Option<Claimed>, StoreError> {
    let sql = dialect::claim_job(tx);
    let row: Option<ClaimedRow> = tx.row(sql, args![now, lease, by]).await?;
    Ok(row.map(|row| Claimed {
        id: JobId(row.id),
        kind: row.kind,
        payload: row.payload,
        attempts: row.attempts,
    }))
}

/// The job is done. Call it in the transaction of its effect: `false` when another worker
/// took the job meanwhile, and then the effect must not be committed.
pub async fn finish(tx: &mut Tx, job: &Claimed) -> Result<bool, StoreError> {
    let sql = "DELETE FROM jobs WHERE id = $1 AND attempts = $2";
    Ok(tx.execute(sql, args![job.id.uuid(), job.attempts]).await? == 1)
}

/// Ends every lease: for when those who held them are known to be dead.
pub async fn release(tx: &mut Tx) -> Result<(), StoreError> {
    let sql =
        "UPDATE jobs SET state = 'waiting', leased_until = NULL, leased_by = NULL WHERE state = 'running'";
    tx.execute(sql, args![]).await?;
    Ok(())
}

/// Keeps a job that takes long: `false` when another worker took it meanwhile.
pub async fn keep(tx: &mut Tx, job: &Claimed, lease: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "UPDATE jobs SET leased_until = $3 WHERE id = $1 AND attempts = $2";
    Ok(tx.execute(sql, args![job.id.uuid(), job.attempts, lease]).await? == 1)
}

/// Whether a job with that key waits or is being done, and is due.
pub async fn is_due(tx: &mut Tx, unique_key: &str, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM jobs WHERE unique_key = $1 AND state <> 'dead' AND due_at <= $2";
    Ok(tx.count(sql, args![unique_key, now]).await? > 0)
}

/// Whether a job waits or is being done whose unique key lies behind one, and not behind another.
pub async fn any_between(tx: &mut Tx, behind: &str, until: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM jobs WHERE unique_key > $1 AND unique_key <= $2 AND state <> 'dead'";
    Ok(tx.count(sql, args![behind, until]).await? > 0)
}

/// The job failed: try again at `due`, or give up.
pub async fn fail(
    tx: &mut Tx,
    job: &Claimed,
    error: &str,
    due: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let state = if due.is_some() { "waiting" } else { "dead" };
    tx.execute(
        "UPDATE jobs SET state = $3, due_at = COALESCE($4, due_at), leased_until = NULL, leased_by = NULL, \
         last_error = $5 WHERE id = $1 AND attempts = $2",
        args![job.id.uuid(), job.attempts, state, due, error],
    )
    .await?;
    Ok(())
}

/// When the next job is due.
pub async fn next_due(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let sql = "SELECT due_at FROM jobs WHERE state = 'waiting' ORDER BY due_at LIMIT 1";
    let row: Option<(DateTime<Utc>,)> = tx.row(sql, args![]).await?;
    Ok(row.map(|(due,)| due))
}

/// How many jobs there are in a state: `waiting`, `running` or `dead`.
pub async fn count(tx: &mut Tx, state: &str) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM jobs WHERE state = $1", args![state]).await
}

/// How many jobs are due or being done.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>) -> Result<i64, StoreError> {
    tx.count(
        "SELECT count(*) FROM jobs WHERE state = 'running' OR (state = 'waiting' AND due_at <= $1)",
        args![now],
    )
    .await
}
