//! People, as requests and grants name them.

use bailiwick::directory::UserBrief;
use bailiwick::id::UserId;
use serde::Serialize;
use utoipa::ToSchema;

/// A person. The id is the bare UUID, or `managed/user/{uuid}` where something other than a
/// person could stand: requester, actor, author of a comment.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Which one; `SYSTEM` for the product itself and for API clients.
    pub id: String,
    /// The name they sign in with.
    pub user_name: String,
    /// Mail address.
    pub mail: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub sn: Option<String>,
}

impl User {
    /// With the bare id.
    pub fn bare(user: &UserBrief) -> Self {
        Self {
            id: user.id.to_string(),
            user_name: user.user_name.clone(),
            mail: user.mail.clone(),
            given_name: Some(user.given_name.clone()),
            sn: Some(user.sn.clone()),
        }
    }

    /// With the long id.
    pub fn long(user: &UserBrief) -> Self {
        Self { id: long_id(user.id), ..Self::bare(user) }
    }

    /// Somebody of whom only id and name are known, or no person at all.
    pub fn named(user: Option<UserId>, name: &str) -> Self {
        Self {
            id: user.map_or_else(|| "SYSTEM".to_owned(), long_id),
            user_name: name.to_owned(),
            mail: None,
            given_name: None,
            sn: None,
        }
    }
}

/// `managed/user/{uuid}`.
pub fn long_id(user: UserId) -> String {
    format!("managed/user/{user}")
}
