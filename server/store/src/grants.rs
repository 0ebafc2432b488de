//! Who holds what.

mod colleagues;
mod count;
mod list;
pub mod matching;

pub use colleagues::{Groups, Peers, organisations, peers_among, teams};
pub use count::{counts, held_in_application, holders_among};
pub use list::{page_of_item, page_of_user};

use bailiwick::catalog::ItemKind;
use bailiwick::grant::{Grant, Origin, Use};
use bailiwick::id::{AccountId, GrantId, ItemId, RequestId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query, Value};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{grant_changes, nesting, word};

#[derive(FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: Uuid,
    item_kind: String,
    item_id: Uuid,
    account_id: Option<Uuid>,
    origin: String,
    request_id: Option<String>,
    role_id: Option<Uuid>,
    granted_by: Option<Uuid>,
    status: String,
    start_at: DateTime<Utc>,
    end_at: Option<DateTime<Utc>>,
    last_used_at: Option<DateTime<Utc>>,
    use_told_at: Option<DateTime<Utc>>,
}

/// The columns of a [`GrantRow`].
const COLUMNS: [&str; 14] = [
    "id",
    "user_id",
    "item_kind",
    "item_id",
    "account_id",
    "origin",
    "request_id",
    "role_id",
    "granted_by",
    "status",
    "start_at",
    "end_at",
    "last_used_at",
    "use_told_at",
];

impl TryFrom<GrantRow> for Grant {
    type Error = StoreError;
    fn try_from(row: GrantRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: GrantId(row.id),
            user: UserId(row.user_id),
            kind: word(&row.item_kind, "grants", "item_kind")?,
            item: ItemId(row.item_id),
            account: row.account_id.map(AccountId),
            origin: word(&row.origin, "grants", "origin")?,
            request: row.request_id.map(RequestId),
            through: row.role_id.map(ItemId),
            granted_by: row.granted_by.map(UserId),
            status: word(&row.status, "grants", "status")?,
            start: row.start_at,
            end: row.end_at,
            used: row.use_told_at.map(|told| Use { last: row.last_used_at, told }),
        })
    }
}

/// Adds a grant, of whose use nothing is known yet, and those of what it is a member of. The ids of what began: none when
/// the person holds the item already in the same way.
pub async fn insert(tx: &mut Tx, grant: &Grant, now: DateTime<Utc>) -> Result<Vec<GrantId>, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO grants (id, user_id, item_kind, item_id, account_id, origin, request_id, role_id, granted_by, \
             status, start_at, end_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
            args![
                grant.id.uuid(),
                grant.user.uuid(),
                grant.kind.as_str(),
                grant.item.uuid(),
                grant.account.map(AccountId::uuid),
                grant.origin.as_str(),
                grant.request.as_ref().map(|request| request.0.clone()),
                grant.through.map(ItemId::uuid),
                grant.granted_by.map(UserId::uuid),
                grant.status.as_str(),
                grant.start,
                grant.end,
            ],
        )
        .await?;
    if added == 0 {
        return Ok(Vec::new());
    }
    grant_changes::note(tx, &[(grant.user.uuid(), grant.item.uuid())], now).await?;
    let mut began = vec![grant.id];
    if grant.kind == ItemKind::Entitlement {
        began.extend(nesting::follow_begun(tx, grant.user, grant.item, now).await?);
    }
    Ok(began)
}

/// Ends the direct grant of an item, for a role the grants through it, and what comes of them by nesting alone. The ids
/// of what ended.
pub async fn end(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let sql = "UPDATE grants SET status = 'ended', ended_at = $3, end_reason = $4 \
               WHERE user_id = $1 AND status = 'active' AND origin <> 'nested' \
               AND ((item_id = $2 AND role_id IS NULL) OR role_id = $2) \
               RETURNING id, item_id";
    ended(tx, user, sql, args![user.uuid(), item.uuid(), now, reason], &[], now).await
}

