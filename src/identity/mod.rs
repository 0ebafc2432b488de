//! How people and programs prove who they are: sessions, tokens, clients, passwords.

mod lockout;
mod password;

pub use lockout::{FREE_FAILURES, lockout};
pub use password::{LEAST_CHARACTERS, MOST_CHARACTERS, PasswordFault, check_password};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::authority::Authority;
use crate::directory::Status;
use crate::id::{SessionId, TokenId, UserId};

/// A session that nobody uses ends after this time.
pub const SESSION_IDLE: TimeDelta = TimeDelta::hours(8);
/// Every session ends after this time.
pub const SESSION_LIFE: TimeDelta = TimeDelta::days(7);
/// A personal token lives at most this long.
pub const TOKEN_LIFE: TimeDelta = TimeDelta::days(366);
/// A client's access token lives this long.
pub const ACCESS_TOKEN_LIFE: TimeDelta = TimeDelta::hours(1);
/// A one-time link lives this long.
pub const LINK_LIFE: TimeDelta = TimeDelta::hours(24);

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Server-made.
    pub id: SessionId,
    /// Who has signed in.
    pub user: UserId,
    /// When they did.
    pub created_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
    /// What the browser calls itself.
    pub user_agent: String,
}

impl Session {
    /// A session that begins now.
    pub fn begin(id: SessionId, user: UserId, user_agent: &str, now: DateTime<Utc>) -> Self {
        let user_agent = user_agent.chars().filter(|c| !c.is_control()).take(200).collect();
        Self { id, user, created_at: now, seen_at: now, expires_at: now + SESSION_LIFE, user_agent }
    }

    /// Whether it still counts.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        now < self.expires_at && now < self.seen_at + SESSION_IDLE
    }
}

/// A token a person made for their own programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonalToken {
    /// Server-made.
    pub id: TokenId,
    /// Whose it is.
    pub user: UserId,
    /// What they call it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, give or take a minute.
    pub used_at: Option<DateTime<Utc>>,
}

/// A program with credentials of its own (OAuth 2.0 client).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Server-made; its user name, so to speak.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is trusted with.
    pub authorities: Vec<Authority>,
    /// Inactive clients get no tokens, and those they have are refused.
    pub status: Status,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn session() -> Session {
        Session::begin(SessionId(Uuid::nil()), UserId(Uuid::nil()), "a\nb", DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_session_ends_when_nobody_uses_it() {
        let session = session();
        let almost = DateTime::UNIX_EPOCH + SESSION_IDLE - TimeDelta::seconds(1);
        assert!(session.is_live(almost));
        assert!(!session.is_live(DateTime::UNIX_EPOCH + SESSION_IDLE));
    }

    #[test]
    fn a_session_in_use_ends_too() {
        let end = DateTime::UNIX_EPOCH + SESSION_LIFE;
        let busy = Session { seen_at: end - TimeDelta::seconds(1), ..session() };
        assert!(busy.is_live(busy.seen_at));
        assert!(!busy.is_live(end));
    }

    #[test]
    fn what_a_browser_calls_itself_is_one_short_line() {
        assert_eq!(session().user_agent, "ab");
    }
}
