//! Values of the glossary, many at once.

use bailiwick::glossary::Attribute;
use bailiwick::text::normalise;
use uuid::Uuid;

use super::rows::Rows;
use crate::glossary::searchable;
use crate::{StoreError, Tx};

/// Adds values of one attribute to objects that have none of it.
pub async fn insert_glossary_values(
    tx: &mut Tx,
    attribute: &Attribute,
    values: &[(Uuid, Vec<String>)],
) -> Result<(), StoreError> {
    const COLUMNS: &[&str] =
        &["object_id", "attribute_id", "position", "text_value", "norm_value", "number_value", "time_value"];
    let mut rows = Rows::new("glossary_values", COLUMNS, values.len());
    for (object, texts) in values {
        for (position, text) in (0_i64..).zip(texts) {
            let (number, time) = searchable(attribute.definition.value_type, text);
            rows.push([
                (*object).into(),
                attribute.id.uuid().into(),
                position.into(),
                text.clone().into(),
                normalise(text).into(),
                number.into(),
                time.into(),
            ]);
        }
    }
    rows.write(tx).await
}
