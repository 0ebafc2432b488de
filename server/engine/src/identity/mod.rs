//! Who is who: signing in, sessions, tokens, clients, one-time links.
//!
//! Whatever lets somebody in (session token, bearer token, client secret, link) is 256 random
//! bits, shown once, and kept as its hash. Who it belongs to and what they are trusted with is
//! loaded afresh for every call, so that disabling somebody takes effect at once.

mod attempt;
mod authenticate;
mod clients;
mod invite;
mod openid;
pub(crate) mod password;
mod secret;
mod sessions;
mod sign_in;
mod tokens;

pub use authenticate::{by_bearer, by_session};
pub use clients::{AccessToken, NewClient, clients, create_client, disable_client, issue_token};
pub use invite::{NewAdmin, init_admin, invite, use_link};
pub use openid::{Vouched, sign_in_vouched, unlink};
pub use password::set_password;
pub use sessions::{NewSession, revoke_session, sessions, sign_out};
pub use sign_in::sign_in;
pub use tokens::{NewToken, create_token, revoke_token, tokens};

use bailiwick::authority::Actor;
use bailiwick::directory::UserBrief;

use crate::Context;

/// The same call, done by somebody who has just proved who they are. They act for
/// themselves only: authorities come with the next call.
fn acting(ctx: &Context, user: &UserBrief) -> Context {
    let actor = Actor::Person { id: user.id, name: user.display_name.clone(), authorities: Vec::new() };
    Context { actor, ..ctx.clone() }
}

#[cfg(test)]
mod tests;
