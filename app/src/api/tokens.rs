//! One's own access tokens and sessions.

use bailiwick::identity::{PersonalToken, Session};
use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;
use crate::clock::Clock;

/// For how many days a token can be made.
pub const TOKEN_DAYS: [i64; 4] = [7, 30, 90, 365];

/// The reader's tokens and sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// Now.
    pub clock: Clock,
    /// Newest first.
    pub tokens: Vec<PersonalToken>,
    /// Last used first.
    pub sessions: Vec<Session>,
    /// A token that was just made by a plain form, in the clear for the only time.
    pub made: Option<String>,
}

/// The reader's tokens and sessions.
#[server(input = GetUrl)]
pub async fn read_credentials() -> Result<Credentials, PortalError> {
    crate::server::tokens::credentials().await
}

/// Makes a token; answers it in the clear, for the only time.
#[server]
pub async fn create_token(
    /// What it is for.
    #[server(default)]
    name: String,
    /// How many days it lives.
    days: i64,
) -> Result<String, PortalError> {
    crate::server::tokens::create(&name, days).await
}

/// Revokes a token.
#[server]
pub async fn revoke_token(
    /// Its id.
    token: String,
) -> Result<(), PortalError> {
    crate::server::tokens::revoke_token(&token).await
}

/// Ends a session.
#[server]
pub async fn end_session(
    /// Its id.
    session: String,
) -> Result<(), PortalError> {
    crate::server::tokens::end_session(&session).await
}
