//! What people hold, and taking it away.

use bailiwick::id::ItemId;
use bailiwick::view::{AccessView, HeldAccess, PersonAccess};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// Rows on a page of the table.
pub const ROWS_A_PAGE: u32 = 50;
/// The most rows that the graph draws.
pub const ROWS_IN_GRAPH: u32 = 40;

/// A page of what a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldPage {
    /// Now.
    pub clock: Clock,
    /// The person is the reader.
    pub own: bool,
    /// The rows.
    pub access: PersonAccess,
    /// All that the person holds, whatever was searched for.
    pub counts: HeldAccess,
    /// By which rules those roles on the page are held that rules give, in words.
    pub rules: Vec<(ItemId, String)>,
}

/// What a person holds (the reader, when empty) that fits these words and is of this kind (any, when empty).
#[server(input = GetUrl)]
pub async fn held(
    /// The person, by id; the reader when empty.
    person: String,
    /// Words to look for.
    q: String,
    /// The kind of item; any when empty.
    kind: String,
    /// Which page, from 0.
    page: u32,
    /// For the graph: the first rows, whatever the page.
    graph: bool,
) -> Result<HeldPage, PortalError> {
    crate::server::access::held(&person, &q, &kind, page, graph).await
}

/// One of the grants on that page, for the question whether to remove it.
pub fn grant<'a>(page: &'a HeldPage, id: &str) -> Option<&'a AccessView> {
    page.access.rows.iter().find(|row| row.grant.id.to_string() == id)
}

/// Asks that a person lose an item which they hold directly.
#[server]
pub async fn ask_removal(
    /// The person, by id; the reader when empty.
    person: String,
    /// The item, by id.
    item: String,
    /// Why.
    #[server(default)]
    reason: String,
    /// Where to go on.
    back: String,
) -> Result<(), PortalError> {
    crate::server::access::ask_removal(&person, &item, &reason, &back).await
}
