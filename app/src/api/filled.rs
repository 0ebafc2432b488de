//! What a form holds, as pages that the server draws send it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was filled in, and what the form's scripts need to know of before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// What was filled in, by the field's model.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
    /// The models of the fields that could be filled in, as JSON; empty where the form has no scripts.
    #[serde(default)]
    pub shown: String,
    /// What each field held, by model, as JSON.
    #[serde(default)]
    pub was: String,
    /// The address of the page.
    #[serde(default)]
    pub page: String,
}
