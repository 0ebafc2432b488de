//! What lists can be searched by (contract 2.5 rows 23 and 24), from what the store can search.

use std::collections::BTreeMap;

use axum::Json;
use bailiwick_engine::{Searchable, catalog, requests};
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
    key: &'static str,
    /// The last part of it.
    #[schema(example = "requestable")]
    name: &'static str,
    /// As shown.
    #[schema(example = "Requestable")]
    display_name: String,
    /// What it belongs to, in words.
    description: String,
    /// `string`, `date`, `boolean` or `integer`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// It has several values; a filter matches when one of them does.
    is_multi_value: bool,
    /// What it belongs to.
    object_type: &'static str,
    /// Always true.
    searchable: bool,
}

/// What there are properties of.
const OBJECT_TYPES: [&str; 5] = ["application", "catalog", "entitlement", "request", "role"];

impl SearchProperty {
    fn of(property: &Searchable, object_type: &'static str) -> Self {
        let name = property.name.rsplit('.').next().unwrap_or(property.name);
        Self {
            key: property.name,
            name,
            display_name: in_words(name),
            description: format!("{} of the {object_type}", in_words(name)),
            kind: property.kind,
            is_multi_value: property.many,
            object_type,
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

/// List searchable properties
///
/// What filters and sort keys may name, by what it belongs to: `application`, `entitlement`, `role` and `catalog`
/// for the catalog, `request` for requests. Every other attribute of a glossary can be searched too.
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
pub async fn all(_: Caller) -> Json<BTreeMap<&'static str, Vec<SearchProperty>>> {
    Json(OBJECT_TYPES.into_iter().map(|object_type| (object_type, properties(object_type))).collect())
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
pub async fn one(_: Caller, WordPath(wanted): WordPath) -> Result<Json<Vec<SearchProperty>>, ApiError> {
    let known = OBJECT_TYPES.into_iter().find(|object_type| *object_type == wanted);
    let known = known.ok_or_else(|| {
        ApiError::missing(format!(
            "there is no object type of that name: there are {}",
            OBJECT_TYPES.join(", ")
        ))
    })?;
    Ok(Json(properties(known)))
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
