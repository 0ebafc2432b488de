//! What was decided in earlier campaigns.

use std::collections::HashMap;
use std::hash::Hash;

use bailiwick::certification::Verdict;
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query};
use uuid::Uuid;

use super::{CHUNK, TABLE};
use crate::error::StoreError;
use crate::tx::Tx;
use crate::word;

/// What was decided, and when it was signed.
type Signed<T> = HashMap<T, (Verdict, DateTime<Utc>)>;

/// What was signed last about these grants before a campaign, and when.
pub async fn earlier(tx: &mut Tx, campaign: i64, grants: &[GrantId]) -> Result<Signed<GrantId>, StoreError> {
    signed(tx, campaign, "grant_id", grants, GrantId::uuid, GrantId).await
}

/// The same about the definitions of these items.
pub async fn earlier_definitions(
    tx: &mut Tx,
    campaign: i64,
    items: &[ItemId],
) -> Result<Signed<ItemId>, StoreError> {
    signed(tx, campaign, "item_id", items, ItemId::uuid, ItemId).await
}

/// The same about the records of these people.
pub async fn earlier_records(
    tx: &mut Tx,
    campaign: i64,
    people: &[UserId],
) -> Result<Signed<UserId>, StoreError> {
    signed(tx, campaign, "user_id", people, UserId::uuid, UserId).await
}

/// The same about these accounts.
pub async fn earlier_accounts(
    tx: &mut Tx,
    campaign: i64,
    accounts: &[AccountId],
) -> Result<Signed<AccountId>, StoreError> {
    signed(tx, campaign, "account_id", accounts, AccountId::uuid, AccountId).await
}

async fn signed<T: Copy + Eq + Hash>(
    tx: &mut Tx,
    campaign: i64,
    column: &'static str,
    ids: &[T],
    uuid: impl Fn(T) -> Uuid,
    of: impl Fn(Uuid) -> T,
) -> Result<Signed<T>, StoreError> {
    let mut found = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let mut statement = Query::select();
        statement
            .columns([column, "verdict", "signed_at"])
            .from(TABLE)
            .and_where(Expr::col(column).is_in(chunk.iter().map(|id| uuid(*id))))
            .and_where(Expr::cust("signed_at IS NOT NULL AND verdict IS NOT NULL"))
            .and_where(Expr::col("campaign").lt(campaign))
            .order_by("signed_at", Order::Asc);
        if column != "grant_id" {
            statement.and_where(Expr::cust("grant_id IS NULL"));
        }
        for (id, verdict, at) in tx.select::<(Uuid, String, DateTime<Utc>)>(&statement).await? {
            found.insert(of(id), (word(&verdict, TABLE, "verdict")?, at));
        }
    }
    Ok(found)
}
