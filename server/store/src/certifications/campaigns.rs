//! Campaigns: runs of certifications.

use bailiwick::certification::{Campaign, ExpirationAction, TemplateDefinition};
use bailiwick::id::{CampaignId, TemplateId, UserId};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Query};
use sqlx::FromRow;
use uuid::Uuid;

use super::corrupt;
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text, word};

const TABLE: &str = "campaigns";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    number: i64,
    template_id: Option<Uuid>,
    body: String,
    status: String,
    items: i64,
    started_at: Option<DateTime<Utc>>,
    deadline: Option<DateTime<Utc>>,
    completed_at: Option<DateTime<Utc>>,
    completed_by: Option<Uuid>,
    rest: Option<String>,
    failure: Option<String>,
    revision: i64,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Campaign {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let definition = TemplateDefinition::parse(json(&row.body, TABLE, "body")?);
        Ok(Self {
            id: CampaignId(row.id),
            number: row.number,
            template: row.template_id.map(TemplateId),
            definition: definition.map_err(|faults| corrupt(TABLE, &faults))?,
            status: word(&row.status, TABLE, "status")?,
            items: row.items,
            started: row.started_at,
            deadline: row.deadline,
            completed: row.completed_at,
            completed_by: row.completed_by.map(UserId),
            rest: row.rest.map(|text| word(&text, TABLE, "rest")).transpose()?,
            failure: row.failure,
            revision: row.revision,
            created_at: row.created_at,
        })
    }
}

// What is being deleted is there for nobody but whoever deletes it.
macro_rules! select {
    ($which:literal, $rest:literal) => {
        concat!(
            "SELECT id, number, template_id, body, status, items, started_at, deadline, completed_at, completed_by, rest, \
             failure, revision, created_at FROM campaigns WHERE ",
            $which,
            " (SELECT 1 FROM deleted_campaigns d WHERE d.number = campaigns.number) ",
            $rest
        )
    };
    ($rest:literal) => {
        select!("NOT EXISTS", $rest)
    };
}

