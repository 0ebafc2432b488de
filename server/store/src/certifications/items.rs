//! Line items: who is asked about what, and what they decided.

mod change;
mod close;
mod count;

use std::collections::HashMap;

use bailiwick::catalog::Risk;
use bailiwick::certification::{ItemPermission, LineItem, LineItemId, LineItemStatus, Verdict};
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Condition, Expr, ExprTrait, Order, Query, SelectStatement};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::{json, word};

pub use change::{
    ItemComment, add_comments, comments, next_certifiers, removal_request, removals, set_actors, set_removal,
    update_many,
};
pub use close::{close_within, end_exceptions, ends_of_exceptions, open_within, some_move};
pub use count::{Counts, ReviewerCounts, by_reviewer, counts, open};

const TABLE: &str = "line_items";
/// So many numbers are named in one statement.
const CHUNK: usize = 500;

#[derive(FromRow)]
struct Row {
    campaign: i64,
    number: i64,
    user_id: Uuid,
    item_kind: String,
    item_id: Uuid,
    application_id: Option<Uuid>,
    account_id: Option<Uuid>,
    grant_id: Uuid,
    role_id: Option<Uuid>,
    risk: i16,
    stage: i16,
    reviewer_id: Uuid,
    status: String,
    verdict: Option<String>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    until_at: Option<DateTime<Utc>>,
    signed_at: Option<DateTime<Utc>>,
    signed_by: Option<Uuid>,
    removal: Option<String>,
    revision: i64,
}

const COLUMNS: [&str; 21] = [
    "campaign",
    "number",
    "user_id",
    "item_kind",
    "item_id",
    "application_id",
    "account_id",
    "grant_id",
    "role_id",
    "risk",
    "stage",
    "reviewer_id",
    "status",
    "verdict",
    "decided_by",
    "decided_at",
    "until_at",
    "signed_at",
    "signed_by",
    "removal",
    "revision",
];

impl TryFrom<Row> for LineItem {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: LineItemId { campaign: row.campaign, number: row.number },
            user: UserId(row.user_id),
            kind: word(&row.item_kind, TABLE, "item_kind")?,
            item: ItemId(row.item_id),
            application: row.application_id.map(ItemId),
            account: row.account_id.map(AccountId),
            grant: GrantId(row.grant_id),
            role: row.role_id.map(ItemId),
            risk: match row.risk {
                0 => Risk::High,
                1 => Risk::Medium,
                _ => Risk::Low,
            },
            stage: usize::try_from(row.stage).unwrap_or_default(),
            reviewer: UserId(row.reviewer_id),
            actors: Vec::new(),
            status: word(&row.status, TABLE, "status")?,
            verdict: row.verdict.map(|text| word(&text, TABLE, "verdict")).transpose()?,
            decided_by: row.decided_by.map(UserId),
            decided: row.decided_at,
            until: row.until_at,
            signed: row.signed_at,
            signed_by: row.signed_by.map(UserId),
            removal: row.removal.map(|text| word(&text, TABLE, "removal")).transpose()?,
            revision: row.revision,
        })
    }
}

/// Which line items of a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Put to this person, or left to them by others.
    pub actor: Option<UserId>,
    /// Standing so.
    pub status: Option<LineItemStatus>,
    /// Decided so; `Some(None)`: not decided.
    pub verdict: Option<Option<Verdict>>,
    /// About this person.
    pub user: Option<UserId>,
    /// Of this.
    pub item: Option<ItemId>,
    /// In this application.
    pub application: Option<ItemId>,
}

async fn matching(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<SelectStatement, StoreError> {
    let l = |column: &'static str| Expr::col(("l", column));
    let mut statement = Query::select();
    statement.from_as(TABLE, "l").and_where(l("campaign").eq(campaign));
    if let Some(actor) = wanted.actor {
        let beside = Query::select()
            .column("number")
            .from("line_item_actors")
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("user_id").eq(actor.uuid()))
            .take();
        let own = l("reviewer_id").eq(actor.uuid());
        // Most have a part in no others: then the index alone answers.
        if tx.select::<(i64,)>(&beside.clone().limit(1).take()).await?.is_empty() {
            statement.and_where(own);
        } else {
            statement.cond_where(Condition::any().add(own).add(l("number").in_subquery(beside)));
        }
    }
    if let Some(status) = wanted.status {
        statement.and_where(l("status").eq(status.as_str()));
    }
    match wanted.verdict {
        Some(Some(verdict)) => {
            statement.and_where(l("verdict").eq(verdict.as_str()));
        }
        Some(None) => {
            statement.and_where(l("verdict").is_null());
        }
        None => {}
    }
    for (column, id) in [
        ("user_id", wanted.user.map(UserId::uuid)),
        ("item_id", wanted.item.map(ItemId::uuid)),
        ("application_id", wanted.application.map(ItemId::uuid)),
    ] {
        if let Some(id) = id {
            statement.and_where(l(column).eq(id));
        }
    }
    Ok(statement.take())
}

/// A page of a campaign's line items, the riskiest first; and how many there are.
pub async fn page(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    offset: u64,
    limit: u64,
) -> Result<(Vec<LineItem>, i64), StoreError> {
    let matching = matching(tx, campaign, wanted).await?;
    let total = tx.select_count(matching.clone().expr(Expr::cust("count(*)"))).await?;
    let mut page = matching;
    page.exprs(COLUMNS.map(|column| Expr::col(("l", column))))
        .order_by(("l", "risk"), Order::Asc)
        .order_by(("l", "number"), Order::Asc)
        .offset(offset)
        .limit(limit);
    let rows = tx.select::<Row>(&page).await?;
    let items = rows.into_iter().map(TryInto::try_into).collect::<Result<Vec<LineItem>, _>>()?;
    Ok((with_actors(tx, campaign, items).await?, total))
}

/// The places of all that match.
pub async fn numbers(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<Vec<i64>, StoreError> {
    let statement = matching(tx, campaign, wanted).await?.expr(Expr::col(("l", "number"))).take();
    Ok(tx.select::<(i64,)>(&statement).await?.into_iter().map(|(number,)| number).collect())
}

/// Line items by their places, in that order.
pub async fn find(tx: &mut Tx, campaign: i64, numbers: &[i64]) -> Result<Vec<LineItem>, StoreError> {
    let mut found = Vec::with_capacity(numbers.len());
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .columns(COLUMNS)
            .from(TABLE)
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .order_by("number", Order::Asc)
            .take();
        for row in tx.select::<Row>(&statement).await? {
            found.push(row.try_into()?);
        }
    }
    with_actors(tx, campaign, found).await
}

/// Adds who may decide beside the reviewer.
async fn with_actors(
    tx: &mut Tx,
    campaign: i64,
    mut items: Vec<LineItem>,
) -> Result<Vec<LineItem>, StoreError> {
    let mut actors: HashMap<i64, Vec<(UserId, Vec<ItemPermission>)>> = HashMap::new();
    let numbers: Vec<i64> = items.iter().map(|item| item.id.number).collect();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["number", "user_id", "permissions"])
            .from("line_item_actors")
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .order_by("user_id", Order::Asc)
            .take();
        for (number, user, permissions) in tx.select::<(i64, Uuid, String)>(&statement).await? {
            let permissions = json(&permissions, "line_item_actors", "permissions")?;
            actors.entry(number).or_default().push((UserId(user), permissions));
        }
    }
    for item in &mut items {
        item.actors = actors.remove(&item.id.number).unwrap_or_default();
    }
    Ok(items)
}
