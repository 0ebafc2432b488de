//! What administrators do to types of requests: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// A property, as its form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyForm {
    /// The type's id.
    pub kind: String,
    /// The revision that was shown.
    pub revision: i64,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// As shown.
    #[serde(default)]
    pub label: String,
    /// What its values are.
    #[serde(default)]
    pub value: String,
    /// A request must have it.
    #[serde(default)]
    pub required: bool,
    /// Its value is a list.
    #[serde(default)]
    pub several: bool,
}

/// Defines a type.
#[server]
pub async fn new_type(
    /// Its id.
    #[server(default)]
    id: String,
    /// As shown.
    #[server(default)]
    name: String,
    /// What it is for.
    #[server(default)]
    description: String,
    /// The workflow its requests go by.
    #[server(default)]
    workflow: String,
) -> Result<(), PortalError> {
    crate::server::request_types::create(&id, &name, &description, &workflow).await
}

/// Names a type, and says by which workflow its requests go.
#[server]
pub async fn describe_type(
    /// Its id.
    kind: String,
    /// The revision that was shown.
    revision: i64,
    /// As shown.
    #[server(default)]
    name: String,
    /// What it is for.
    #[server(default)]
    description: String,
    /// The workflow.
    #[server(default)]
    workflow: String,
) -> Result<(), PortalError> {
    crate::server::request_types::describe(&kind, revision, &name, &description, &workflow).await
}

/// Says what makes two requests the same, what stays, and what judges them.
#[server]
pub async fn rule_type(
    /// Its id.
    kind: String,
    /// The revision that was shown.
    revision: i64,
    /// Names of properties.
    #[server(default)]
    unique: String,
    /// Names of properties.
    #[server(default)]
    fixed: String,
    /// JavaScript.
    #[server(default)]
    script: String,
) -> Result<(), PortalError> {
    crate::server::request_types::rule(&kind, revision, &unique, &fixed, &script).await
}

/// Adds a property, or changes the one of that name.
#[server]
pub async fn save_property(
    /// What its form says.
    property: PropertyForm,
) -> Result<(), PortalError> {
    crate::server::request_types::save_property(&property).await
}

/// Takes a property out.
#[server]
pub async fn remove_property(
    /// The type's id.
    kind: String,
    /// The revision that was shown.
    revision: i64,
    /// The property's name.
    name: String,
) -> Result<(), PortalError> {
    crate::server::request_types::remove_property(&kind, revision, &name).await
}

/// Writes the whole type.
#[server]
pub async fn save_type(
    /// Its id.
    kind: String,
    /// The revision that was shown.
    revision: i64,
    /// The type as JSON.
    #[server(default)]
    text: String,
) -> Result<(), PortalError> {
    crate::server::request_types::save_text(&kind, revision, &text).await
}

/// Lets requests of a built-in type go by another workflow.
#[server]
pub async fn bind_type(
    /// Its id.
    kind: String,
    /// The workflow.
    workflow: String,
) -> Result<(), PortalError> {
    crate::server::request_types::bind(&kind, &workflow).await
}

/// Deletes a type.
#[server]
pub async fn delete_type(
    /// Its id.
    kind: String,
) -> Result<(), PortalError> {
    crate::server::request_types::delete(&kind).await
}
