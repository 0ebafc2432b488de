//! What becomes of line items.

use std::collections::{BTreeMap, HashMap};

use bailiwick::certification::{
    LineItem, LineItemId, LineItemStatus, Removal, Reviewed, TemplateDefinition, Verdict,
};
use bailiwick::id::{RequestId, UserId};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, JoinType, Order, Query};
use uuid::Uuid;

use super::{CHUNK, COLUMNS, Row, TABLE, signatures};
use crate::certifications::certifier::Certifiers;
use crate::certifications::reviews;
use crate::error::StoreError;
use crate::json_text;
use crate::tx::{Tx, args};

/// Something done or said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemComment {
    /// Who; absent when the product or a client did.
    pub user: Option<UserId>,
    /// Their name then.
    pub name: String,
    /// What was done.
    pub action: String,
    /// What was said with it.
    pub comment: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Stores line items as they are from now on, with who signed the stage before: those that waited to be signed, and still do in the database. They must
/// have changed alike in chunks as large as can be.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did something with one of them meanwhile.
pub async fn update_many(tx: &mut Tx, before: &[LineItem], after: &[LineItem]) -> Result<(), StoreError> {
    // In one order: two who change rows of the same reviewers wait for each other's counts only one way.
    let mut alike: BTreeMap<Change, Vec<i64>> = BTreeMap::new();
    for (before, after) in before.iter().zip(after) {
        alike.entry(Change::of(before, after)).or_default().push(after.id.number);
    }
    let Some(campaign) = after.first().map(|item| item.id.campaign) else { return Ok(()) };
    // Whoever comes to be asked has a certification too.
    let moved = before.iter().zip(after).filter(|(before, after)| before.reviewer != after.reviewer);
    let mut asked: Vec<UserId> = moved.map(|(_, after)| after.reviewer).collect();
    asked.sort_unstable();
    asked.dedup();
    reviews::note(tx, campaign, &asked).await?;
    for (change, numbers) in alike {
        for chunk in numbers.chunks(CHUNK) {
            let statement = change
                .statement(campaign)
                .and_where(Expr::col("number").is_in(chunk.iter().copied()))
                .to_owned();
            if tx.update(&statement).await? != u64::try_from(chunk.len()).unwrap_or_default() {
                return Err(StoreError::Stale);
            }
        }
    }
    signatures::write(tx, before, after).await
}

/// What a column becomes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum New {
    Number(i16),
    Word(Option<&'static str>),
    Person(Option<UserId>),
    Time(Option<DateTime<Utc>>),
}

impl New {
    fn value(&self) -> Expr {
        match self {
            Self::Number(number) => Expr::val(*number),
            Self::Word(word) => Expr::val(*word),
            Self::Person(person) => Expr::val(person.map(UserId::uuid)),
            Self::Time(time) => Expr::val(*time),
        }
    }
}

/// What changes, and from which state. What stays is no part of it: rows that were decided at different times are signed
/// alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    /// Who is asked from now on.
    reviewer: UserId,
    revision: i64,
    columns: Vec<(&'static str, New)>,
}

impl Change {
    fn of(before: &LineItem, after: &LineItem) -> Self {
        let columns = columns(before).into_iter().zip(columns(after));
        let changed = columns.filter(|(before, after)| before != after).map(|(_, after)| after);
        Self { reviewer: after.reviewer, revision: before.revision, columns: changed.collect() }
    }

    fn statement(&self, campaign: i64) -> sea_query::UpdateStatement {
        let columns = self.columns.iter().map(|(column, new)| (*column, new.value()));
        Query::update()
            .table(TABLE)
            .values(columns.chain([("revision", Expr::col("revision").add(1))]))
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("status").eq(LineItemStatus::InProgress.as_str()))
            .and_where(Expr::col("revision").eq(self.revision))
            .to_owned()
    }
}

