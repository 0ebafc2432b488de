//! What people were told in the product, and what they want by mail.

use bailiwick::id::{NotificationId, UserId};
use bailiwick::notification::{Notification, NotificationKind, Preferences};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// Whoever has more sees the newest only.
const MOST_SHOWN: i64 = 1_000;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    kind: String,
    template: String,
    subject: String,
    body: String,
    object_kind: String,
    object_id: String,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Notification {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: NotificationId(row.id),
            user: UserId(row.user_id),
            kind: word(&row.kind, "notifications", "kind")?,
            template: row.template,
            subject: row.subject,
            body: row.body,
            object_kind: row.object_kind,
            object_id: row.object_id,
            created_at: row.created_at,
            read_at: row.read_at,
        })
    }
}

/// Tells a person something, once for each `unique_key`: `false` when they were told before.
pub async fn insert(tx: &mut Tx, told: &Notification, unique_key: &str) -> Result<bool, StoreError> {
    let written = tx
        .execute(
            "INSERT INTO notifications (id, user_id, kind, template, subject, body, object_kind, object_id, unique_key, \
             created_at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            args![
                told.id.uuid(),
                told.user.uuid(),
                told.kind.as_str(),
                told.template.clone(),
                told.subject.clone(),
                told.body.clone(),
                told.object_kind.clone(),
                told.object_id.clone(),
                unique_key,
                told.created_at,
                told.read_at,
            ],
        )
        .await?;
    Ok(written == 1)
}

/// What a person was told, newest first; at most the newest thousand.
pub async fn of_user(tx: &mut Tx, user: UserId) -> Result<Vec<Notification>, StoreError> {
    let sql = "SELECT id, user_id, kind, template, subject, body, object_kind, object_id, created_at, read_at \
               FROM notifications WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2";
    tx.rows::<Row>(sql, args![user.uuid(), MOST_SHOWN]).await?.into_iter().map(TryInto::try_into).collect()
}

/// How many of them they have not read.
pub async fn count_unread(tx: &mut Tx, user: UserId) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM notifications WHERE user_id = $1 AND read_at IS NULL", args![user.uuid()])
        .await
}

/// A person has read one; whether it was theirs and unread.
pub async fn mark_read(
    tx: &mut Tx,
    user: UserId,
    id: NotificationId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE notifications SET read_at = $3 WHERE user_id = $1 AND id = $2 AND read_at IS NULL";
    Ok(tx.execute(sql, args![user.uuid(), id.uuid(), now]).await? == 1)
}

/// A person has read all; how many were unread.
pub async fn mark_all_read(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let sql = "UPDATE notifications SET read_at = $2 WHERE user_id = $1 AND read_at IS NULL";
    tx.execute(sql, args![user.uuid(), now]).await
}

/// Whether anything was told before a moment.
pub async fn any_before(tx: &mut Tx, moment: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM notifications WHERE created_at < $1 LIMIT 1) AS old";
    Ok(tx.count(sql, args![moment]).await? > 0)
}

/// Deletes what was told before a moment, the oldest first, at most `limit`; how many.
pub async fn delete_before(tx: &mut Tx, moment: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
    let sql = "DELETE FROM notifications WHERE id IN (\
               SELECT id FROM notifications WHERE created_at < $1 ORDER BY created_at LIMIT $2)";
    tx.execute(sql, args![moment, i64::from(limit)]).await
}

/// What a person wants by mail.
pub async fn preferences(tx: &mut Tx, user: UserId) -> Result<Preferences, StoreError> {
    let sql = "SELECT kind, mail FROM notification_preferences WHERE user_id = $1";
    let rows: Vec<(String, bool)> = tx.rows(sql, args![user.uuid()]).await?;
    let mut preferences = Preferences::default();
    for (kind, mail) in rows {
        let kind: NotificationKind = word(&kind, "notification_preferences", "kind")?;
        preferences.mail.insert(kind, mail);
    }
    Ok(preferences)
}

/// Sets what a person wants by mail.
pub async fn set_preferences(tx: &mut Tx, user: UserId, preferences: &Preferences) -> Result<(), StoreError> {
    for (kind, mail) in &preferences.mail {
        tx.execute(
            "INSERT INTO notification_preferences (user_id, kind, mail) VALUES ($1, $2, $3) \
             ON CONFLICT (user_id, kind) DO UPDATE SET mail = excluded.mail",
            args![user.uuid(), kind.as_str(), *mail],
        )
        .await?;
    }
    Ok(())
}
