//! What administrators do to workflows. Each is a plain form of a page that the server draws, and leads on to the
//! page that shows what became of it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;

/// A way out of a step, as its form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WayForm {
    /// What the step must have come to.
    #[serde(default)]
    pub outcome: String,
    /// An expression.
    #[serde(default)]
    pub condition: String,
    /// `none` for no such way, `end`, or `step:` and its name.
    #[serde(default)]
    pub to: String,
}

/// A step, as its form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepForm {
    /// The workflow's id.
    pub workflow: String,
    /// The revision of the draft that was shown.
    pub revision: i64,
    /// The step's own name.
    pub step: String,
    /// As shown.
    #[serde(default)]
    pub name: String,
    /// Which of the members below the form has, apart from ways: `source`, `template`, `events`.
    #[serde(default)]
    pub parts: String,
    /// Script, date, actors or addressee.
    #[serde(default)]
    pub source: String,
    /// A mail's template.
    #[serde(default)]
    pub template: String,
    /// Where it leads.
    #[serde(default)]
    pub ways: Vec<WayForm>,
    /// Days until the first reminder.
    #[serde(default)]
    pub reminder: String,
    /// Days between reminders.
    #[serde(default)]
    pub again: String,
    /// Days until others are told.
    #[serde(default)]
    pub escalation: String,
    /// Days until it has taken too long.
    #[serde(default)]
    pub expiration: String,
    /// What then becomes of it; empty for what an expression says.
    #[serde(default)]
    pub action: String,
}

/// Makes a draft: anew, or as a copy.
#[server]
pub async fn new_workflow(
    /// Its id.
    #[server(default)]
    id: String,
    /// As shown.
    #[server(default)]
    name: String,
    /// The id of what is copied; empty for none.
    #[server(default)]
    from: String,
    /// Which copy of that.
    #[server(default)]
    status: String,
) -> Result<(), PortalError> {
    crate::server::workflows::create(&id, &name, &from, &status).await
}

/// Makes a draft of what is published.
#[server]
pub async fn edit_workflow(
    /// The workflow's id.
    workflow: String,
) -> Result<(), PortalError> {
    crate::server::workflows::edit(&workflow).await
}

/// Changes a step of a draft.
#[server]
pub async fn save_step(
    /// What the form says.
    form: StepForm,
) -> Result<(), PortalError> {
    crate::server::workflows::save_step(&form).await
}

/// Adds a step to a draft.
#[server]
pub async fn add_step(
    /// The workflow's id.
    workflow: String,
    /// The revision of the draft that was shown.
    revision: i64,
    /// The step before it; empty for none.
    #[server(default)]
    after: String,
    /// Its kind.
    kind: String,
    /// As shown.
    #[server(default)]
    name: String,
) -> Result<(), PortalError> {
    crate::server::workflows::add_step(&workflow, revision, &after, &kind, &name).await
}

/// Takes a step out of a draft.
#[server]
pub async fn remove_step(
    /// The workflow's id.
    workflow: String,
    /// The revision of the draft that was shown.
    revision: i64,
    /// The step's own name.
    step: String,
) -> Result<(), PortalError> {
    crate::server::workflows::remove_step(&workflow, revision, &step).await
}

/// Writes the whole draft.
#[server]
pub async fn save_workflow(
    /// The workflow's id.
    workflow: String,
    /// The revision of the draft that was shown.
    revision: i64,
    /// The definition as JSON.
    #[server(default)]
    text: String,
) -> Result<(), PortalError> {
    crate::server::workflows::save_text(&workflow, revision, &text).await
}

/// Publishes a draft.
#[server]
pub async fn publish_workflow(
    /// The workflow's id.
    workflow: String,
    /// The revision of the draft that was shown.
    revision: i64,
) -> Result<(), PortalError> {
    crate::server::workflows::publish(&workflow, revision).await
}

/// Deletes a copy.
#[server]
pub async fn delete_workflow(
    /// The workflow's id.
    workflow: String,
    /// Which copy: `draft` or `published`.
    status: String,
) -> Result<(), PortalError> {
    crate::server::workflows::delete(&workflow, &status).await
}
