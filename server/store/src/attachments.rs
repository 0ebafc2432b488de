//! Files beside comments.

use bailiwick::attachment::Attachment;
use bailiwick::id::{AttachmentId, RequestId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    request_id: String,
    name: String,
    kind: String,
    size: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Attachment {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: AttachmentId(row.id),
            request: RequestId(row.request_id),
            name: row.name,
            kind: word(&row.kind, "attachments", "kind")?,
            size: u64::try_from(row.size).unwrap_or(0),
            created_at: row.created_at,
        })
    }
}

/// Adds a file to a comment.
pub async fn insert(
    tx: &mut Tx,
    attachment: &Attachment,
    comment: Uuid,
    content: Vec<u8>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO attachments (id, request_id, comment_id, name, kind, size, content, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            attachment.id.uuid(),
            attachment.request.0.clone(),
            comment,
            attachment.name.clone(),
            attachment.kind.as_str(),
            i64::try_from(attachment.size).unwrap_or(i64::MAX),
            content,
            attachment.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// What is known about a file, without its content.
pub async fn find(tx: &mut Tx, id: AttachmentId) -> Result<Option<Attachment>, StoreError> {
    let sql = "SELECT id, request_id, name, kind, size, created_at FROM attachments WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// A file's content.
pub async fn content(tx: &mut Tx, id: AttachmentId) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> =
        tx.row("SELECT content FROM attachments WHERE id = $1", args![id.uuid()]).await?;
    Ok(row.map(|(content,)| content))
}

/// How many bytes the files of a request have.
pub async fn bytes_of_request(tx: &mut Tx, request: &RequestId) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments WHERE request_id = $1";
    tx.count(sql, args![request.0.clone()]).await
}
