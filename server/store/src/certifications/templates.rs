//! Certifications that can be run.

use bailiwick::certification::{Template, TemplateDefinition};
use bailiwick::id::TemplateId;
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use super::corrupt;
use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "certification_templates";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    body: String,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Template {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let definition = TemplateDefinition::parse(json(&row.body, TABLE, "body")?);
        Ok(Self {
            id: TemplateId(row.id),
            definition: definition.map_err(|faults| corrupt(TABLE, &faults))?,
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

/// Every template, by name. One that this version cannot read is left out, and the log says so: the others are there.
pub async fn all(tx: &mut Tx) -> Result<Vec<Template>, StoreError> {
    let sql =
        "SELECT id, body, revision, created_at, modified_at FROM certification_templates ORDER BY name_norm";
    let readable = |row: Row| {
        let id = row.id;
        let read = Template::try_from(row);
        if let Err(error) = &read {
            tracing::warn!(
                template = %id,
                error = error as &dyn std::error::Error,
                "a certification template cannot be read"
            );
        }
        read.ok()
    };
    Ok(tx.rows::<Row>(sql, args![]).await?.into_iter().filter_map(readable).collect())
}

/// One template.
pub async fn find(tx: &mut Tx, id: TemplateId) -> Result<Option<Template>, StoreError> {
    let sql = "SELECT id, body, revision, created_at, modified_at FROM certification_templates WHERE id = $1";
    tx.row::<Row>(sql, args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// Whether a template has that name, in any spelling.
pub async fn has_name(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM certification_templates WHERE name_norm = $1";
    Ok(tx.count(sql, args![normalise(name)]).await? > 0)
}

/// How many there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM certification_templates", args![]).await
}

/// Adds a template.
///
/// # Errors
/// [`StoreError::Duplicate`]: another has its name, or its id of the IDHub API. [`StoreError::Dangling`]: its owner does not exist.
pub async fn insert(tx: &mut Tx, template: &Template) -> Result<(), StoreError> {
    let definition = &template.definition;
    tx.execute(
        "INSERT INTO certification_templates (id, name, name_norm, kind, owner_id, is_event_based, body, revision, \
         created_at, modified_at, idhub_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            template.id.uuid(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.kind.as_str(),
            definition.owner.uuid(),
            definition.is_event_based,
            json_text(definition.body())?,
            template.revision,
            template.created_at,
            template.modified_at,
            definition.idhub_id().map(str::to_owned),
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what was said about a template, if nobody did since the revision before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; as [`insert`].
pub async fn update(tx: &mut Tx, template: &Template) -> Result<(), StoreError> {
    let definition = &template.definition;
    let touched = tx
        .execute(
            "UPDATE certification_templates SET name = $3, name_norm = $4, kind = $5, owner_id = $6, is_event_based = $7, \
             body = $8, revision = $2, modified_at = $9, idhub_id = $10 WHERE id = $1 AND revision = $2 - 1",
            args![
                template.id.uuid(),
                template.revision,
                definition.name.clone(),
                normalise(&definition.name),
                definition.kind.as_str(),
                definition.owner.uuid(),
                definition.is_event_based,
                json_text(definition.body())?,
                template.modified_at,
                definition.idhub_id().map(str::to_owned),
            ],
        )
        .await?;
    if touched == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Deletes a template; its campaigns stay.
pub async fn delete(tx: &mut Tx, id: TemplateId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM certification_templates WHERE id = $1", args![id.uuid()]).await?;
    Ok(())
}
