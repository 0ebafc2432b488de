//! The grants that come of nesting: begun and ended as what brings them begins and ends.

use std::collections::BTreeSet;

use bailiwick::id::{GrantId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, LockType, Order, Query, Value};
use uuid::Uuid;

use super::CHUNK;
use crate::error::StoreError;
use crate::grant_changes;
use crate::tx::{Tx, args};

/// A grant that began or ended by nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nested {
    /// Whose.
    pub user: UserId,
    /// Which.
    pub grant: GrantId,
}

/// Whose grants are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Those that come with one thing that a person holds.
    Held(UserId, ItemId),
    /// Those that come with an entitlement.
    Entitlement(ItemId),
    /// Those that come with entitlements of an application.
    Application(ItemId),
    /// All.
    Everything,
}

/// Begins the grants that nesting brings and that are not there, each since what brings it is held, but not before
/// `since`. Those that began.
pub async fn begin(
    tx: &mut Tx,
    scope: Scope,
    since: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Vec<Nested>, StoreError> {
    // An id of version 7 begins with the milliseconds.
    macro_rules! statement {
        ($id:literal, $scope:literal) => {
            concat!(
                "INSERT INTO grants (id, user_id, item_kind, item_id, account_id, origin, role_id, status, start_at) SELECT ",
                $id,
                ", b.user_id, 'entitlement', c.outer_id, b.account_id, 'nested', c.inner_id, 'active', \
                 CASE WHEN b.start_at < $2 THEN $2 ELSE b.start_at END FROM entitlement_closure c \
                 JOIN grants b ON b.item_id = c.inner_id AND b.status = 'active' AND b.origin <> 'nested' WHERE ",
                $scope,
                " AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.user_id = b.user_id AND o.item_id = b.item_id \
                 AND o.status = 'active' AND o.origin <> 'nested' AND o.id < b.id) \
                 AND NOT EXISTS (SELECT 1 FROM grants h WHERE h.user_id = b.user_id AND h.item_id = c.outer_id \
                 AND h.role_id = c.inner_id AND h.status = 'active') \
                 ON CONFLICT DO NOTHING RETURNING user_id, item_id, id"
            )
        };
        ($scope:literal) => {
            match tx {
                Tx::Sqlite(_) => statement!(
                    "unhex(printf('%012x', $1) || '7' || substr(hex(randomblob(2)), 2) || \
                     substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(8)), 2))",
                    $scope
                ),
                Tx::Postgres(_) => statement!(
                    "CAST(overlay(replace(CAST(gen_random_uuid() AS text), '-', '') \
                     placing lpad(to_hex(CAST($1 AS bigint)), 12, '0') || '7' from 1 for 13) AS uuid)",
                    $scope
                ),
            }
        };
    }
    let sql = match scope {
        Scope::Held(..) => statement!("b.user_id = $3 AND c.inner_id = $4"),
        Scope::Entitlement(_) => statement!("c.inner_id = $3"),
        Scope::Application(_) => {
            statement!("c.inner_id IN (SELECT id FROM items WHERE application_id = $3)")
        }
        Scope::Everything => statement!("1 = 1"),
    };
    let mut values = args![now.timestamp_millis(), since.unwrap_or(DateTime::UNIX_EPOCH)];
    values.extend(named(scope));
    changed(tx, sql, values, now).await
}

/// Ends the grants that nesting brought and brings no longer: what brought them is not held any more, or is no member any
/// more. Those that ended.
pub async fn end(
    tx: &mut Tx,
    scope: Scope,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Nested>, StoreError> {
    macro_rules! statement {
        ($scope:literal) => {
            concat!(
                "UPDATE grants SET status = 'ended', ended_at = $1, end_reason = $2 \
                 WHERE status = 'active' AND origin = 'nested' AND ",
                $scope,
                " AND (NOT EXISTS (SELECT 1 FROM grants b WHERE b.user_id = grants.user_id AND b.item_id = grants.role_id \
                 AND b.status = 'active' AND b.origin <> 'nested') \
                 OR NOT EXISTS (SELECT 1 FROM entitlement_closure c WHERE c.inner_id = grants.role_id \
                 AND c.outer_id = grants.item_id)) RETURNING user_id, item_id, id"
            )
        };
    }
    let sql = match scope {
        Scope::Held(..) => statement!("user_id = $3 AND role_id = $4"),
        Scope::Entitlement(_) => statement!("role_id = $3"),
        Scope::Application(_) => statement!("role_id IN (SELECT id FROM items WHERE application_id = $3)"),
        Scope::Everything => statement!("1 = 1"),
    };
    let mut values = args![now, reason];
    values.extend(named(scope));
    changed(tx, sql, values, now).await
}

fn named(scope: Scope) -> Vec<Value> {
    match scope {
        Scope::Held(user, item) => args![user.uuid(), item.uuid()],
        Scope::Entitlement(item) | Scope::Application(item) => args![item.uuid()],
        Scope::Everything => Vec::new(),
    }
}

async fn changed(
    tx: &mut Tx,
    sql: &'static str,
    values: Vec<Value>,
    now: DateTime<Utc>,
) -> Result<Vec<Nested>, StoreError> {
    let rows: Vec<(Uuid, Uuid, Uuid)> = tx.rows(sql, values).await?;
    let pairs: Vec<_> = rows.iter().map(|(user, item, _)| (*user, *item)).collect();
    grant_changes::note(tx, &pairs, now).await?;
    Ok(rows.into_iter().map(|(user, _, id)| Nested { user: UserId(user), grant: GrantId(id) }).collect())
}

/// What people hold of some items begins or ends: whoever changes the same of these people at this moment waits, so that
/// what comes of it by nesting is found as it is. Those of the items that are members of others: of all else nothing comes, and
/// nobody waits.
///
/// To be called after the change itself. Of two transactions that change by which ways somebody holds the same, the
/// second then sees what the first did, and either may leave to the other what is still held.
async fn lock(tx: &mut Tx, changed: &[(Uuid, Uuid)]) -> Result<Vec<ItemId>, StoreError> {
    let items: BTreeSet<Uuid> = changed.iter().map(|(_, item)| *item).collect();
    let mut inner: BTreeSet<Uuid> = BTreeSet::new();
    for chunk in Vec::from_iter(items).chunks(CHUNK) {
        let statement = Query::select()
            .distinct()
            .column("inner_id")
            .from("entitlement_closure")
            .and_where(Expr::col("inner_id").is_in(chunk.iter().copied()))
            .take();
        inner.extend(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| id));
    }
    let people = changed.iter().filter(|(_, item)| inner.contains(item)).map(|(user, _)| *user);
    let people: BTreeSet<Uuid> = people.collect();
    if let Tx::Postgres(_) = tx {
        for chunk in Vec::from_iter(people).chunks(CHUNK) {
            let statement = Query::select()
                .column("id")
                .from("users")
                .and_where(Expr::col("id").is_in(chunk.iter().copied()))
                .order_by("id", Order::Asc)
                // Not the key: whoever refers to the person, as a new grant does, need not wait.
                .lock(LockType::NoKeyUpdate)
                .take();
            tx.select::<(Uuid,)>(&statement).await?;
        }
    }
    Ok(inner.into_iter().map(ItemId).collect())
}

/// What a person holds of an item began: what comes of it by nesting. The grants that began.
pub(crate) async fn follow_begun(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    if lock(tx, &[(user.uuid(), item.uuid())]).await?.is_empty() {
        return Ok(Vec::new());
    }
    let began = begin(tx, Scope::Held(user, item), None, now).await?;
    Ok(began.into_iter().map(|one| one.grant).collect())
}

/// What a person holds of some items ended: what came of it by nesting ends, unless it is held in another way. The grants
/// that ended.
pub(crate) async fn follow_ended(
    tx: &mut Tx,
    user: UserId,
    items: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let changed: Vec<_> = items.iter().map(|item| (user.uuid(), *item)).collect();
    let mut all = Vec::new();
    for item in lock(tx, &changed).await? {
        let ended = end(tx, Scope::Held(user, item), "membership ended", now).await?;
        all.extend(ended.into_iter().map(|one| one.grant));
    }
    Ok(all)
}

/// The same of many people, by person and item. What ended.
pub(crate) async fn follow_ended_of_many(
    tx: &mut Tx,
    ended: &[(Uuid, Uuid)],
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Nested>, StoreError> {
    let mut all = Vec::new();
    for item in lock(tx, ended).await? {
        all.extend(end(tx, Scope::Entitlement(item), reason, now).await?);
    }
    Ok(all)
}

/// What many people hold began, by person and item: what comes of it by nesting. What began.
pub async fn follow_begun_of_many(
    tx: &mut Tx,
    began: &[(UserId, ItemId)],
    now: DateTime<Utc>,
) -> Result<Vec<Nested>, StoreError> {
    let began: Vec<_> = began.iter().map(|(user, item)| (user.uuid(), item.uuid())).collect();
    let mut all = Vec::new();
    for item in lock(tx, &began).await? {
        all.extend(begin(tx, Scope::Entitlement(item), None, now).await?);
    }
    Ok(all)
}
