//! The glossary: attributes that administrators defined, and the values objects have of them.

use std::collections::{BTreeMap, HashMap};

use bailiwick::glossary::{Attribute, Definition, ValueType};
use bailiwick::id::AttributeId;
use bailiwick::text::normalise;
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait, Order, Query};
use sqlx::FromRow;
use uuid::Uuid;

use crate::error::StoreError;
use crate::tx::{Tx, args};
use crate::word;

/// What objects have: values in their order, by attribute, by object.
pub type Values = HashMap<Uuid, BTreeMap<AttributeId, Vec<String>>>;

#[derive(FromRow)]
struct AttributeRow {
    id: Uuid,
    object_kind: String,
    name: String,
    display_name: String,
    description: String,
    value_type: String,
    is_multi_value: bool,
    allowed_values: String,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<AttributeRow> for Attribute {
    type Error = StoreError;
    fn try_from(row: AttributeRow) -> Result<Self, StoreError> {
        let allowed_values =
            serde_json::from_str(&row.allowed_values).map_err(|fault| StoreError::Corrupt {
                table: "glossary_attributes",
                column: "allowed_values",
                fault: fault.to_string(),
            })?;
        Ok(Self {
            id: AttributeId(row.id),
            definition: Definition {
                object_kind: word(&row.object_kind, "glossary_attributes", "object_kind")?,
                name: row.name,
                display_name: row.display_name,
                description: row.description,
                value_type: word(&row.value_type, "glossary_attributes", "value_type")?,
                is_multi_value: row.is_multi_value,
                allowed_values,
            },
            built_in: None,
            created_at: Some(row.created_at),
            modified_at: Some(row.modified_at),
        })
    }
}

/// All attributes that were defined, by kind and name.
pub async fn attributes(tx: &mut Tx) -> Result<Vec<Attribute>, StoreError> {
    let rows: Vec<AttributeRow> = tx
        .rows(
            "SELECT id, object_kind, name, display_name, description, value_type, is_multi_value, allowed_values, \
             created_at, modified_at FROM glossary_attributes ORDER BY object_kind, name_norm",
            args![],
        )
        .await?;
    rows.into_iter().map(TryInto::try_into).collect()
}

fn allowed(definition: &Definition) -> Result<String, StoreError> {
    serde_json::to_string(&definition.allowed_values).map_err(|fault| StoreError::Unusable(fault.to_string()))
}

/// Adds an attribute.
///
/// # Errors
/// [`StoreError::Duplicate`]: the kind has one of that name.
pub async fn insert(
    tx: &mut Tx,
    id: AttributeId,
    definition: &Definition,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO glossary_attributes (id, object_kind, name, name_norm, display_name, description, value_type, \
         is_multi_value, allowed_values, created_at, modified_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        args![
            id.uuid(),
            definition.object_kind.as_str(),
            definition.name.clone(),
            normalise(&definition.name),
            definition.display_name.clone(),
            definition.description.clone(),
            definition.value_type.as_str(),
            definition.is_multi_value,
            allowed(definition)?,
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Replaces what can change about an attribute.
pub async fn update(
    tx: &mut Tx,
    id: AttributeId,
    definition: &Definition,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE glossary_attributes SET display_name = $2, description = $3, is_multi_value = $4, \
         allowed_values = $5, modified_at = $6 WHERE id = $1",
        args![
            id.uuid(),
            definition.display_name.clone(),
            definition.description.clone(),
            definition.is_multi_value,
            allowed(definition)?,
            now,
        ],
    )
    .await?;
    Ok(())
}

/// Deletes an attribute and all its values; how many objects had some.
pub async fn delete(tx: &mut Tx, id: AttributeId) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) FROM glossary_values WHERE attribute_id = $1 AND position = 0";
    let objects = tx.count(sql, args![id.uuid()]).await?;
    tx.execute("DELETE FROM glossary_values WHERE attribute_id = $1", args![id.uuid()]).await?;
    tx.execute("DELETE FROM glossary_attributes WHERE id = $1", args![id.uuid()]).await?;
    Ok(objects)
}

/// Whether any object has several values of an attribute.
pub async fn has_several(tx: &mut Tx, id: AttributeId) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM glossary_values WHERE attribute_id = $1 AND position = 1";
    Ok(tx.count(sql, args![id.uuid()]).await? > 0)
}

/// A value of an attribute that some object has and that is none of these.
pub async fn other_than(
    tx: &mut Tx,
    id: AttributeId,
    allowed: &[String],
) -> Result<Option<String>, StoreError> {
    let statement = Query::select()
        .column("text_value")
        .from("glossary_values")
        .and_where(Expr::col("attribute_id").eq(id.uuid()))
        .and_where(Expr::col("text_value").is_not_in(allowed.iter().map(String::as_str)))
        .limit(1)
        .take();
    Ok(tx.select::<(String,)>(&statement).await?.pop().map(|(value,)| value))
}

/// What objects have, in one statement for every 500; those that have nothing are left out.
pub async fn values(tx: &mut Tx, objects: &[Uuid]) -> Result<Values, StoreError> {
    let mut found = Values::new();
    for chunk in objects.chunks(500) {
        let statement = Query::select()
            .columns(["object_id", "attribute_id", "text_value"])
            .from("glossary_values")
            .and_where(Expr::col("object_id").is_in(chunk.iter().copied()))
            .order_by("position", Order::Asc)
            .take();
        for (object, attribute, text) in tx.select::<(Uuid, Uuid, String)>(&statement).await? {
            let of_object = found.entry(object).or_default();
            of_object.entry(AttributeId(attribute)).or_default().push(text);
        }
    }
    Ok(found)
}

/// What a value is found by: as a number, as a moment.
pub(crate) fn searchable(value_type: ValueType, text: &str) -> (Option<i64>, Option<DateTime<Utc>>) {
    match value_type {
        ValueType::Integer => (text.parse().ok(), None),
        ValueType::Date => (None, text.parse().ok()),
        _ => (None, None),
    }
}

/// Replaces the values of one attribute of an object; the attribute must be one of [`attributes`].
pub async fn set(
    tx: &mut Tx,
    object: Uuid,
    attribute: &Attribute,
    values: &[String],
) -> Result<(), StoreError> {
    let id = attribute.id.uuid();
    tx.execute("DELETE FROM glossary_values WHERE object_id = $1 AND attribute_id = $2", args![object, id])
        .await?;
    for (position, text) in (0_i64..).zip(values) {
        let (number, time) = searchable(attribute.definition.value_type, text);
        tx.execute(
            "INSERT INTO glossary_values (object_id, attribute_id, position, text_value, norm_value, number_value, \
             time_value) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![object, id, position, text.clone(), normalise(text), number, time],
        )
        .await?;
    }
    Ok(())
}

/// The objects that have a value, with the attribute they have it of.
pub async fn with_value(
    tx: &mut Tx,
    value_type: ValueType,
    text: &str,
) -> Result<Vec<(Uuid, AttributeId)>, StoreError> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .rows(
            "SELECT v.object_id, v.attribute_id FROM glossary_values v JOIN glossary_attributes a \
             ON a.id = v.attribute_id WHERE a.value_type = $1 AND v.text_value = $2",
            args![value_type.as_str(), text],
        )
        .await?;
    Ok(rows.into_iter().map(|(object, attribute)| (object, AttributeId(attribute))).collect())
}
