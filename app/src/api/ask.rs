//! Asking for what is not in the catalog: forms of pages that the server draws.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;
use super::filled::Filled;

/// A request, as its form sends it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskForm {
    /// The type's id.
    pub kind: String,
    /// The request that is changed: a draft, or one that waits for the reader; empty for a new one.
    #[serde(default)]
    pub request: String,
    /// `send`, `keep`, `modify`, or `update` for its scripts to have their say.
    #[serde(default)]
    pub then: String,
    /// Why.
    #[serde(default)]
    pub justification: String,
    /// How urgent.
    #[serde(default)]
    pub priority: String,
    /// What was filled in.
    #[serde(default)]
    pub filled: Filled,
}

/// Sends a request, keeps it for later, or changes one that waits.
#[server]
pub async fn ask(
    /// What the form says.
    form: AskForm,
) -> Result<(), PortalError> {
    crate::server::ask::ask(&form).await
}

/// Throws a draft away.
#[server]
pub async fn throw_away(
    /// The draft's id.
    request: String,
) -> Result<(), PortalError> {
    crate::server::ask::throw_away(request).await
}
