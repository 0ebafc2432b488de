//! Grants: who holds what, how they came by it, and until when.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha512};

use crate::catalog::ItemKind;
use crate::hex::hex;
use crate::id::{AccountId, GrantId, ItemId, RequestId, UserId};

crate::words! {
    /// How a person came by a grant.
    pub enum Origin {
        /// They asked, and it was approved.
        Request = "request",
        /// A role they hold contains it.
        Role = "role",
        /// A rule gave it.
        Rule = "rule",
        /// An entitlement they hold is a member of it.
        Nested = "nested",
        /// An administrator gave it.
        Administrator = "admin",
        /// It was found in the application.
        Reconciliation = "reconciliation",
    }
}

crate::words! {
    /// Whether a grant is in force.
    pub enum GrantStatus {
        /// Held now.
        Active = "active",
        /// Held once.
        Ended = "ended",
    }
}

/// One grant: a person holds an item, for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Server-made.
    pub id: GrantId,
    /// Who holds it.
    pub user: UserId,
    /// What kind of item is held.
    pub kind: ItemKind,
    /// What is held.
    pub item: ItemId,
    /// The account it is held by, for entitlements and applications.
    pub account: Option<AccountId>,
    /// How they came by it.
    pub origin: Origin,
    /// The request that was approved.
    pub request: Option<RequestId>,
    /// What brings it: it is held with that alone. Earlier records call it `role`.
    #[serde(alias = "role")]
    pub through: Option<ItemId>,
    /// Who gave it.
    pub granted_by: Option<UserId>,
    /// Whether it is in force.
    pub status: GrantStatus,
    /// Since when.
    pub start: DateTime<Utc>,
    /// Until when; for ever when absent.
    pub end: Option<DateTime<Utc>>,
    /// Whether it is used; absent where no source says so.
    #[serde(default)]
    pub used: Option<Use>,
}

/// What a source says about the use of access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// When it was last used; absent where it never was.
    pub last: Option<DateTime<Utc>>,
    /// When the source said so: what came after, nobody knows.
    pub told: DateTime<Utc>,
}

/// Access that was not used for so many days is looked at more closely.
pub const UNUSED_DAYS: i64 = 90;
/// Access that was used within so many days is in use.
pub const LATELY_DAYS: i64 = 30;

impl Grant {
    /// For how many whole days it is known not to have been used: from its last use, or from when it was given, to when
    /// its source spoke.
    pub fn unused_days(&self) -> Option<i64> {
        let used = self.used?;
        let from = used.last.map_or(self.start, |last| last.max(self.start));
        Some((used.told - from).max(Duration::zero()).num_days())
    }

    /// How many whole days ago it was last used, where that is known.
    pub fn used_days_ago(&self, now: DateTime<Utc>) -> Option<i64> {
        Some((now - self.used?.last?).num_days())
    }
}

/// When a grant was made. Its id tells: its start date may be long before that. Of an id that tells nothing, the start date.
pub fn made(id: GrantId, start: DateTime<Utc>) -> DateTime<Utc> {
    let told = id.uuid().get_timestamp().and_then(|time| {
        let (seconds, nanos) = time.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
    });
    told.unwrap_or(start)
}

/// The contract's `compositeId` of a grant: 128 hexadecimal digits (3.16).
pub fn composite_id(grant: GrantId) -> String {
    hex(Sha512::digest(grant.uuid().as_bytes()))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn held(given: i64, last: Option<i64>, told: i64) -> Grant {
        let day = |days: i64| DateTime::UNIX_EPOCH + Duration::days(days);
        Grant {
            id: GrantId(Uuid::nil()),
            user: UserId(Uuid::nil()),
            kind: ItemKind::Entitlement,
            item: ItemId(Uuid::nil()),
            account: None,
            origin: Origin::Reconciliation,
            request: None,
            through: None,
            granted_by: None,
            status: GrantStatus::Active,
            start: day(given),
            end: None,
            used: Some(Use { last: last.map(day), told: day(told) }),
        }
    }

    #[test]
    fn days_without_use_are_counted_up_to_when_a_source_spoke() {
        assert_eq!(held(0, Some(100), 150).unused_days(), Some(50));
        assert_eq!(held(0, None, 150).unused_days(), Some(150), "never, since it was given");
        assert_eq!(
            held(100, Some(20), 150).unused_days(),
            Some(50),
            "what was used before was another grant"
        );
        assert_eq!(held(100, None, 90).unused_days(), Some(0), "told of before it was given");
        assert_eq!(Grant { used: None, ..held(0, None, 1) }.unused_days(), None, "nobody knows");
    }

    #[test]
    fn an_id_tells_when_a_grant_was_made_whatever_its_start_date_says() {
        let start = DateTime::UNIX_EPOCH;
        let id = uuid::Builder::from_unix_timestamp_millis(1_767_603_600_123, &[7; 10]).into_uuid();
        assert_eq!(made(GrantId(id), start).timestamp_millis(), 1_767_603_600_123);
        assert_eq!(made(GrantId(Uuid::nil()), start), start, "it tells nothing");
    }

    #[test]
    fn the_last_use_is_so_many_days_ago() {
        let now = DateTime::UNIX_EPOCH + Duration::days(129);
        assert_eq!(held(0, Some(100), 100).used_days_ago(now), Some(29));
        assert_eq!(held(0, None, 100).used_days_ago(now), None);
    }
}
