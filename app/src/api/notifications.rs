//! What a person was told: plain forms of a page that the server draws.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::PortalError;

/// They have read one, or all when none is named.
#[server]
pub async fn read_notifications(
    /// The notification's id; empty for all.
    #[server(default)]
    id: String,
) -> Result<(), PortalError> {
    crate::server::notifications::read(&id).await
}

/// What they want by mail.
#[server]
pub async fn save_preferences(
    /// The kinds that are wanted.
    #[server(default)]
    mail: BTreeMap<String, bool>,
) -> Result<(), PortalError> {
    crate::server::notifications::prefer(&mail).await
}
