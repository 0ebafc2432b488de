//! The form of a line of the cart: what its page sends.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::PortalError;
use super::filled::Filled;

/// The form of a line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineForm {
    /// The line's id.
    pub line: String,
    /// The revision of the form that was shown.
    pub revision: i64,
    /// `update` for its scripts to have their say, anything else to keep the answers.
    #[serde(default)]
    pub then: String,
    /// The answers are those of the other lines with this form, too.
    #[serde(default)]
    pub others: bool,
    /// What was filled in.
    #[serde(default)]
    pub filled: Filled,
}

/// Fills in the form of a line.
#[server]
pub async fn fill_line(
    /// What the form says.
    form: LineForm,
) -> Result<(), PortalError> {
    crate::server::cart_form::fill(&form).await
}
