//! What a campaign's evidence is made of: its line items with names in place of ids, and what was done with them, some
//! places at a time; and the key that it is signed with.

use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};

/// A line item as an auditor reads it. What is gone has no name any more.
#[derive(Debug, Clone, FromRow)]
pub struct EvidenceRow {
    /// Its place.
    pub number: i64,
    /// Whom it is about: whose access, or whose record.
    pub user_id: Option<Uuid>,
    /// Their user name.
    pub user_name: Option<String>,
    /// Their name.
    pub person: Option<String>,
    /// Application, entitlement or role; absent for records.
    pub item_kind: Option<String>,
    /// What is held or defined.
    pub item_id: Option<Uuid>,
    /// Its name.
    pub item: Option<String>,
    /// In which application.
    pub application: Option<String>,
    /// By which account; or the account itself.
    pub account: Option<String>,
    /// The id of the account itself, where that is reviewed.
    pub account_id: Option<Uuid>,
    /// `personal` or `machine`, where the account itself is reviewed.
    pub account_kind: Option<String>,
    /// The user name of who answers for it.
    pub account_owner: Option<String>,
    /// The grant, as it was then; absent where a definition, a record or an account is reviewed.
    pub grant_id: Option<Uuid>,
    /// The role that brings it.
    pub role: Option<String>,
    /// From 0, the riskiest.
    pub risk: i16,
    /// How many stages it has behind it.
    pub stage: i16,
    /// Who is asked.
    pub reviewer: Option<String>,
    /// Where it stands.
    pub status: String,
    /// What was decided.
    pub verdict: Option<String>,
    /// What was recommended when it was decided.
    pub recommended: Option<String>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// Until when an exception lasts.
    pub until_at: Option<DateTime<Utc>>,
    /// Who signed it.
    pub signed_by: Option<String>,
    /// When.
    pub signed_at: Option<DateTime<Utc>>,
    /// How far the removal is.
    pub removal: Option<String>,
    /// The request that takes it away.
    pub removal_request: Option<String>,
    /// When it was gone.
    pub removed_at: Option<DateTime<Utc>>,
    /// When a later look saw that again.
    pub verified_at: Option<DateTime<Utc>>,
    /// When the access or the account was last used, as far as is known now.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When a source last said whether it is used.
    pub use_told_at: Option<DateTime<Utc>>,
    /// How the person came by it.
    pub origin: Option<String>,
}

/// What was done with a line item, or said about it.
#[derive(Debug, Clone, FromRow)]
pub struct EvidenceDecision {
    /// The line item's place.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub action: String,
    /// By whom: their user name; absent for the product.
    pub user_name: Option<String>,
    /// By whom, as they were called then.
    pub person: String,
    /// In which words.
    pub comment: String,
}

/// The line items behind a place, in order; at most so many.
pub async fn rows(
    tx: &mut Tx,
    campaign: i64,
    after: i64,
    limit: i64,
) -> Result<Vec<EvidenceRow>, StoreError> {
    let sql = "SELECT l.number, l.user_id, u.user_name, u.display_name AS person, l.item_kind, l.item_id, \
               i.name AS item, a.name AS application, c.name AS account, \
               CASE WHEN l.grant_id IS NULL THEN c.id END AS account_id, \
               CASE WHEN l.grant_id IS NULL THEN c.kind END AS account_kind, \
               CASE WHEN l.grant_id IS NULL THEN w.user_name END AS account_owner, l.grant_id, r.name AS role, l.risk, l.stage, \
               v.user_name AS reviewer, l.status, l.verdict, l.recommended, d.user_name AS decided_by, l.decided_at, l.until_at, \
               s.user_name AS signed_by, l.signed_at, l.removal, l.removal_request, l.removed_at, l.verified_at, \
               CASE WHEN l.grant_id IS NULL THEN c.last_used_at ELSE g.last_used_at END AS last_used_at, g.use_told_at, g.origin \
               FROM line_items l \
               LEFT JOIN users u ON u.id = l.user_id LEFT JOIN items i ON i.id = l.item_id \
               LEFT JOIN items a ON a.id = l.application_id LEFT JOIN accounts c ON c.id = l.account_id \
               LEFT JOIN users w ON w.id = c.owner_id \
               LEFT JOIN items r ON r.id = l.role_id LEFT JOIN users v ON v.id = l.reviewer_id \
               LEFT JOIN grants g ON g.id = l.grant_id LEFT JOIN users d ON d.id = l.decided_by LEFT JOIN users s ON s.id = l.signed_by \
               WHERE l.campaign = $1 AND l.number > $2 ORDER BY l.number LIMIT $3";
    tx.rows(sql, args![campaign, after, limit]).await
}

/// What was done with the line items behind a place, up to another, in order.
pub async fn decisions(
    tx: &mut Tx,
    campaign: i64,
    after: i64,
    until: i64,
) -> Result<Vec<EvidenceDecision>, StoreError> {
    let sql = "SELECT c.number, c.at, c.action, u.user_name, c.user_name AS person, c.comment \
               FROM line_item_comments c LEFT JOIN users u ON u.id = c.user_id \
               WHERE c.campaign = $1 AND c.number > $2 AND c.number <= $3 ORDER BY c.number, c.at, c.id";
    tx.rows(sql, args![campaign, after, until]).await
}

/// The seed of the key that evidence is signed with; none before the first evidence.
pub async fn seed(tx: &mut Tx) -> Result<Option<Vec<u8>>, StoreError> {
    let row: Option<(Vec<u8>,)> = tx.row("SELECT seed FROM evidence_keys WHERE place = 1", args![]).await?;
    Ok(row.map(|(seed,)| seed))
}

/// Keeps the seed no longer.
pub async fn forget_seed(tx: &mut Tx) -> Result<(), StoreError> {
    tx.execute("DELETE FROM evidence_keys WHERE place = 1", args![]).await?;
    Ok(())
}

/// Keeps the seed, unless there is one: the first stays.
pub async fn keep_seed(tx: &mut Tx, seed: &[u8], now: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "INSERT INTO evidence_keys (place, seed, created_at) VALUES (1, $1, $2) ON CONFLICT (place) DO NOTHING";
    tx.execute(sql, args![seed.to_vec(), now]).await?;
    Ok(())
}
