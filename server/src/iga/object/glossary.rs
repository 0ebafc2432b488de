//! Attributes of the glossary (contract 2.5, 2.21).

use bailiwick::glossary::{Attribute, Definition, ObjectKind, ValueType};
use serde::Serialize;
use utoipa::ToSchema;

use super::Dates;
use crate::api::{ApiError, Fields, FromBody};

/// An attribute that objects of a kind can have.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GlossaryAttribute {
    /// UUID.
    id: String,
    /// Its name in filters.
    #[schema(example = "glossary.idx./entitlement.dataClassification")]
    key: String,
    /// Its name in maps of values.
    #[schema(example = "dataClassification")]
    name: String,
    /// As shown.
    display_name: String,
    /// What it tells.
    description: String,
    /// `string`, `text`, `boolean`, `integer`, `date` or `managedObject`.
    #[serde(rename = "type")]
    #[schema(example = "string")]
    kind: &'static str,
    /// `application`, `entitlement`, `role`, `account` or `user`.
    #[schema(example = "entitlement")]
    object_type: &'static str,
    /// An object may have several values.
    is_multi_value: bool,
    /// The only values there may be; left out when any may be.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_values: Option<Vec<String>>,
    /// Of a `managedObject`: always `user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    managed_object_type: Option<&'static str>,
    /// It is built in: it can be set, but not changed or deleted.
    is_internal: bool,
    /// Filters of lists may name it; those of accounts only conditions of policy rules, since accounts have no list.
    searchable: bool,
    /// When it was defined; left out when it is built in or was defined just now.
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Dates>,
}

impl GlossaryAttribute {
    /// The attribute as it is read.
    pub fn of(attribute: &Attribute) -> Self {
        let metadata = attribute.created_at.zip(attribute.modified_at);
        let metadata = metadata.map(|(created_date, modified_date)| Dates { created_date, modified_date });
        Self { metadata, ..Self::without_dates(attribute) }
    }

    /// The attribute as defining it answers (contract 1.4).
    pub fn without_dates(attribute: &Attribute) -> Self {
        let definition = &attribute.definition;
        let allowed = &definition.allowed_values;
        Self {
            id: attribute.id.to_string(),
            key: attribute.key(),
            name: definition.name.clone(),
            display_name: definition.display_name.clone(),
            description: definition.description.clone(),
            kind: definition.value_type.as_str(),
            object_type: definition.object_kind.as_str(),
            is_multi_value: definition.is_multi_value,
            allowed_values: (!allowed.is_empty()).then(|| allowed.clone()),
            managed_object_type: (definition.value_type == ValueType::Person).then_some("user"),
            is_internal: attribute.built_in.is_some(),
            searchable: definition.object_kind != ObjectKind::Account,
            metadata: None,
        }
    }
}

/// What is said in defining an attribute.
#[derive(Debug, ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes what `Definition` is read from")]
pub struct NewGlossaryAttribute {
    /// `application`, `entitlement`, `role`, `account` or `user`.
    #[schema(example = "entitlement")]
    object_type: String,
    /// 1 to 64 letters, digits, spaces, `_` and `-`, the first a letter; unique among those of the object type.
    #[schema(example = "dataClassification")]
    name: String,
    /// As shown; the name when missing.
    #[schema(example = "Data classification")]
    display_name: Option<String>,
    /// What it tells; at most 1,000 characters.
    description: Option<String>,
    /// `string` (one line of at most 255 characters), `text` (at most 4,000), `boolean`, `integer`, `date` or
    /// `managedObject` (a person).
    #[schema(example = "string")]
    r#type: String,
    /// An object may have several values, at most 100; not for `boolean`.
    is_multi_value: Option<bool>,
    /// Of a `string` or `integer`: the only values there may be, at most 200.
    #[schema(example = json!(["public", "internal", "confidential"]))]
    allowed_values: Option<Vec<String>>,
    /// Of a `managedObject`: `user`, the only one there is.
    managed_object_type: Option<String>,
}

impl FromBody for Definition {
    fn read(fields: &Fields<'_>) -> Result<Self, ApiError> {
        let object_kind = match fields.required_text("objectType")?.trim_start_matches('/') {
            "assignment" | "resource" => ObjectKind::Entitlement,
            word => word.parse().map_err(|_| {
                fields.fault("objectType", "must be one of application, entitlement, role, account, user")
            })?,
        };
        let value_type = fields.word("type")?.ok_or_else(|| fields.fault("type", "is missing"))?;
        let refers_to = fields.text("managedObjectType")?;
        if value_type == ValueType::Person && refers_to.is_some_and(|word| word != "user") {
            return Err(fields.fault("managedObjectType", "must be user: values name people"));
        }
        Ok(Self {
            object_kind,
            name: fields.required_text("name")?.trim().to_owned(),
            display_name: fields.text("displayName")?.unwrap_or_default().to_owned(),
            description: fields.text("description")?.unwrap_or_default().to_owned(),
            value_type,
            is_multi_value: fields.flag("isMultiValue")?.unwrap_or(false),
            allowed_values: fields.scalars("allowedValues", 1_000)?,
        })
    }
}
