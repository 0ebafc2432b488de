//! Pages that the server draws whole. The browser's program only puts them in place and sends their forms, so that
//! what few people open weighs nothing for everybody else.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use super::PortalError;

/// Draws the page of an address: its title, a line break, its HTML.
#[server(input = GetUrl)]
pub async fn draw_page(
    /// What follows `/admin/`, or `delegates`, with the query.
    address: String,
) -> Result<String, PortalError> {
    crate::drawn::page(&address).await
}
