//! What administrators do to forms: plain forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;
use super::filled::Filled;

/// A field, as the designer sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldForm {
    /// The form's id.
    pub form: String,
    /// The revision that was shown.
    pub revision: i64,
    /// Where the field stands.
    pub place: String,
    /// Its type; empty for one that is unknown here.
    #[serde(default)]
    pub kind: String,
    /// Where its value goes.
    #[serde(default)]
    pub model: String,
    /// As shown.
    #[serde(default)]
    pub label: String,
    /// What to fill in.
    #[serde(default)]
    pub description: String,
    /// What it holds at first.
    #[serde(default)]
    pub default: String,
    /// What can be chosen, a line each.
    #[serde(default)]
    pub options: String,
    /// It must be filled in.
    #[serde(default)]
    pub required: bool,
    /// It keeps its default value.
    #[serde(default)]
    pub fixed: bool,
    /// What its text must look like.
    #[serde(default)]
    pub pattern: String,
    /// What to tell who fills in something else.
    #[serde(default)]
    pub message: String,
    /// How many of twelve columns it takes; empty for its share.
    #[serde(default)]
    pub columns: String,
}

/// Makes a form; for a type of request, with a field for each of its properties.
#[server]
pub async fn new_form(
    /// As shown.
    #[server(default)]
    name: String,
    /// The type's id; empty for none.
    #[server(default)]
    kind: String,
) -> Result<(), PortalError> {
    crate::server::forms::create(&name, &kind).await
}

/// Changes a field.
#[server]
pub async fn save_field(
    /// What the designer says.
    field: FieldForm,
) -> Result<(), PortalError> {
    crate::server::forms::save_field(&field).await
}

/// Adds a field.
#[server]
pub async fn add_field(
    /// The form's id.
    form: String,
    /// The revision that was shown.
    revision: i64,
    /// The field before it; empty for the end.
    #[server(default)]
    after: String,
    /// Its type.
    kind: String,
    /// Where its value goes.
    #[server(default)]
    model: String,
    /// As shown.
    #[server(default)]
    label: String,
) -> Result<(), PortalError> {
    crate::server::forms::add_field(&form, revision, &after, &kind, &model, &label).await
}

/// Moves a field, or takes it out.
#[server]
pub async fn place_field(
    /// The form's id.
    form: String,
    /// The revision that was shown.
    revision: i64,
    /// Where it stands.
    place: String,
    /// `up`, `down`, `beside`, or `out`.
    to: String,
) -> Result<(), PortalError> {
    crate::server::forms::place_field(&form, revision, &place, &to).await
}

/// Names a form.
#[server]
pub async fn name_form(
    /// The form's id.
    form: String,
    /// The revision that was shown.
    revision: i64,
    /// As shown.
    #[server(default)]
    name: String,
    /// In a sentence.
    #[server(default)]
    description: String,
) -> Result<(), PortalError> {
    crate::server::forms::describe(&form, revision, &name, &description).await
}

/// Writes the whole form.
#[server]
pub async fn save_form(
    /// The form's id.
    form: String,
    /// The revision that was shown.
    revision: i64,
    /// The form as JSON.
    #[server(default)]
    text: String,
) -> Result<(), PortalError> {
    crate::server::forms::save_text(&form, revision, &text).await
}

/// Shows a form for a target.
#[server]
pub async fn assign_form(
    /// The form's id.
    form: String,
    /// The type of request; empty where a target is written out.
    #[server(default)]
    kind: String,
    /// Any other target.
    #[server(default)]
    target: String,
) -> Result<(), PortalError> {
    crate::server::forms::assign(&form, &kind, &target).await
}

/// Shows a form for a target no more.
#[server]
pub async fn unassign_form(
    /// The form's id.
    form: String,
    /// The target.
    target: String,
) -> Result<(), PortalError> {
    crate::server::forms::unassign(&form, &target).await
}

/// A form that is tried out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The form's id.
    pub id: String,
    /// `update` for its scripts to have their say, anything else to check what was filled in.
    #[serde(default)]
    pub then: String,
    /// What was filled in.
    #[serde(default)]
    pub filled: Filled,
}

/// Tries a form out: nothing comes of it.
#[server]
pub async fn try_form(
    /// What it says.
    form: Tried,
) -> Result<(), PortalError> {
    crate::server::trial::try_out(&form).await
}

/// Deletes a form.
#[server]
pub async fn delete_form(
    /// The form's id.
    form: String,
) -> Result<(), PortalError> {
    crate::server::forms::delete(&form).await
}
