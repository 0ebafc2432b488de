//! Home: what waits, where one's requests stand, what one holds.

use bailiwick::{
    id::UserId,
    view::{AccessView, HeldAccess, Page, RequestView},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// What the home page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeAnswer {
    /// Who reads.
    pub reader: UserId,
    /// Their first name.
    pub given_name: String,
    /// Now.
    pub clock: Clock,
    /// What waits for them, most urgent first.
    pub waiting: Page<RequestView>,
    /// Their requests that something can still happen to, newest first.
    pub open: Page<RequestView>,
    /// How much they hold.
    pub held: HeldAccess,
    /// Where they hold most: an application's name, and how much.
    pub applications: Vec<(String, u32)>,
    /// What ends soon, soonest first.
    pub ending: Vec<AccessView>,
    /// Lines in their cart.
    pub cart: i64,
}

/// What the home page shows.
#[server(name = ReadHome, input = GetUrl)]
pub async fn home() -> Result<HomeAnswer, PortalError> {
    crate::server::home::home().await
}