fn columns(item: &LineItem) -> [(&'static str, New); 12] {
    [
        ("stage", New::Number(i16::try_from(item.stage).unwrap_or(i16::MAX))),
        ("stage_at", New::Time(item.stage_began)),
        ("reviewer_id", New::Person(Some(item.reviewer))),
        ("status", New::Word(Some(item.status.as_str()))),
        ("verdict", New::Word(item.verdict.map(Verdict::as_str))),
        ("recommended", New::Word(item.recommended.map(Verdict::as_str))),
        ("decided_by", New::Person(item.decided_by)),
        ("decided_at", New::Time(item.decided)),
        ("until_at", New::Time(item.until)),
        ("signed_at", New::Time(item.signed)),
        ("signed_by", New::Person(item.signed_by)),
        ("removal", New::Word(item.removal.map(Removal::as_str))),
    ]
}

/// Stores who may decide beside the reviewer.
pub async fn set_actors(tx: &mut Tx, item: &LineItem) -> Result<(), StoreError> {
    let LineItemId { campaign, number } = item.id;
    let sql = "DELETE FROM line_item_actors WHERE campaign = $1 AND number = $2";
    tx.execute(sql, args![campaign, number]).await?;
    for (user, permissions) in &item.actors {
        tx.execute(
            "INSERT INTO line_item_actors (campaign, number, user_id, permissions) VALUES ($1, $2, $3, $4)",
            args![campaign, number, user.uuid(), json_text(permissions)?],
        )
        .await?;
    }
    Ok(())
}

/// Adds the same to what was done and said about several.
pub async fn add_comments(
    tx: &mut Tx,
    items: &[LineItemId],
    comment: &ItemComment,
    mut new_id: impl FnMut() -> Uuid,
) -> Result<(), StoreError> {
    for chunk in items.chunks(CHUNK) {
        let mut statement = Query::insert();
        statement.into_table("line_item_comments").columns([
            "id",
            "campaign",
            "number",
            "user_id",
            "user_name",
            "action",
            "comment",
            "at",
        ]);
        for item in chunk {
            // The columns are as many as the values.
            let _ = statement.values([
                new_id().into(),
                item.campaign.into(),
                item.number.into(),
                comment.user.map(UserId::uuid).into(),
                comment.name.clone().into(),
                comment.action.clone().into(),
                comment.comment.clone().into(),
                comment.at.into(),
            ]);
        }
        tx.insert(&statement).await?;
    }
    Ok(())
}

/// A comment as it is kept, after the place of its line item.
type Said = (i64, Option<Uuid>, String, String, String, DateTime<Utc>);

/// What was done and said about these line items, oldest first.
pub async fn comments(
    tx: &mut Tx,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, Vec<ItemComment>>, StoreError> {
    let mut found: HashMap<i64, Vec<ItemComment>> = HashMap::new();
    for chunk in numbers.chunks(CHUNK) {
        let statement = Query::select()
            .columns(["number", "user_id", "user_name", "action", "comment", "at"])
            .from("line_item_comments")
            .and_where(Expr::col("campaign").eq(campaign))
            .and_where(Expr::col("number").is_in(chunk.iter().copied()))
            .order_by("at", Order::Asc)
            .order_by("id", Order::Asc)
            .take();
        for (number, user, name, action, comment, at) in tx.select::<Said>(&statement).await? {
            let said = ItemComment { user: user.map(UserId), name, action, comment, at };
            found.entry(number).or_default().push(said);
        }
    }
    Ok(found)
}

/// Who decides about these line items in a stage; those for whom there is nobody are missing.
///
/// # Errors
/// [`StoreError::Unusable`] for a certifier that cannot be found.
pub async fn next_certifiers(
    tx: &mut Tx,
    definition: &TemplateDefinition,
    stage: usize,
    campaign: i64,
    numbers: &[i64],
) -> Result<HashMap<i64, UserId>, StoreError> {
    let mut found = HashMap::new();
    let certifiers = Certifiers::read(tx, definition).await?.of_campaign(campaign, "g.grant_id");
    for chunk in numbers.chunks(CHUNK) {
        let who = certifiers.of(stage)?;
        let g = |column: &'static str| Expr::col(("g", column));
        let i = if definition.kind.reviews() == Reviewed::Accounts { "application_id" } else { "item_id" };
        let statement = Query::select()
            .expr(g("number"))
            .expr(who)
            .from_as(TABLE, "g")
            .join_as(JoinType::LeftJoin, "users", "u", Expr::col(("u", "id")).equals(("g", "user_id")))
            .join_as(JoinType::LeftJoin, "items", "i", Expr::col(("i", "id")).equals(("g", i)))
            .join_as(JoinType::LeftJoin, "accounts", "c", Expr::col(("c", "id")).equals(("g", "account_id")))
            .join_as(JoinType::LeftJoin, "users", "m", Expr::col(("m", "id")).equals(("u", "manager_id")))
            .and_where(g("campaign").eq(campaign))
            .and_where(g("number").is_in(chunk.iter().copied()))
            .take();
        let rows = tx.select::<(i64, Option<Uuid>)>(&statement).await?;
        found.extend(rows.into_iter().filter_map(|(number, who)| Some((number, UserId(who?)))));
    }
    Ok(found)
}

/// Signed revokes whose access is still to be taken away, and for which nothing was asked yet; the first signed first.
/// Those that were to go at a date wait for it.
pub async fn removals(
    tx: &mut Tx,
    campaign: i64,
    signed_before: DateTime<Utc>,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<LineItem>, StoreError> {
    let statement = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("campaign").eq(campaign))
        .and_where(Expr::cust("removal = 'pending'"))
        .and_where(Expr::col("removal_request").is_null())
        .and_where(Expr::col("signed_at").lte(signed_before))
        .and_where(Expr::col("until_at").is_null().or(Expr::col("until_at").lte(now)))
        .order_by("signed_at", Order::Asc)
        .order_by("number", Order::Asc)
        .limit(most)
        .take();
    tx.select::<Row>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// Takes a removal that is to be asked for: `false` when somebody else has asked meanwhile. Holds until the transaction
/// ends.
pub async fn claim_removal(tx: &mut Tx, item: LineItemId) -> Result<bool, StoreError> {
    let sql = "UPDATE line_items SET revision = revision + 1 WHERE campaign = $1 AND number = $2 \
               AND removal = 'pending' AND removal_request IS NULL";
    Ok(tx.execute(sql, args![item.campaign, item.number]).await? == 1)
}

/// Says how far a removal is, and by which request, where it stands as it did before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody said so meanwhile.
pub async fn set_removal(
    tx: &mut Tx,
    item: LineItemId,
    (before, after): (Option<Removal>, Removal),
    request: Option<&RequestId>,
) -> Result<(), StoreError> {
    let sql = "UPDATE line_items SET removal = $4, removal_request = COALESCE($5, removal_request), \
               revision = revision + 1 WHERE campaign = $1 AND number = $2 AND removal IS NOT DISTINCT FROM $3";
    let before = before.map(Removal::as_str);
    let request = request.map(|request| request.0.clone());
    let touched = tx.execute(sql, args![item.campaign, item.number, before, after.as_str(), request]).await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The request that takes revoked access away.
pub async fn removal_request(tx: &mut Tx, item: LineItemId) -> Result<Option<RequestId>, StoreError> {
    let sql = "SELECT removal_request FROM line_items WHERE campaign = $1 AND number = $2";
    let row: Option<(Option<String>,)> = tx.row(sql, args![item.campaign, item.number]).await?;
    Ok(row.and_then(|(request,)| request).map(RequestId))
}