/// Ends one grant, for a role the person's grants through it, and what comes of them by nesting alone; what comes of
/// `kept` is left to [`let_go`], since something else is about to bring these. The ids of what ended.
pub async fn end_one(
    tx: &mut Tx,
    grant: &Grant,
    reason: &str,
    kept: &[ItemId],
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let sql = "UPDATE grants SET status = 'ended', ended_at = $4, end_reason = $5 \
               WHERE status = 'active' AND origin <> 'nested' AND (id = $1 OR (user_id = $2 AND role_id = $3)) \
               RETURNING id, item_id";
    let args = args![grant.id.uuid(), grant.user.uuid(), grant.item.uuid(), now, reason];
    ended(tx, grant.user, sql, args, kept, now).await
}

/// Ends what came by nesting of things that were kept when what brought them ended, unless the person holds them again. The
/// ids of what ended.
pub async fn let_go(
    tx: &mut Tx,
    user: UserId,
    kept: &[ItemId],
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let items: Vec<Uuid> = kept.iter().map(|item| item.uuid()).collect();
    nesting::follow_ended(tx, user, &items, now).await
}

/// Ends grants of a person by a statement that tells their ids and items.
async fn ended(
    tx: &mut Tx,
    user: UserId,
    sql: &'static str,
    args: Vec<Value>,
    kept: &[ItemId],
    now: DateTime<Utc>,
) -> Result<Vec<GrantId>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = tx.rows(sql, args).await?;
    let pairs: Vec<_> = rows.iter().map(|(_, item)| (user.uuid(), *item)).collect();
    grant_changes::note(tx, &pairs, now).await?;
    let mut ended: Vec<GrantId> = rows.iter().map(|(id, _)| GrantId(*id)).collect();
    let items = rows.into_iter().map(|(_, item)| item);
    let items: Vec<Uuid> = items.filter(|item| !kept.contains(&ItemId(*item))).collect();
    ended.extend(nesting::follow_ended(tx, user, &items, now).await?);
    Ok(ended)
}

/// One grant.
pub async fn find(tx: &mut Tx, id: GrantId) -> Result<Option<Grant>, StoreError> {
    tx.row::<GrantRow>(
        "SELECT id, user_id, item_kind, item_id, account_id, origin, request_id, role_id, granted_by, status, start_at, \
         end_at, last_used_at, use_told_at FROM grants WHERE id = $1",
        args![id.uuid()],
    )
    .await?
    .map(TryInto::try_into)
    .transpose()
}

/// Grants by id, in no order.
pub async fn find_many(tx: &mut Tx, ids: &[GrantId]) -> Result<Vec<Grant>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from("grants")
            .and_where(Expr::col("id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        for row in tx.select::<GrantRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// Every item that a person holds, in whichever way.
pub async fn items_of(tx: &mut Tx, user: UserId) -> Result<Vec<ItemId>, StoreError> {
    let sql = "SELECT DISTINCT item_id FROM grants WHERE user_id = $1 AND status = 'active'";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![user.uuid()]).await?;
    Ok(rows.into_iter().map(|(id,)| ItemId(id)).collect())
}

/// Every grant in force of some people.
pub async fn of_users(tx: &mut Tx, users: &[UserId]) -> Result<Vec<Grant>, StoreError> {
    read_of_users(tx, users, &["active"]).await
}

/// Every grant of some people, in force or ended.
pub(crate) async fn ever_of_users(tx: &mut Tx, users: &[UserId]) -> Result<Vec<Grant>, StoreError> {
    read_of_users(tx, users, &["active", "ended"]).await
}

async fn read_of_users(tx: &mut Tx, users: &[UserId], states: &[&str]) -> Result<Vec<Grant>, StoreError> {
    let mut found = Vec::new();
    for chunk in users.chunks(500) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from("grants")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|id| id.uuid())))
            .and_where(Expr::col("status").is_in(states.iter().copied()))
            .take();
        for row in tx.select::<GrantRow>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    Ok(found)
}

/// The grants in force by which people hold these items themselves, not through a role.
pub async fn direct(tx: &mut Tx, users: &[UserId], items: &[ItemId]) -> Result<Vec<Grant>, StoreError> {
    let mut found = Vec::new();
    for users in users.chunks(500) {
        for items in items.chunks(500) {
            let statement = Query::select()
                .columns(COLUMNS)
                .from("grants")
                .and_where(Expr::col("user_id").is_in(users.iter().map(|id| id.uuid())))
                .and_where(Expr::col("item_id").is_in(items.iter().map(|id| id.uuid())))
                .and_where(Expr::col("status").eq("active"))
                .and_where(Expr::col("role_id").is_null())
                .take();
            for row in tx.select::<GrantRow>(&statement).await? {
                found.push(row.try_into()?);
            }
        }
    }
    Ok(found)
}

