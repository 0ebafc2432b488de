//! What people do about their deputies. Each is a plain form of a page that the server draws.

use leptos::prelude::*;

use super::PortalError;

/// Names a deputy.
#[server]
pub async fn name_deputy(
    /// Who stands in: an id.
    #[server(default)]
    person: String,
    /// The first day; today when empty.
    #[server(default)]
    from: String,
    /// The last day.
    #[server(default)]
    until: String,
    /// What the deputy should know.
    #[server(default)]
    note: String,
) -> Result<(), PortalError> {
    crate::server::delegates::name(&person, &from, &until, &note).await
}

/// Ends a delegation.
#[server]
pub async fn end_deputy(
    /// Its id.
    delegation: String,
) -> Result<(), PortalError> {
    crate::server::delegates::end(&delegation).await
}
