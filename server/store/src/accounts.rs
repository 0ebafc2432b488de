//! Accounts in applications.

use std::collections::HashMap;

use bailiwick::directory::Account;
use bailiwick::id::{AccountId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// Adds an account.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO accounts (id, application_id, user_id, name, status, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        args![
            account.id.uuid(),
            account.application.uuid(),
            account.user.map(UserId::uuid),
            account.name.clone(),
            account.status.as_str(),
            account.created_at,
        ],
    )
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct AccountRow {
    application_id: Uuid,
    user_id: Option<Uuid>,
    name: String,
    status: String,
    created_at: DateTime<Utc>,
}

/// An account.
pub async fn find(tx: &mut Tx, id: AccountId) -> Result<Option<Account>, StoreError> {
    let sql = "SELECT application_id, user_id, name, status, created_at FROM accounts WHERE id = $1";
    let Some(row) = tx.row::<AccountRow>(sql, args![id.uuid()]).await? else { return Ok(None) };
    Ok(Some(Account {
        id,
        application: ItemId(row.application_id),
        user: row.user_id.map(UserId),
        name: row.name,
        status: word(&row.status, "accounts", "status")?,
        created_at: row.created_at,
    }))
}

/// Accounts, in one statement for every 500.
pub async fn many(tx: &mut Tx, ids: &[AccountId]) -> Result<HashMap<AccountId, Account>, StoreError> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        let statement = Query::select()
            .columns(["id", "application_id", "user_id", "name", "status", "created_at"])
            .from("accounts")
            .and_where(Expr::col("id").is_in(chunk.iter().map(|id| id.uuid())))
            .take();
        let rows = tx.select::<(Uuid, Uuid, Option<Uuid>, String, String, DateTime<Utc>)>(&statement).await?;
        for (id, application, user, name, status, created_at) in rows {
            let id = AccountId(id);
            let account = Account {
                id,
                application: ItemId(application),
                user: user.map(UserId),
                name,
                status: word(&status, "accounts", "status")?,
                created_at,
            };
            found.insert(id, account);
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
