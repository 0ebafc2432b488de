//! The same access beside the grant that is reviewed: other ways by which it is held, and what was given since that went.

use chrono::{DateTime, Utc};

use crate::grant::GrantStatus;
use crate::id::ItemId;

/// How the grant that is reviewed went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Went {
    /// What brought it.
    pub through: Option<ItemId>,
    /// When it ended; absent while it is in force, and where nobody knows.
    pub at: Option<DateTime<Utc>>,
}

impl Went {
    /// Whether another grant of the same, to the same person, was given since. One that is older is another way by which
    /// it was held all along.
    ///
    /// In one way something is held once: what is in force in the place of the one that went came after it, whatever the
    /// clocks of two nodes say. Of other ways their making tells, to the millisecond, as ids do. What ends and what begins
    /// in one change (a role gives way to another) have the same moment, which is why it belongs to what came after.
    pub fn is_since(&self, through: Option<ItemId>, status: GrantStatus, made: DateTime<Utc>) -> bool {
        let is_in_its_place = status == GrantStatus::Active && through == self.through;
        is_in_its_place || self.at.is_some_and(|at| made.timestamp_millis() >= at.timestamp_millis())
    }
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;

    fn role(n: u128) -> ItemId {
        ItemId(Uuid::from_u128(n))
    }

    #[test]
    fn what_is_older_than_the_end_is_another_way_and_what_is_younger_was_given_since() {
        let end = DateTime::UNIX_EPOCH + Duration::days(20_000) + Duration::microseconds(700);
        let went = Went { through: None, at: Some(end) };
        let is_since = |made| went.is_since(Some(role(1)), GrantStatus::Active, made);
        assert!(!is_since(end - Duration::days(1)));
        assert!(!is_since(end - Duration::milliseconds(1)));
        assert!(is_since(end - Duration::microseconds(700)), "an id knows no more than the millisecond");
        assert!(is_since(end + Duration::days(1)));
        assert!(
            went.is_since(Some(role(1)), GrantStatus::Ended, end + Duration::days(1)),
            "though it went again"
        );
    }

    #[test]
    fn what_is_held_in_the_same_way_again_came_after_it_whatever_the_clock_says() {
        let end = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let before = end - Duration::seconds(2);
        for through in [None, Some(role(1))] {
            let went = Went { through, at: Some(end) };
            assert!(went.is_since(through, GrantStatus::Active, before));
            assert!(!went.is_since(through, GrantStatus::Ended, before), "an earlier one");
            assert!(!went.is_since(Some(role(2)), GrantStatus::Active, before));
        }
        assert!(
            !Went { through: None, at: None }.is_since(Some(role(1)), GrantStatus::Active, end),
            "not gone"
        );
    }
}
