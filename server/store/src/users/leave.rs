//! Deleting a person: the record stays for what they did and held, everything that speaks of them as somebody who is
//! there goes.

use bailiwick::id::{GrantId, ItemId, RequestId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::error::StoreError;
use crate::grant_changes;
use crate::tx::{Tx, args};

/// What somebody who was deleted leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// What they held.
    pub held: Vec<ItemId>,
    /// The grants of it, which have ended.
    pub grants: Vec<GrantId>,
    /// What they answered for.
    pub owned: Vec<ItemId>,
    /// Open requests that are for them, but for those to delete somebody; and their drafts.
    pub requests: Vec<RequestId>,
    /// Open requests that wait for them.
    pub tasks: Vec<RequestId>,
    /// How many people reported to them, who report to their own manager now.
    pub reports: u64,
}

/// What is theirs alone.
const OWN: [&str; 13] = [
    "DELETE FROM user_authorities WHERE user_id = $1",
    "DELETE FROM credentials WHERE user_id = $1",
    "DELETE FROM sessions WHERE user_id = $1",
    "DELETE FROM tokens WHERE user_id = $1",
    "DELETE FROM one_time_links WHERE user_id = $1",
    "DELETE FROM user_identities WHERE user_id = $1",
    "DELETE FROM typed_forms WHERE user_id = $1",
    "DELETE FROM glossary_values WHERE object_id = $1",
    "UPDATE accounts SET owner_id = NULL WHERE owner_id = $1",
    "DELETE FROM notifications WHERE user_id = $1",
    "DELETE FROM notification_preferences WHERE user_id = $1",
    "DELETE FROM cart_lines WHERE user_id = $1 OR cart_id IN (SELECT id FROM carts WHERE owner_id = $1)",
    "DELETE FROM carts WHERE owner_id = $1",
];

/// Deletes a person. Their requests and tasks are left to the caller.
pub async fn delete(
    tx: &mut Tx,
    id: UserId,
    manager: Option<UserId>,
    now: DateTime<Utc>,
) -> Result<Left, StoreError> {
    let user = id.uuid();
    for statement in OWN {
        tx.execute(statement, args![user]).await?;
    }
    // When a record was changed says whether what a review found wrong was corrected: nobody looked at these.
    let sql = "UPDATE users SET manager_id = $2, revision = revision + 1 WHERE manager_id = $1";
    let reports = tx.execute(sql, args![user, manager.map(UserId::uuid)]).await?;
    tx.execute("UPDATE accounts SET status = 'inactive' WHERE user_id = $1", args![user]).await?;
    let sql = "UPDATE grants SET status = 'ended', ended_at = $2, end_reason = 'person deleted' \
               WHERE user_id = $1 AND status = 'active' RETURNING id, item_id";
    let ended: Vec<(Uuid, Uuid)> = tx.rows(sql, args![user, now]).await?;
    let grants = ended.iter().map(|(id, _)| GrantId(*id)).collect();
    let mut held: Vec<ItemId> = ended.into_iter().map(|(_, item)| ItemId(item)).collect();
    held.sort_unstable();
    held.dedup();
    let pairs: Vec<_> = held.iter().map(|item| (user, item.uuid())).collect();
    grant_changes::note(tx, &pairs, now).await?;
    let owned =
        items(tx, "DELETE FROM item_owners WHERE user_id = $1 RETURNING item_id", args![user]).await?;
    // The name is free again; an id is nobody's name.
    let sql = "UPDATE users SET user_name_norm = $2, mail = NULL, title = NULL, organisation_id = NULL, \
               manager_id = NULL, status = 'inactive', modified_at = $3, deleted_at = $3, revision = revision + 1 \
               WHERE id = $1";
    tx.execute(sql, args![user, format!("deleted {id}"), now]).await?;
    // Drafts of others are refused when they are sent.
    let sql = "SELECT id FROM requests WHERE status IN ('in-progress', 'suspended') AND kind <> 'deleteUser' \
               AND ((user_id = $1 AND NOT is_draft) OR (requester_id = $1 AND is_draft)) ORDER BY number";
    let requests = requests(tx, sql, id).await?;
    let sql = "SELECT DISTINCT x.request_id FROM request_actors x JOIN requests r ON r.id = x.request_id \
               WHERE x.user_id = $1 AND x.is_active AND r.status IN ('in-progress', 'suspended') ORDER BY x.request_id";
    let tasks = self::requests(tx, sql, id).await?;
    Ok(Left { held, grants, owned, requests, tasks, reports })
}

async fn items(
    tx: &mut Tx,
    sql: &'static str,
    args: Vec<sea_query::Value>,
) -> Result<Vec<ItemId>, StoreError> {
    let rows: Vec<(Uuid,)> = tx.rows(sql, args).await?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

async fn requests(tx: &mut Tx, sql: &'static str, user: UserId) -> Result<Vec<RequestId>, StoreError> {
    let rows: Vec<(String,)> = tx.rows(sql, args![user.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| RequestId(id)).collect())
}
