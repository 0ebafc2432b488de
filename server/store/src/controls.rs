//! Mitigating controls, the rules they are linked to, and evidence of them.

pub mod evidence;
pub mod links;

use bailiwick::id::{ControlId, UserId};
use bailiwick::policy::control::Given;
use bailiwick::policy::{Control, ControlDefinition};
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::policies::corrupt;
use crate::tx::{Tx, args};
use crate::{json, json_text};

const TABLE: &str = "mitigating_controls";

#[derive(FromRow)]
struct Row {
    id: Uuid,
    body: String,
    evidence_at: Option<DateTime<Utc>>,
    evidence_by: Option<Uuid>,
    evidence_for: Option<Uuid>,
    retired_at: Option<DateTime<Utc>>,
    revision: i64,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<Row> for Control {
    type Error = StoreError;
    fn try_from(row: Row) -> Result<Self, StoreError> {
        let definition = ControlDefinition::parse(json(&row.body, TABLE, "body")?);
        Ok(Self {
            id: ControlId(row.id),
            definition: definition.map_err(|faults| corrupt(TABLE, &faults))?,
            given: row.evidence_at.map(|at| Given {
                at,
                by: row.evidence_by.map(UserId),
                on_behalf_of: row.evidence_for.map(UserId),
            }),
            retired: row.retired_at,
            revision: row.revision,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.body, c.evidence_at, c.evidence_by, c.evidence_for, c.retired_at, c.revision, c.created_at, \
             c.modified_at FROM mitigating_controls c ",
            $rest
        )
    };
}
use select;

/// Every control, by name.
pub async fn all(tx: &mut Tx) -> Result<Vec<Control>, StoreError> {
    let rows = tx.rows::<Row>(select!("ORDER BY c.name_norm"), args![]).await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One control.
pub async fn find(tx: &mut Tx, id: ControlId) -> Result<Option<Control>, StoreError> {
    tx.row::<Row>(select!("WHERE c.id = $1"), args![id.uuid()]).await?.map(TryInto::try_into).transpose()
}

/// One control that stays as it is until the transaction ends: evidence, exceptions that come to rest on it and what
/// ends them go one after another.
pub async fn find_for_change(tx: &mut Tx, id: ControlId) -> Result<Option<Control>, StoreError> {
    // A write that changes nothing locks the row, on either database.
    tx.execute("UPDATE mitigating_controls SET revision = revision WHERE id = $1", args![id.uuid()]).await?;
    find(tx, id).await
}

/// How many controls there are.
pub async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.count("SELECT count(*) FROM mitigating_controls", args![]).await
}

/// Adds a control, with the revision and dates it has.
///
/// # Errors
/// [`StoreError::Duplicate`]: another has its name. [`StoreError::Dangling`]: its owner does not exist.
pub async fn insert(tx: &mut Tx, control: &Control) -> Result<(), StoreError> {
    let definition = &control.definition;
    tx.execute(
        "INSERT INTO mitigating_controls (id, name, name_norm, owner_id, body, revision, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            control.id.uuid(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.owner.uuid(),
            json_text(definition.body())?,
            control.revision,
            control.created_at,
            control.modified_at,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what is said about a control, and whether it is retired, if nobody did since the revision before.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; as [`insert`].
pub async fn update(tx: &mut Tx, control: &Control) -> Result<(), StoreError> {
    let definition = &control.definition;
    let touched = tx
        .execute(
            "UPDATE mitigating_controls SET name = $3, name_norm = $4, owner_id = $5, body = $6, evidence_until = $7, \
             retired_at = $8, revision = $9, modified_at = $10 WHERE id = $1 AND revision = $2",
            args![
                control.id.uuid(),
                control.revision - 1,
                definition.name.clone(),
                normalise(&definition.name),
                definition.owner.uuid(),
                json_text(definition.body())?,
                control.until(),
                control.retired,
                control.revision,
                control.modified_at,
            ],
        )
        .await?;
    if touched == 0 { Err(StoreError::Stale) } else { Ok(()) }
}

/// Writes down what evidence of a control is the last.
pub async fn set_given(tx: &mut Tx, control: &Control) -> Result<(), StoreError> {
    let given = control.given;
    tx.execute(
        "UPDATE mitigating_controls SET evidence_at = $2, evidence_by = $3, evidence_for = $4, evidence_until = $5 \
         WHERE id = $1",
        args![
            control.id.uuid(),
            given.map(|given| given.at),
            given.and_then(|given| given.by).map(UserId::uuid),
            given.and_then(|given| given.on_behalf_of).map(UserId::uuid),
            control.until(),
        ],
    )
    .await?;
    Ok(())
}

/// Deletes a control and its links, if nobody changed it since `revision`.
///
/// # Errors
/// [`StoreError::Stale`] when somebody did; [`StoreError::Dangling`] when there is evidence, or an exception rests on it.
pub async fn delete(tx: &mut Tx, id: ControlId, revision: i64) -> Result<(), StoreError> {
    tx.execute("DELETE FROM rule_controls WHERE control_id = $1", args![id.uuid()]).await?;
    let sql = "DELETE FROM mitigating_controls WHERE id = $1 AND revision = $2";
    if tx.execute(sql, args![id.uuid(), revision]).await? == 0 { Err(StoreError::Stale) } else { Ok(()) }
}
