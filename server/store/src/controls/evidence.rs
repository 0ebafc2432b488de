//! Evidence of controls, with the files that show it.

use bailiwick::id::{ControlId, EvidenceId, UserId};
use bailiwick::policy::Evidence;
use bailiwick::policy::control::EvidenceFile;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

#[derive(FromRow)]
struct Row {
    id: Uuid,
    control_id: Uuid,
    given_by: Option<Uuid>,
    given_name: String,
    on_behalf_of: Option<Uuid>,
    given_at: DateTime<Utc>,
    comment: String,
    file_name: Option<String>,
    file_kind: Option<String>,
    file_size: Option<i64>,
}

impl TryFrom<Row> for Evidence {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let file = match (row.file_name, row.file_kind) {
            (Some(name), Some(kind)) => Some(EvidenceFile {
                name,
                kind: word(&kind, "control_evidence", "file_kind")?,
                size: row.file_size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default(),
            }),
            _ => None,
        };
        Ok(Self {
            id: EvidenceId(row.id),
            control: ControlId(row.control_id),
            by: row.given_by.map(UserId),
            name: row.given_name,
            on_behalf_of: row.on_behalf_of.map(UserId),
            at: row.given_at,
            comment: row.comment,
            file,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, control_id, given_by, given_name, on_behalf_of, given_at, comment, file_name, file_kind, file_size \
             FROM control_evidence ",
            $rest
        )
    };
}

/// Adds evidence, with the content of its file.
pub async fn insert(tx: &mut Tx, evidence: &Evidence, content: Option<Vec<u8>>) -> Result<(), StoreError> {
    let file = evidence.file.as_ref();
    tx.execute(
        "INSERT INTO control_evidence (id, control_id, given_by, given_name, on_behalf_of, given_at, comment, file_name, \
         file_kind, file_size, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            evidence.id.uuid(),
            evidence.control.uuid(),
            evidence.by.map(UserId::uuid),
            evidence.name.clone(),
            evidence.on_behalf_of.map(UserId::uuid),
            evidence.at,
            evidence.comment.clone(),
            file.map(|file| file.name.clone()),
            file.map(|file| file.kind.as_str()),
            file.map(|file| i64::try_from(file.size).unwrap_or(i64::MAX)),
            content,
        ],
    )
    .await?;
    Ok(())
}

/// Evidence of a control, the latest first; a part of it.
pub async fn of_control(
    tx: &mut Tx,
    control: ControlId,
    offset: i64,
    most: i64,
) -> Result<Vec<Evidence>, StoreError> {
    let sql = select!("WHERE control_id = $1 ORDER BY given_at DESC, id DESC LIMIT $3 OFFSET $2");
    let rows = tx.rows::<Row>(sql, args![control.uuid(), offset, most]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// How much evidence of a control there is.
pub async fn count(tx: &mut Tx, control: ControlId) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM control_evidence WHERE control_id = $1", args![control.uuid()]).await
}

/// One piece of evidence.
pub async fn find(tx: &mut Tx, id: EvidenceId) -> Result<Option<Evidence>, StoreError> {
    tx.row::<Row>(select!("WHERE id = $1"), args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// The content of its file.
pub async fn content(tx: &mut Tx, id: EvidenceId) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT content FROM control_evidence WHERE id = $1";
    let row: Option<(Option<Vec<u8>>,)> = tx.row(sql, args![id.uuid()]).await?;
    Ok(row.and_then(|(content,)| content))
}

/// How many bytes the files of a control have.
pub async fn bytes(tx: &mut Tx, control: ControlId) -> Result<i64, StoreError> {
    let sql =
        "SELECT CAST(COALESCE(SUM(file_size), 0) AS BIGINT) FROM control_evidence WHERE control_id = $1";
    tx.count(sql, args![control.uuid()]).await
}
