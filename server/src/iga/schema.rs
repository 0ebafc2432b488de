//! What lists can be searched by (contract 2.5 rows 23 and 24), from what the store can search.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use bailiwick::glossary::Attribute;
use bailiwick_engine::{Context, Engine, Searchable, catalog, glossary, requests};
use serde::Serialize;
use utoipa::ToSchema;

use super::TAG;
use crate::api::{ApiError, Caller, Message, WordPath};

/// A property that can be searched and sorted by.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SearchProperty {
    /// Its name in filters.
    #[schema(example = "glossary.idx./entitlement.requestable")]
    key: Cow<'static, str>,
    /// The last part of it.
    #[schema(example = "requestable")]
    name: Cow<'static, str>,
    /// As shown.
    #[schema(example = "Requestable")]
    display_name: String,
    /// What it belongs to, in words.
    description: String,
    /// `string`, `text`, `date`, `boolean`, `integer` or `managedObject`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// It has several values; a filter matches when one of them does.
    is_multi_value: bool,
    /// The only values there are, where there are few.
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed_values: Option<Vec<String>>,
    /// What it belongs to.
    object_type: &'static str,
    /// Always true.
    searchable: bool,
}

/// What there are properties of.
const OBJECT_TYPES: [&str; 5] = ["application", "catalog", "entitlement", "request", "role"];

impl SearchProperty {
    pub(super) fn of(property: &Searchable, object_type: &'static str) -> Self {
        let name = property.name.rsplit('.').next().unwrap_or(property.name);
        Self {
            key: property.name.into(),
            name: name.into(),
            display_name: in_words(name),
            description: format!("{} of the {object_type}", in_words(name)),
            kind: property.kind,
            is_multi_value: property.many,
            allowed_values: None,
            object_type,
            searchable: true,
        }
    }

    /// The same under another name in filters.
    pub(super) fn called(self, key: String) -> Self {
        Self { key: key.into(), ..self }
    }

    pub(super) fn of_glossary(attribute: &Attribute) -> Self {
        let definition = &attribute.definition;
        let allowed = &definition.allowed_values;
        Self {
            key: attribute.key().into(),
            name: definition.name.clone().into(),
            display_name: definition.display_name.clone(),
            description: definition.description.clone(),
            kind: definition.value_type.as_str(),
            is_multi_value: definition.is_multi_value,
            allowed_values: (!allowed.is_empty()).then(|| allowed.clone()),
            object_type: definition.object_kind.as_str(),
            searchable: true,
        }
    }
}

/// `displayName` as `Display name`.
fn in_words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        match (words.is_empty(), letter.is_uppercase()) {
            (true, _) => words.extend(letter.to_uppercase()),
            (false, true) => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            (false, false) => words.push(letter),
        }
    }
    words
}

/// The kind of item a property of the catalog belongs to.
fn object_type(name: &str) -> &'static str {
    let rest = name.split_once("idx./").map_or(name, |(_, rest)| rest);
    let of = |prefix: &str| rest.starts_with(prefix);
    if of("application") {
        "application"
    } else if of("entitlement") || of("assignment") {
        "entitlement"
    } else if of("role") {
        "role"
    } else {
        "catalog"
    }
}

fn properties(wanted: &'static str) -> Vec<SearchProperty> {
    if wanted == "request" {
        return requests::SEARCHABLE.iter().map(|property| SearchProperty::of(property, wanted)).collect();
    }
    let of_type = catalog::SEARCHABLE.iter().filter(|property| object_type(property.name) == wanted);
    of_type.map(|property| SearchProperty::of(property, wanted)).collect()
}

/// The properties that come with the product, and the attributes that administrators defined.
async fn with_glossary(
    engine: &Engine,
    ctx: &Context,
    wanted: &'static str,
) -> Result<Vec<SearchProperty>, ApiError> {
    let defined = glossary::attributes(engine, ctx).await?;
    let of_type = |one: &&Attribute| one.built_in.is_none() && one.definition.object_kind.as_str() == wanted;
    let mut all = properties(wanted);
    all.extend(defined.iter().filter(of_type).map(SearchProperty::of_glossary));
    Ok(all)
}

/// List searchable properties
///
/// What filters and sort keys may name, by what it belongs to: `application`, `entitlement`, `role` and `catalog`
/// for the catalog, `request` for requests. Attributes of the glossary come
/// with what they describe.
#[utoipa::path(
    get,
    path = "/iga/governance/search/schema",
    operation_id = "listSearchProperties",
    tag = TAG,
    responses(
        (status = 200, description = "Properties by what they belong to", body = BTreeMap<String, Vec<SearchProperty>>),
        (status = 401, description = "Nobody has signed in", body = Message),
    ),
)]
pub async fn all(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
) -> Result<Json<BTreeMap<&'static str, Vec<SearchProperty>>>, ApiError> {
    let mut all = BTreeMap::new();
    for object_type in OBJECT_TYPES {
        all.insert(object_type, with_glossary(&engine, &ctx, object_type).await?);
    }
    Ok(Json(all))
}

/// List searchable properties of one object type
#[utoipa::path(
    get,
    path = "/iga/governance/search/schema/{objectType}",
    operation_id = "listSearchPropertiesOf",
    tag = TAG,
    params(("objectType" = String, Path, description = "`application`, `catalog`, `entitlement`, `request` or `role`")),
    responses(
        (status = 200, description = "Its properties", body = Vec<SearchProperty>),
        (status = 401, description = "Nobody has signed in", body = Message),
        (status = 404, description = "There is no such object type", body = Message),
    ),
)]
pub async fn one(
    Caller(ctx): Caller,
    State(engine): State<Engine>,
    WordPath(wanted): WordPath,
) -> Result<Json<Vec<SearchProperty>>, ApiError> {
    let known = OBJECT_TYPES.into_iter().find(|object_type| *object_type == wanted);
    let known = known.ok_or_else(|| {
        ApiError::missing(format!(
            "there is no object type of that name: there are {}",
            OBJECT_TYPES.join(", ")
        ))
    })?;
    Ok(Json(with_glossary(&engine, &ctx, known).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_belongs_to_one_object_type() {
        let listed: usize = OBJECT_TYPES.into_iter().map(|wanted| properties(wanted).len()).sum();
        assert_eq!(listed, catalog::SEARCHABLE.len() + requests::SEARCHABLE.len());
        assert_eq!(object_type("glossary.idx./role.requestable"), "role");
        assert_eq!(object_type("assignment.name"), "entitlement");
        assert_eq!(object_type("metadata.created"), "catalog");
        assert_eq!(in_words("displayName"), "Display name");
    }
}
