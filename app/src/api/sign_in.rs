//! What the sign-in page offers.

#![cfg_attr(feature = "ssr", expect(clippy::unused_async, reason = "server functions are"))]

use leptos::{prelude::*, server_fn::codec::GetUrl};
use serde::{Deserialize, Serialize};

use super::PortalError;

/// What the sign-in page offers, to anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOptions {
    /// The organisation that people sign in to.
    pub organisation: Option<String>,
    /// The OpenID provider that people may sign in at (`/signin/openid`): its name on the button.
    pub provider: Option<String>,
    /// People of the demo data; none where there is none.
    pub demo: Vec<DemoAccount>,
}

/// Somebody of the demo data, through whose eyes one can look. Their passwords are no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub user_name: String,
    /// The demo's password.
    pub password: String,
    /// What they do here, like `Employee: asks for access and follows it`.
    pub does: String,
}

/// What the sign-in page offers.
#[server(name = ReadSignInOptions, input = GetUrl)]
pub async fn sign_in_options() -> Result<SignInOptions, PortalError> {
    Ok(crate::server::sign_in_options())
}
