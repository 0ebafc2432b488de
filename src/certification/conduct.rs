//! How reviewers go about it: what a campaign's owner looks at, told to the reviewers openly.

/// So many approvals within one minute are more than anybody reads.
pub const HASTY: i64 = 100;
/// With fewer decisions nothing can be said about all of them being the same.
const ENOUGH: i64 = 20;

/// What somebody decided in a campaign, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conduct {
    /// How many they certified.
    pub certified: i64,
    /// How many they revoked.
    pub revoked: i64,
    /// How many they excepted.
    pub excepted: i64,
    /// How many they left undecided on purpose.
    pub abstained: i64,
    /// How many they decided together with others, by one click.
    pub in_bulk: i64,
    /// The most that they certified within one minute.
    pub busiest_minute: i64,
    /// Seconds from one click to the next, each with how often.
    pub pauses: Vec<(i64, i64)>,
    /// How many of their decisions to certify or revoke can be compared: others decided about the same thing.
    pub compared: i64,
    /// How many of these are as most of the others decided.
    pub agreed: i64,
    /// For how many of what they decided something was recommended.
    pub advised: i64,
    /// How many of these are as was recommended.
    pub followed: i64,
    /// How many line items they were asked to look at again before they signed, and answered.
    pub checks: i64,
    /// At how many of these they took their decision back.
    pub changed: i64,
}

/// What is worth a second look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// So many approvals within one minute.
    Hasty(i64),
    /// Nothing but approvals.
    ApprovesEverything,
}

impl Conduct {
    /// How many they decided.
    pub const fn decided(&self) -> i64 {
        self.certified + self.revoked + self.excepted + self.abstained
    }

    /// The middle one of the pauses between clicks, in seconds; none before the second click.
    pub fn median_pause(&self) -> Option<i64> {
        let mut pauses = self.pauses.clone();
        pauses.sort_unstable();
        let clicks: i64 = pauses.iter().map(|(_, times)| times).sum();
        let mut left = (clicks + 1) / 2;
        pauses.into_iter().find_map(|(pause, times)| {
            left -= times;
            (left <= 0).then_some(pause)
        })
    }

    /// What is worth a second look.
    pub fn signs(&self) -> Vec<Sign> {
        let hasty = (self.busiest_minute >= HASTY).then_some(Sign::Hasty(self.busiest_minute));
        let all = self.decided() >= ENOUGH && self.certified == self.decided();
        hasty.into_iter().chain(all.then_some(Sign::ApprovesEverything)).collect()
    }
}

/// Whether a decision is as most of the others decided: `yes` and `no` are their decisions. None when they are even.
pub const fn agrees(certifies: bool, yes: i64, no: i64) -> Option<bool> {
    if yes == no { None } else { Some((yes > no) == certifies) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_pause() {
        let of =
            |pauses: &[(i64, i64)]| Conduct { pauses: pauses.to_vec(), ..Conduct::default() }.median_pause();
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(7, 1)]), Some(7));
        assert_eq!(of(&[(60, 1), (2, 3), (5, 1)]), Some(2));
        assert_eq!(of(&[(60, 2), (2, 1)]), Some(60));
        assert_eq!(of(&[(1, 2), (9, 2)]), Some(1), "of two middle ones the shorter");
    }

    #[test]
    fn haste_and_nothing_but_approvals_are_signs() {
        let calm = Conduct { certified: 30, revoked: 1, busiest_minute: 4, ..Conduct::default() };
        assert_eq!(calm.signs(), []);
        let hasty = Conduct { certified: 400, busiest_minute: 400, ..Conduct::default() };
        assert_eq!(hasty.signs(), [Sign::Hasty(400), Sign::ApprovesEverything]);
        let few = Conduct { certified: 3, ..Conduct::default() };
        assert_eq!(few.signs(), [], "three approvals say nothing");
        assert_eq!(
            (agrees(true, 3, 1), agrees(false, 3, 1), agrees(true, 2, 2)),
            (Some(true), Some(false), None)
        );
    }
}