/// Every campaign, the latest first; at most so many.
pub async fn latest(tx: &mut Tx, most: i64) -> Result<Vec<Campaign>, StoreError> {
    let rows = tx.rows::<Row>(select!("ORDER BY number DESC LIMIT $1"), args![most]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// A person's own, the latest first.
pub async fn of_owner(tx: &mut Tx, owner: UserId, most: i64) -> Result<Vec<Campaign>, StoreError> {
    let sql = select!("AND owner_id = $1 ORDER BY number DESC LIMIT $2");
    tx.rows::<Row>(sql, args![owner.uuid(), most]).await?.into_iter().map(TryInto::try_into).collect()
}

/// One campaign.
pub async fn find(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    tx.row::<Row>(select!("AND id = $1"), args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// One campaign that is being deleted.
pub async fn find_deleted(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    let row = tx.row::<Row>(select!("EXISTS", "AND id = $1"), args![id.uuid()]).await?;
    row.map(TryInto::try_into).transpose()
}

/// The campaign whose line items are kept under a number.
pub async fn of_number(tx: &mut Tx, number: i64) -> Result<Option<Campaign>, StoreError> {
    tx.row::<Row>(select!("AND number = $1"), args![number]).await?.map(TryInto::try_into).transpose()
}

/// The same of several.
pub async fn of_numbers(tx: &mut Tx, numbers: &[i64]) -> Result<Vec<Campaign>, StoreError> {
    const COLUMNS: [&str; 14] = [
        "id",
        "number",
        "template_id",
        "body",
        "status",
        "items",
        "started_at",
        "deadline",
        "completed_at",
        "completed_by",
        "rest",
        "failure",
        "revision",
        "created_at",
    ];
    let statement = Query::select()
        .columns(COLUMNS)
        .from(TABLE)
        .and_where(Expr::col("number").is_in(numbers.iter().copied()))
        .and_where(Expr::cust(
            "NOT EXISTS (SELECT 1 FROM deleted_campaigns d WHERE d.number = campaigns.number)",
        ))
        .take();
    tx.select::<Row>(&statement).await?.into_iter().map(TryInto::try_into).collect()
}

/// The campaigns that put line items to a person, or give them a part in some; the one that ends first, first.
pub async fn of_person(tx: &mut Tx, user: UserId) -> Result<Vec<Campaign>, StoreError> {
    let sql = select!(
        "AND started_at IS NOT NULL AND (EXISTS (SELECT 1 FROM line_items l \
         WHERE l.campaign = campaigns.number AND l.reviewer_id = $1) OR number IN (SELECT a.campaign \
         FROM line_item_actors a WHERE a.user_id = $1)) ORDER BY deadline, number"
    );
    tx.rows::<Row>(sql, args![user.uuid()]).await?.into_iter().map(TryInto::try_into).collect()
}

/// Nobody else changes a campaign, or looks whether it has ended, until this transaction is over.
pub async fn lock(tx: &mut Tx, id: CampaignId) -> Result<(), StoreError> {
    if matches!(tx, Tx::Postgres(_)) {
        let sql = "SELECT id FROM campaigns WHERE id = $1 FOR UPDATE";
        tx.row::<(Uuid,)>(sql, args![id.uuid()]).await?;
    }
    Ok(())
}

/// The campaigns that ask somebody, or are going to.
pub async fn living(tx: &mut Tx) -> Result<Vec<CampaignId>, StoreError> {
    let sql =
        "SELECT id FROM campaigns WHERE status IN ('creating', 'staging', 'in-progress') ORDER BY number";
    let rows = tx.rows::<(Uuid,)>(sql, args![]).await?;
    Ok(rows.into_iter().map(|(id,)| CampaignId(id)).collect())
}

/// The number of the next campaign: one that none had before.
pub async fn next_number(tx: &mut Tx) -> Result<i64, StoreError> {
    let sql = "SELECT COALESCE(max(number), 0) + 1 FROM (SELECT max(number) AS number FROM campaigns \
               UNION ALL SELECT max(number) FROM deleted_campaigns) n";
    tx.count(sql, args![]).await
}

/// Adds a campaign.
///
/// # Errors
/// [`StoreError::Duplicate`]: another began at the same instant, and has its number.
pub async fn insert(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    let definition = &campaign.definition;
    tx.execute(
        "INSERT INTO campaigns (id, number, template_id, name, name_norm, kind, owner_id, body, status, items, deadline, \
         revision, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            campaign.id.uuid(),
            campaign.number,
            campaign.template.map(TemplateId::uuid),
            definition.name.clone(),
            normalise(&definition.name),
            definition.kind.as_str(),
            definition.owner.uuid(),
            json_text(definition.body())?,
            campaign.status.as_str(),
            campaign.items,
            campaign.deadline,
            campaign.revision,
            campaign.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// Stores what a campaign is from now on; only before anybody decides, or where nothing changes about what is decided.
pub async fn redefine(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    let definition = &campaign.definition;
    tx.execute(
        "UPDATE campaigns SET name = $2, name_norm = $3, owner_id = $4, body = $5 WHERE id = $1",
        args![
            campaign.id.uuid(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.owner.uuid(),
            json_text(definition.body())?,
        ],
    )
    .await?;
    Ok(())
}

/// Stores what becomes of what nobody decided, as whoever ends a campaign says; its definition stays as it was.
pub async fn set_rest(tx: &mut Tx, id: CampaignId, rest: ExpirationAction) -> Result<(), StoreError> {
    tx.execute("UPDATE campaigns SET rest = $2 WHERE id = $1", args![id.uuid(), rest.as_str()]).await?;
    Ok(())
}

/// Stores where a campaign stands, if nobody did since the revision before; its definition stays as it was, and how many line
/// items it has is for who makes them to say (`generate::set_position`).
///
/// # Errors
/// [`StoreError::Stale`] when somebody did.
pub async fn update(tx: &mut Tx, campaign: &Campaign) -> Result<(), StoreError> {
    let touched = tx
        .execute(
            "UPDATE campaigns SET status = $3, started_at = $4, deadline = $5, completed_at = $6, completed_by = $7, \
             failure = $8, revision = $2 WHERE id = $1 AND revision = $2 - 1",
            args![
                campaign.id.uuid(),
                campaign.revision,
                campaign.status.as_str(),
                campaign.started,
                campaign.deadline,
                campaign.completed,
                campaign.completed_by.map(UserId::uuid),
                campaign.failure.clone(),
            ],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