/// How a person holds an item: in as many ways as there are grants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holding(Vec<(Origin, Option<ItemId>)>);

impl Holding {
    /// In any way.
    pub const fn is_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// For its own sake: it can be taken away alone.
    pub fn is_direct(&self) -> bool {
        self.0.iter().any(|(_, through)| through.is_none())
    }

    /// In another way than as a member of something.
    pub fn is_own(&self) -> bool {
        self.0.iter().any(|(origin, _)| *origin != Origin::Nested)
    }

    /// What brings it: roles, or entitlements that are members of it.
    pub fn through(&self) -> Vec<ItemId> {
        self.0.iter().filter_map(|(_, through)| *through).collect()
    }
}

/// How a person holds an item.
pub async fn held(tx: &mut Tx, user: UserId, item: ItemId) -> Result<Holding, StoreError> {
    let sql = "SELECT origin, role_id FROM grants WHERE user_id = $1 AND item_id = $2 AND status = 'active' ORDER BY id";
    let rows: Vec<(String, Option<Uuid>)> = tx.rows(sql, args![user.uuid(), item.uuid()]).await?;
    let way = |(origin, through): (String, Option<Uuid>)| {
        Ok((word(&origin, "grants", "origin")?, through.map(ItemId)))
    };
    rows.into_iter().map(way).collect::<Result<_, StoreError>>().map(Holding)
}

/// Whether a person holds a role because they meet its condition: it would only come back.
pub async fn is_by_rule(tx: &mut Tx, user: UserId, item: ItemId) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM grants g JOIN role_conditions c ON c.role_id = g.item_id \
               WHERE g.user_id = $1 AND g.item_id = $2 AND g.status = 'active' AND g.origin = 'rule'";
    Ok(tx.count(sql, args![user.uuid(), item.uuid()]).await? > 0)
}

/// Whether a request has given a person an item, which they still hold.
pub async fn given_by(
    tx: &mut Tx,
    user: UserId,
    item: ItemId,
    request: &RequestId,
) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM grants WHERE user_id = $1 AND item_id = $2 AND request_id = $3 \
               AND status = 'active'";
    Ok(tx.count(sql, args![user.uuid(), item.uuid(), request.0.clone()]).await? > 0)
}

/// Moves the end of what a person holds directly.
pub async fn set_end(tx: &mut Tx, user: UserId, item: ItemId, end: DateTime<Utc>) -> Result<(), StoreError> {
    let sql = "UPDATE grants SET end_at = $3 WHERE user_id = $1 AND item_id = $2 AND status = 'active' \
               AND role_id IS NULL AND end_at IS NOT NULL";
    tx.execute(sql, args![user.uuid(), item.uuid(), end]).await?;
    Ok(())
}

/// The people who hold an item, at most so many.
pub async fn holders(tx: &mut Tx, item: ItemId, most: i64) -> Result<Vec<UserId>, StoreError> {
    let sql = "SELECT DISTINCT user_id FROM grants WHERE item_id = $1 AND status = 'active' ORDER BY user_id LIMIT $2";
    let rows: Vec<(Uuid,)> = tx.rows(sql, args![item.uuid(), most]).await?;
    Ok(rows.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Which of these items a person holds.
pub async fn held_among(tx: &mut Tx, user: UserId, items: &[ItemId]) -> Result<Vec<ItemId>, StoreError> {
    let mut held = Vec::new();
    for chunk in items.chunks(500) {
        let statement = Query::select()
            .distinct()
            .column("item_id")
            .from("grants")
            .and_where(Expr::col("user_id").eq(user.uuid()))
            .and_where(Expr::col("status").eq("active"))
            .and_where(Expr::col("item_id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        held.extend(tx.select::<(Uuid,)>(&statement).await?.into_iter().map(|(id,)| ItemId(id)));
    }
    Ok(held)
}
