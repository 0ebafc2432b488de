//! When access was last used, as sources tell.

use bailiwick::id::{ItemId, UserId};
use chrono::{DateTime, Utc};

use crate::StoreError;
use crate::tx::{Tx, args};

/// Who, what, and when they last used it; never where that is absent.
pub type LastUse = (UserId, ItemId, Option<DateTime<Utc>>);

/// Says when people last used what they hold now, in whichever way. What was used stays so: a later moment counts.
pub async fn tell_use(tx: &mut Tx, told: &[LastUse], now: DateTime<Utc>) -> Result<(), StoreError> {
    if told.is_empty() {
        return Ok(());
    }
    match tx {
        Tx::Sqlite(_) => {
            let sql = "UPDATE grants SET use_told_at = $4, last_used_at = CASE WHEN last_used_at >= $3 THEN last_used_at \
                       ELSE COALESCE($3, last_used_at) END WHERE user_id = $1 AND item_id = $2 AND status = 'active'";
            for (user, item, last) in told {
                tx.execute(sql, args![user.uuid(), item.uuid(), *last, now]).await?;
            }
        }
        Tx::Postgres(tx) => {
            let users: Vec<_> = told.iter().map(|(user, ..)| user.uuid()).collect();
            let items: Vec<_> = told.iter().map(|(_, item, _)| item.uuid()).collect();
            let moments: Vec<_> = told.iter().map(|(.., last)| *last).collect();
            sqlx::query(
                "UPDATE grants g SET use_told_at = $4, last_used_at = GREATEST(g.last_used_at, t.last) \
                 FROM UNNEST($1::uuid[], $2::uuid[], $3::timestamptz[]) AS t (user_id, item_id, last) \
                 WHERE g.user_id = t.user_id AND g.item_id = t.item_id AND g.status = 'active'",
            )
            .bind(users)
            .bind(items)
            .bind(moments)
            .bind(now)
            .execute(&mut **tx)
            .await?;
        }
    }
    Ok(())
}
