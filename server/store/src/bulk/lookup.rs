//! What is there already, by the keys that imports know it by.

use std::collections::HashMap;

use bailiwick::catalog::{ItemBrief, ItemKind};
use bailiwick::directory::{Account, User};
use bailiwick::id::{AccountId, GrantId, ItemId, OrganisationId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::accounts::{AccountRow, COLUMNS};
use crate::items::{BriefRow, select_briefs};
use crate::tx::args;
use crate::{StoreError, Tx, word};

/// Keys asked for in one statement.
pub(super) const CHUNK: usize = 900;

/// The ids of people, by normalised sign-in name.
pub async fn user_ids(tx: &mut Tx, names: &[String]) -> Result<HashMap<String, UserId>, StoreError> {
    let mut found = HashMap::with_capacity(names.len());
    for chunk in names.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["user_name_norm", "id"])
            .from("users")
            .and_where(Expr::col("user_name_norm").is_in(chunk.iter().map(String::as_str)))
            .take();
        let rows: Vec<(String, Uuid)> = tx.select(&statement).await?;
        found.extend(rows.into_iter().map(|(name, id)| (name, UserId(id))));
    }
    Ok(found)
}

#[derive(FromRow)]
struct UserRow {
    id: Uuid,
    user_name: String,
    user_name_norm: String,
    given_name: String,
    sn: String,
    display_name: String,
    mail: Option<String>,
    title: Option<String>,
    organisation_id: Option<Uuid>,
    manager_id: Option<Uuid>,
    status: String,
    created_at: DateTime<Utc>,
}

/// People by normalised sign-in name.
pub async fn users(tx: &mut Tx, names: &[String]) -> Result<HashMap<String, User>, StoreError> {
    let mut found = HashMap::with_capacity(names.len());
    for chunk in names.chunks(CHUNK) {
        let statement = Query::select()
            .columns([
                "id",
                "user_name",
                "user_name_norm",
                "given_name",
                "sn",
                "display_name",
                "mail",
                "title",
                "organisation_id",
                "manager_id",
                "status",
                "created_at",
            ])
            .from("users")
            .and_where(Expr::col("user_name_norm").is_in(chunk.iter().map(String::as_str)))
            .take();
        for row in tx.select::<UserRow>(&statement).await? {
            let user = User {
                id: UserId(row.id),
                user_name: row.user_name,
                given_name: row.given_name,
                sn: row.sn,
                display_name: row.display_name,
                mail: row.mail,
                title: row.title,
                organisation: row.organisation_id.map(OrganisationId),
                manager: row.manager_id.map(UserId),
                status: word(&row.status, "users", "status")?,
                created_at: row.created_at,
            };
            found.insert(row.user_name_norm, user);
        }
    }
    Ok(found)
}

/// Who reports to whom, of everybody who has a manager.
pub async fn managers(tx: &mut Tx) -> Result<HashMap<UserId, UserId>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> =
        tx.rows("SELECT id, manager_id FROM users WHERE manager_id IS NOT NULL", args![]).await?;
    Ok(rows.into_iter().map(|(user, manager)| (UserId(user), UserId(manager))).collect())
}

/// All applications.
pub async fn applications(tx: &mut Tx) -> Result<Vec<ItemBrief>, StoreError> {
    let mut statement = select_briefs();
    statement.and_where(Expr::col(("i", "kind")).eq(ItemKind::Application.as_str()));
    tx.select::<BriefRow>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// Entitlements of an application, by native key.
pub async fn entitlements(
    tx: &mut Tx,
    application: ItemId,
    keys: &[String],
) -> Result<HashMap<String, ItemBrief>, StoreError> {
    let mut found = HashMap::with_capacity(keys.len());
    for chunk in keys.chunks(CHUNK) {
        let mut statement = select_briefs();
        statement
            .and_where(Expr::col(("i", "application_id")).eq(application.uuid()))
            .and_where(Expr::col(("i", "kind")).eq(ItemKind::Entitlement.as_str()))
            .and_where(Expr::col(("i", "native_key")).is_in(chunk.iter().map(String::as_str)));
        for row in tx.select::<BriefRow>(&statement).await? {
            let item = ItemBrief::try_from(row)?;
            found.insert(item.native_key.clone(), item);
        }
    }
    Ok(found)
}

/// Accounts of an application, by native name.
pub async fn accounts(
    tx: &mut Tx,
    application: ItemId,
    names: &[String],
) -> Result<HashMap<String, Account>, StoreError> {
    let mut found = HashMap::with_capacity(names.len());
    for chunk in names.chunks(CHUNK) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from("accounts")
            .and_where(Expr::col("application_id").eq(application.uuid()))
            .and_where(Expr::col("name").is_in(chunk.iter().map(String::as_str)))
            .take();
        for row in tx.select::<AccountRow>(&statement).await? {
            let account = Account::try_from(row)?;
            found.insert(account.name.clone(), account);
        }
    }
    Ok(found)
}

/// The account of each person in an application, the oldest when there are several.
pub async fn accounts_of(
    tx: &mut Tx,
    application: ItemId,
    users: &[UserId],
) -> Result<HashMap<UserId, AccountId>, StoreError> {
    let mut found = HashMap::with_capacity(users.len());
    for chunk in users.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["user_id", "id"])
            .from("accounts")
            .and_where(Expr::col("application_id").eq(application.uuid()))
            .and_where(Expr::col("user_id").is_in(chunk.iter().map(|user| user.uuid())))
            .order_by("created_at", sea_query::Order::Asc)
            .order_by("id", sea_query::Order::Asc)
            .take();
        for (user, account) in tx.select::<(Uuid, Uuid)>(&statement).await? {
            found.entry(UserId(user)).or_insert(AccountId(account));
        }
    }
    Ok(found)
}

/// What these accounts may do that nobody holds, and since when.
pub async fn account_entitlements(
    tx: &mut Tx,
    accounts: &[AccountId],
) -> Result<HashMap<(AccountId, ItemId), DateTime<Utc>>, StoreError> {
    let mut found = HashMap::new();
    for chunk in accounts.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["account_id", "item_id", "since"])
            .from("account_entitlements")
            .and_where(Expr::col("account_id").is_in(chunk.iter().map(|account| account.uuid())))
            .take();
        let rows: Vec<(Uuid, Uuid, DateTime<Utc>)> = tx.select(&statement).await?;
        let right = |(account, item, since)| ((AccountId(account), ItemId(item)), since);
        found.extend(rows.into_iter().map(right));
    }
    Ok(found)
}

/// Replaces whose an account is, who uses it and answers for it, when it was last used and whether it can be.
pub async fn update_account(tx: &mut Tx, account: &Account) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE accounts SET user_id = $2, status = $3, kind = $4, owner_id = $5, last_used_at = $6 WHERE id = $1",
        args![
            account.id.uuid(),
            account.user.map(UserId::uuid),
            account.status.as_str(),
            account.kind.as_str(),
            account.owner.map(UserId::uuid),
            account.last_used,
        ],
    )
    .await?;
    Ok(())
}

/// Moves the end of a grant in force, or takes it away. It stays the grant that it is.
pub async fn set_grant_end(tx: &mut Tx, id: GrantId, end: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    let sql = "UPDATE grants SET end_at = $2 WHERE id = $1 AND status = 'active'";
    tx.execute(sql, args![id.uuid(), end]).await?;
    Ok(())
}
