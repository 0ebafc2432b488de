//! Accounts in applications.

use std::collections::HashMap;

use bailiwick::directory::Account;
use bailiwick::id::{AccountId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{bulk, word};

/// So many are named in one statement.
const CHUNK: usize = 500;

/// Adds an account.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    bulk::insert_accounts(tx, std::slice::from_ref(account)).await
}

/// The columns of [`AccountRow`].
pub(crate) const COLUMNS: [&str; 9] =
    ["id", "application_id", "user_id", "name", "kind", "owner_id", "status", "created_at", "last_used_at"];

/// An account as it is read.
#[derive(FromRow)]
pub(crate) struct AccountRow {
    id: Uuid,
    application_id: Uuid,
    user_id: Option<Uuid>,
    name: String,
    kind: String,
    owner_id: Option<Uuid>,
    status: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl TryFrom<AccountRow> for Account {
    type Error = StoreError;
    fn try_from(row: AccountRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: AccountId(row.id),
            application: ItemId(row.application_id),
            user: row.user_id.map(UserId),
            name: row.name,
            kind: word(&row.kind, "accounts", "kind")?,
            owner: row.owner_id.map(UserId),
            status: word(&row.status, "accounts", "status")?,
            created_at: row.created_at,
            last_used: row.last_used_at,
        })
    }
}

/// An account.
pub async fn find(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    Ok(many(tx, &[id]).await?.remove(&id))
}

/// Accounts, in one statement for every 500.
pub async fn many(tx: &mut Tx, ids: &[AccountId]) -> Result<HashMap<AccountId, Account>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(CHUNK) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from("accounts")
            .and_where(Expr::col("id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        for row in tx.select::<AccountRow>(&statement).await? {
            let account = Account::try_from(row)?;
            found.insert(account.id, account);
        }
    }
    Ok(found)
}

/// A person's accounts, by application and name.
pub async fn of_person(tx: &mut Tx, user: UserId) -> Result<Vec<Account>, StoreError> {
    let statement = Query::select()
        .columns(COLUMNS)
        .from("accounts")
        .and_where(Expr::col("user_id").eq(user.uuid()))
        .order_by("application_id", Order::Asc)
        .order_by("name", Order::Asc)
        .take();
    tx.select::<AccountRow>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// What accounts may do, and since when, by account: what they are said to may themselves, and what a person holds by them.
pub async fn entitlements(
    tx: &mut Tx,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Vec<(ItemId, DateTime<Utc>)>>, StoreError> {
    let mut found: HashMap<AccountId, Vec<(ItemId, DateTime<Utc>)>> = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let ids = || chunk.iter().map(|id| id.uuid());
        let own = Query::select()
            .columns(["account_id", "item_id", "since"])
            .from("account_entitlements")
            .and_where(Expr::col("account_id").is_in(ids()))
            .order_by("item_id", Order::Asc)
            .take();
        // By its person, since grants are found by theirs.
        let held = Query::select()
            .exprs(["account_id", "item_id", "start_at"].map(|column| Expr::col(("g", column))))
            .from_as("accounts", "c")
            .join_as(JoinType::InnerJoin, "grants", "g", Expr::col(("g", "user_id")).equals(("c", "user_id")))
            .and_where(Expr::col(("g", "account_id")).equals(("c", "id")))
            .and_where(Expr::col(("c", "id")).is_in(ids()))
            .and_where(Expr::col(("g", "status")).eq("active"))
            .and_where(Expr::col(("g", "item_kind")).eq("entitlement"))
            .order_by(("g", "item_id"), Order::Asc)
            .take();
        for statement in [own, held] {
            for (account, item, since) in tx.select::<(Uuid, Uuid, DateTime<Utc>)>(&statement).await? {
                let all = found.entry(AccountId(account)).or_default();
                if !all.iter().any(|(known, _)| known.uuid() == item) {
                    all.push((ItemId(item), since));
                }
            }
        }
    }
    Ok(found)
}

/// A person's account in an application; the oldest when there are several.
pub async fn of_user(
    tx: &mut Tx,
    user: UserId,
    application: ItemId,
) -> Result<Option<AccountId>, StoreError> {
    let row: Option<(Uuid,)> = tx
        .row(
            "SELECT id FROM accounts WHERE user_id = $1 AND application_id = $2 ORDER BY created_at, id LIMIT 1",
            args![user.uuid(), application.uuid()],
        )
        .await?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Whether a native name is taken in an application.
pub async fn name_is_taken(tx: &mut Tx, application: ItemId, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM accounts WHERE application_id = $1 AND name = $2";
    Ok(tx.count(sql, args![application.uuid(), name]).await? > 0)
}

/// An account's native name.
pub async fn name(tx: &mut Tx, account: AccountId) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> =
        tx.row("SELECT name FROM accounts WHERE id = $1", args![account.uuid()]).await?;
    Ok(row.map(|(name,)| name))
}

/// How many accounts that can be used each of these people has; those without are left out.
pub async fn counts(tx: &mut Tx, people: &[UserId]) -> Result<HashMap<UserId, i64>, StoreError> {
    let mut found = HashMap::new();
    for chunk in people.chunks(500) {
        let statement = Query::select()
            .column("user_id")
            .expr(Expr::cust("count(*)"))
            .from("accounts")
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|user| user.uuid())))
            .and_where(Expr::col("status").eq("active"))
            .group_by_col("user_id")
            .take();
        let rows = tx.select::<(uuid::Uuid, i64)>(&statement).await?;
        found.extend(rows.into_iter().map(|(user, count)| (UserId(user), count)));
    }
    Ok(found)
}
