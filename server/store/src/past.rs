//! Who held what at a past moment: what people hold now, without what began since and with what ended since, as the
//! audit trail tells.

use std::collections::HashSet;

use bailiwick::audit::Change;
use bailiwick::grant::{Grant, GrantStatus};
use bailiwick::id::{GrantId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::error::StoreError;
use crate::grants::ever_of_users;
use crate::json;
use crate::tx::{Tx, args};

/// Since when the trail names every grant that begins or ends; nothing while it is empty.
pub async fn known_since(tx: &mut Tx) -> Result<Option<DateTime<Utc>>, StoreError> {
    let said: Option<(DateTime<Utc>,)> =
        tx.row("SELECT since FROM grant_trail WHERE id = 1", args![]).await?;
    if let Some((since,)) = said {
        return Ok(Some(since));
    }
    let first: Option<(Option<DateTime<Utc>>,)> =
        tx.row("SELECT min(at) FROM audit_entries", args![]).await?;
    Ok(first.and_then(|(first,)| first))
}

/// Says that the trail names every grant only since a moment: what was loaded before it is not told of one by one.
pub async fn begin(tx: &mut Tx, since: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT INTO grant_trail (id, since) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET since = excluded.since";
    tx.execute(sql, args![since]).await.map(drop)
}

/// How many people the trail speaks of since a moment: nobody else's grants can have changed.
pub async fn count_touched(tx: &mut Tx, since: DateTime<Utc>) -> Result<i64, StoreError> {
    let sql = "SELECT count(DISTINCT user_id) FROM audit_entries WHERE at > $1";
    tx.count(sql, args![since]).await
}

/// The first of these people behind `after`, by id; at most so many.
pub async fn touched(
    tx: &mut Tx,
    since: DateTime<Utc>,
    after: UserId,
    most: i64,
) -> Result<Vec<UserId>, StoreError> {
    let sql =
        "SELECT DISTINCT user_id FROM audit_entries WHERE user_id > $1 AND at > $2 ORDER BY user_id LIMIT $3";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![after.uuid(), since, most]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// The grants of some people that were in force at a moment. Their ends are those that are planned today.
pub async fn held(tx: &mut Tx, users: &[UserId], at: DateTime<Utc>) -> Result<Vec<Grant>, StoreError> {
    let (ended, began) = changed(tx, users, at).await?;
    let mut grants = ever_of_users(tx, users).await?;
    grants.retain(|grant| {
        let is_told = grant.status == GrantStatus::Active || ended.contains(&grant.id);
        is_told && !began.contains(&grant.id)
    });
    for grant in &mut grants {
        grant.status = GrantStatus::Active;
    }
    Ok(grants)
}

/// The grants of some people that ended and those that began since a moment.
async fn changed(
    tx: &mut Tx,
    users: &[UserId],
    since: DateTime<Utc>,
) -> Result<(HashSet<GrantId>, HashSet<GrantId>), StoreError> {
    let (mut ended, mut began) = (HashSet::new(), HashSet::new());
    for chunk in users.chunks(500) {
        let statement = Query::select()
            .column("changes")
            .from("audit_entries")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|id| id.uuid())))
            .and_where(Expr::col("at").gt(since))
            .and_where(Expr::col("changes").like("%\"grants\"%"))
            .take();
        for (changes,) in tx.select::<(String,)>(&statement).await? {
            let changes: Vec<Change> = json(&changes, "audit_entries", "changes")?;
            for (gone, come) in changes.iter().map(Change::grants) {
                ended.extend(gone);
                began.extend(come);
            }
        }
    }
    Ok((ended, began))
}
