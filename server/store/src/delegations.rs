//! Deputies: who decides in whose stead.

use bailiwick::delegation::Delegation;
use bailiwick::id::{DelegationId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// Whoever has more sees the newest only.
const MOST_SHOWN: i64 = 200;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    deputy_id: Uuid,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    note: String,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for Delegation {
    fn from(row: Row) -> Self {
        Self {
            id: DelegationId(row.id),
            person: UserId(row.user_id),
            deputy: UserId(row.deputy_id),
            from: row.starts_at,
            until: row.ends_at,
            note: row.note,
            created_at: row.created_at,
            ended_at: row.ended_at,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, user_id, deputy_id, starts_at, ends_at, note, created_at, ended_at FROM delegations ",
            $rest
        )
    };
}

/// Adds one.
pub async fn insert(tx: &mut Tx, one: &Delegation) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO delegations (id, user_id, deputy_id, starts_at, ends_at, note, created_at, ended_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            one.id.uuid(),
            one.person.uuid(),
            one.deputy.uuid(),
            one.from,
            one.until,
            one.note.clone(),
            one.created_at,
            one.ended_at,
        ],
    )
    .await?;
    Ok(())
}

/// What a person named that is not over, for a change of it: nobody else changes it until the transaction ends.
pub async fn open_for_change(
    tx: &mut Tx,
    person: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<Delegation>, StoreError> {
    // A write that changes nothing locks the person's row, on either database.
    tx.execute("UPDATE users SET status = status WHERE id = $1", args![person.uuid()]).await?;
    let sql = select!("WHERE user_id = $1 AND ended_at IS NULL AND ends_at >= $2 ORDER BY starts_at, id");
    Ok(tx.rows::<Row>(sql, args![person.uuid(), now]).await?.into_iter().map(Into::into).collect())
}

/// One.
pub async fn find(tx: &mut Tx, id: DelegationId) -> Result<Option<Delegation>, StoreError> {
    Ok(tx.row::<Row>(select!("WHERE id = $1"), args![id.uuid()]).await?.map(Into::into))
}

/// Whom a person named, the latest end first; at most 200.
pub async fn of_person(tx: &mut Tx, person: UserId) -> Result<Vec<Delegation>, StoreError> {
    let sql = select!("WHERE user_id = $1 ORDER BY ends_at DESC, id LIMIT $2");
    Ok(tx.rows::<Row>(sql, args![person.uuid(), MOST_SHOWN]).await?.into_iter().map(Into::into).collect())
}

/// Who named a person, the latest end first; at most 200.
pub async fn of_deputy(tx: &mut Tx, deputy: UserId) -> Result<Vec<Delegation>, StoreError> {
    let sql = select!("WHERE deputy_id = $1 ORDER BY ends_at DESC, id LIMIT $2");
    Ok(tx.rows::<Row>(sql, args![deputy.uuid(), MOST_SHOWN]).await?.into_iter().map(Into::into).collect())
}

/// Ends one; whether it was there and not ended before.
pub async fn end(tx: &mut Tx, id: DelegationId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "UPDATE delegations SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    Ok(tx.execute(sql, args![id.uuid(), now]).await? == 1)
}

/// Ends whatever a person gave or got, now.
pub async fn end_all(tx: &mut Tx, person: UserId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE delegations SET ended_at = $2 \
               WHERE (user_id = $1 OR deputy_id = $1) AND ended_at IS NULL AND ends_at >= $2";
    tx.execute(sql, args![person.uuid(), now]).await?;
    Ok(())
}

/// Whom somebody stands in for at an instant, each once; only active people, by an active deputy
/// (`bailiwick::delegation::stood_in_for`).
pub async fn stood_in_for(tx: &mut Tx, deputy: UserId, at: DateTime<Utc>) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT d.user_id FROM delegations d \
               JOIN users u ON u.id = d.user_id AND u.status = 'active' \
               JOIN users s ON s.id = d.deputy_id AND s.status = 'active' \
               WHERE d.deputy_id = $1 AND d.ended_at IS NULL AND d.ends_at >= $2 AND d.starts_at <= $2 \
               ORDER BY d.user_id";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![deputy.uuid(), at]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Who stands in for any of these people at an instant: person and deputy.
pub async fn deputies_of(
    tx: &mut Tx,
    people: &[UserId],
    at: DateTime<Utc>,
) -> Result<Vec<(UserId, UserId)>, StoreError> {
    let mut found = Vec::new();
    for chunk in people.chunks(500) {
        let statement = Query::select()
            .columns(["user_id", "deputy_id"])
            .from("delegations")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|person| person.uuid())))
            .and_where(Expr::col("ended_at").is_null())
            .and_where(Expr::col("ends_at").gte(at))
            .and_where(Expr::col("starts_at").lte(at))
            .distinct()
            .take();
        let rows: Vec<(Uuid, Uuid)> = tx.select(&statement).await?;
        found.extend(rows.into_iter().map(|(person, deputy)| (UserId(person), UserId(deputy))));
    }
    Ok(found)
}
