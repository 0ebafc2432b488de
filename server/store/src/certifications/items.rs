//! Line items: who is asked about what, and what they decided.

mod aftermath;
mod attention;
mod before;
mod beside;
mod change;
mod close;
mod count;
mod due;
mod groups;
mod living;
mod managers;
mod page;
mod property;
mod signatures;
mod stages;
mod verify;
mod wanted;

use std::collections::HashMap;

use bailiwick::catalog::Risk;
use bailiwick::certification::{Alone, Definition, Held, ItemPermission, LineItem, LineItemId, Subject};
use bailiwick::id::{AccountId, GrantId, ItemId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::{json, word};

pub use aftermath::{Aftermath, HeldNow, Returned, aftermath, held_now};
pub use attention::{answered, clicks, doubtful};
pub use before::{earlier, earlier_accounts, earlier_definitions, earlier_records};
pub use beside::{Beside, beside};
pub use change::{
    ItemComment, add_comments, claim_removal, comments, next_certifiers, removal_request, removals,
    set_actors, set_removal, update_many,
};
pub use close::{close_within, end_exceptions, ends_of_exceptions, open_within, some_move};
pub(super) use count::add_made;
pub use count::{
    Counts, ReviewerCounts, by_reviewer, counts, failed, open, undecided, waiting, waiting_for_deputy,
};
pub use due::{next_removal, stop_waiting, waiting_for};
pub use groups::{Group, GroupBy, groups};
pub use living::{
    SinceSigned, close, disabled_since, gone_of, gone_of_accounts, gone_within, set_removed, since_signed,
};
pub use managers::{
    CERTIFIER_BACK, NO_CERTIFIER, about, orphans, orphans_about, orphans_among, orphans_of, put_to,
};
use page::key;
pub use page::{Place, Window, any, page, reach, window};
pub(super) use property::{by_number, with_subjects};
pub use signatures::{any_done_for_others, done_for_others, handed_over};
pub use stages::{began_between, late, soonest};
pub use verify::{RETURNED, awaiting_a_file, brought_back, returned, usable_again, verify, verify_by_file};
pub use wanted::{Began, Wanted};

use wanted::matching;

const TABLE: &str = "line_items";
/// So many numbers are named in one statement.
const CHUNK: usize = 500;

#[derive(FromRow)]
struct Row {
    campaign: i64,
    number: i64,
    user_id: Option<Uuid>,
    item_kind: Option<String>,
    item_id: Option<Uuid>,
    application_id: Option<Uuid>,
    account_id: Option<Uuid>,
    grant_id: Option<Uuid>,
    role_id: Option<Uuid>,
    risk: i16,
    stage: i16,
    stage_at: Option<DateTime<Utc>>,
    reviewer_id: Uuid,
    status: String,
    verdict: Option<String>,
    recommended: Option<String>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    until_at: Option<DateTime<Utc>>,
    signed_at: Option<DateTime<Utc>>,
    signed_by: Option<Uuid>,
    removal: Option<String>,
    revision: i64,
}

const COLUMNS: [&str; 23] = [
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
    "stage_at",
    "reviewer_id",
    "status",
    "verdict",
    "recommended",
    "decided_by",
    "decided_at",
    "until_at",
    "signed_at",
    "signed_by",
    "removal",
    "revision",
];

/// The place of a risk in the order in which reviewers read; the riskiest is the first.
const fn rank(risk: Risk) -> i16 {
    match risk {
        Risk::Critical => 0,
        Risk::High => 1,
        Risk::Medium => 2,
        Risk::Low => 3,
    }
}

const fn risk(rank: i16) -> Risk {
    match rank {
        0 => Risk::Critical,
        1 => Risk::High,
        2 => Risk::Medium,
        _ => Risk::Low,
    }
}

impl Row {
    /// What it is about: what has a grant has its person and its item, too.
    fn subject(&self) -> Result<Subject, StoreError> {
        let kind = self.item_kind.as_deref().map(|text| word(text, TABLE, "item_kind")).transpose()?;
        let application = self.application_id.map(ItemId);
        let fault = "tells neither a grant nor a definition nor a record nor an account";
        match (self.grant_id, self.user_id, self.item_id, kind) {
            (Some(grant), Some(user), Some(item), Some(kind)) => Ok(Subject::Grant(Held {
                grant: GrantId(grant),
                user: UserId(user),
                kind,
                item: ItemId(item),
                application,
                account: self.account_id.map(AccountId),
                through: self.role_id.map(ItemId),
            })),
            (None, None, Some(item), Some(kind)) => {
                Ok(Subject::Definition(Definition { kind, item: ItemId(item), application }))
            }
            (None, Some(user), None, None) => Ok(Subject::Record(UserId(user))),
            (None, None, None, None) => match (self.account_id.map(AccountId), application) {
                (Some(account), Some(application)) => Ok(Subject::Account(Alone { account, application })),
                _ => Err(StoreError::Corrupt { table: TABLE, column: "account_id", fault: fault.into() }),
            },
            _ => Err(StoreError::Corrupt { table: TABLE, column: "grant_id", fault: fault.into() }),
        }
    }
}

impl TryFrom<Row> for LineItem {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: LineItemId { campaign: row.campaign, number: row.number },
            subject: row.subject()?,
            risk: risk(row.risk),
            stage: usize::try_from(row.stage).unwrap_or_default(),
            stage_began: row.stage_at,
            earlier: Vec::new(),
            reviewer: UserId(row.reviewer_id),
            actors: Vec::new(),
            status: word(&row.status, TABLE, "status")?,
            verdict: row.verdict.map(|text| word(&text, TABLE, "verdict")).transpose()?,
            recommended: row.recommended.map(|text| word(&text, TABLE, "recommended")).transpose()?,
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

/// The places of all that match.
pub async fn numbers(tx: &mut Tx, campaign: i64, wanted: &Wanted) -> Result<Vec<i64>, StoreError> {
    let statement = matching(tx, campaign, wanted).await?.expr(Expr::col(("l", "number"))).take();
    Ok(tx.select::<(i64,)>(&statement).await?.into_iter().map(|(number,)| number).collect())
}

/// The places of so many of those that match, the riskiest first.
pub async fn riskiest(
    tx: &mut Tx,
    campaign: i64,
    wanted: &Wanted,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    let mut statement = matching(tx, campaign, wanted).await?;
    statement
        .expr(Expr::col(("l", "number")))
        .order_by(("l", "risk"), Order::Asc)
        .order_by(("l", "number"), Order::Asc)
        .limit(limit);
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
    with_others(tx, campaign, found).await
}

/// Adds who may decide beside the reviewer, and who signed earlier stages.
async fn with_others(
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
    signatures::read(tx, campaign, &mut items).await?;
    Ok(items)
}
