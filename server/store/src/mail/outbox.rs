//! Mail to be sent: written in the transaction of its cause, sent by a job.

use bailiwick::id::MailId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

/// A mail, as it will be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Server-made; the mail's `Message-ID` is made of it.
    pub id: MailId,
    /// Addresses.
    pub to: Vec<String>,
    /// Addresses of those who get a copy.
    pub cc: Vec<String>,
    /// Addresses of those who get a copy without the others knowing.
    pub bcc: Vec<String>,
    /// One line.
    pub subject: String,
    /// The words, plain.
    pub text: String,
    /// The words as HTML.
    pub html: Option<String>,
    /// Written when.
    pub created_at: DateTime<Utc>,
}

/// A mail that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The mail.
    pub mail: Mail,
    /// How often it was tried.
    pub attempts: i64,
}

#[derive(FromRow)]
struct Row {
    recipients: String,
    cc: String,
    bcc: String,
    subject: String,
    body_text: String,
    body_html: Option<String>,
    attempts: i64,
    created_at: DateTime<Utc>,
}

/// Adds a mail to be sent at `due`, once for each `unique_key`: `false` when there is one already.
pub async fn insert(
    tx: &mut Tx,
    mail: &Mail,
    unique_key: &str,
    due: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let written = tx
        .execute(
            "INSERT INTO mail_outbox (id, recipients, cc, bcc, subject, body_text, body_html, state, attempts, due_at, \
             unique_key, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $9, $10) \
             ON CONFLICT DO NOTHING",
            args![
                mail.id.uuid(),
                json_text(&mail.to)?,
                json_text(&mail.cc)?,
                json_text(&mail.bcc)?,
                mail.subject.clone(),
                mail.text.clone(),
                mail.html.clone(),
                due,
                unique_key,
                mail.created_at,
            ],
        )
        .await?;
    Ok(written == 1)
}

/// A mail that waits; none when it was sent or given up.
pub async fn waiting(tx: &mut Tx, id: MailId) -> Result<Option<Waiting>, StoreError> {
    let sql = "SELECT recipients, cc, bcc, subject, body_text, body_html, attempts, created_at FROM mail_outbox \
               WHERE id = $1 AND state = 'waiting'";
    let Some(row) = tx.row::<Row>(sql, args![id.uuid()]).await? else { return Ok(None) };
    let mail = Mail {
        id,
        to: json(&row.recipients, "mail_outbox", "recipients")?,
        cc: json(&row.cc, "mail_outbox", "cc")?,
        bcc: json(&row.bcc, "mail_outbox", "bcc")?,
        subject: row.subject,
        text: row.body_text,
        html: row.body_html,
        created_at: row.created_at,
    };
    Ok(Some(Waiting { mail, attempts: row.attempts }))
}

/// The mail server took it.
pub async fn sent(tx: &mut Tx, id: MailId, now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE mail_outbox SET state = 'sent', attempts = attempts + 1, sent_at = $2, last_error = NULL \
               WHERE id = $1";
    tx.execute(sql, args![id.uuid(), now]).await?;
    Ok(())
}

/// It could not be sent: try again at `due`, or give up.
pub async fn failed(
    tx: &mut Tx,
    id: MailId,
    error: &str,
    due: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let state = if due.is_some() { "waiting" } else { "dead" };
    let sql = "UPDATE mail_outbox SET state = $2, attempts = attempts + 1, last_error = $3, \
               due_at = COALESCE($4, due_at) WHERE id = $1 AND state = 'waiting'";
    tx.execute(sql, args![id.uuid(), state, error, due]).await?;
    Ok(())
}

/// Whether a mail that was sent or given up was written before a moment.
pub async fn any_before(tx: &mut Tx, moment: DateTime<Utc>) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM (SELECT 1 FROM mail_outbox WHERE state IN ('sent', 'dead') AND created_at < $1 \
               LIMIT 1) AS old";
    Ok(tx.count(sql, args![moment]).await? > 0)
}

/// Deletes mails that were sent or given up and were written before a moment, at most `limit`; how many.
pub async fn delete_before(tx: &mut Tx, moment: DateTime<Utc>, limit: u32) -> Result<u64, StoreError> {
    let sql = "DELETE FROM mail_outbox WHERE id IN (\
               SELECT id FROM mail_outbox WHERE state IN ('sent', 'dead') AND created_at < $1 LIMIT $2)";
    tx.execute(sql, args![moment, i64::from(limit)]).await
}

/// How many mails are in a state: `waiting`, `sent` or `dead`.
pub async fn count(tx: &mut Tx, state: &str) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM mail_outbox WHERE state = $1", args![state]).await
}
