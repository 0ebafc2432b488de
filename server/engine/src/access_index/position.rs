//! How far the feed of changes was read.
//!
//! On PostgreSQL numbers are given when a change is written and seen when it is committed: a
//! lower number may come to light after a higher one. So a number that was skipped is a gap,
//! asked for again until it is found or so much time has passed that nobody can be about to
//! commit it: a transaction that was undone leaves a gap for ever.

use chrono::{DateTime, Duration, Utc};

/// No transaction lasts so long.
pub(super) const LONGEST_TRANSACTION: Duration = Duration::hours(1);

/// More gaps than this are joined with their neighbours: what lies between is read once more,
/// which changes nothing.
const MOST_GAPS: usize = 200;

/// All numbers up to `high` were read but for those in gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Position {
    high: i64,
    gaps: Vec<Gap>,
    read_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    first: i64,
    last: i64,
    seen_at: DateTime<Utc>,
}

impl Position {
    /// Everything up to a number was read, whatever is in between.
    pub fn at(high: i64, now: DateTime<Utc>) -> Self {
        Self { high, gaps: Vec::new(), read_at: now }
    }

    /// The highest number that was read.
    pub fn high(&self) -> i64 {
        self.high
    }

    /// The ranges of numbers below that may still appear, first and last.
    pub fn gaps(&self) -> Vec<(i64, i64)> {
        self.gaps.iter().map(|gap| (gap.first, gap.last)).collect()
    }

    /// When the feed was last read.
    pub fn read_at(&self) -> DateTime<Utc> {
        self.read_at
    }

    /// A number was read.
    pub fn saw(&mut self, number: i64, now: DateTime<Utc>) {
        if number > self.high {
            if number > self.high + 1 {
                self.gaps.push(Gap { first: self.high + 1, last: number - 1, seen_at: now });
            }
            self.high = number;
            return;
        }
        let Some(place) = self.gaps.iter().position(|gap| gap.first <= number && number <= gap.last) else {
            return;
        };
        let gap = self.gaps[place];
        let parts = [Gap { last: number - 1, ..gap }, Gap { first: number + 1, ..gap }];
        self.gaps.splice(place..=place, parts.into_iter().filter(|part| part.first <= part.last));
    }

    /// Everything there was to read at this time was read.
    pub fn read(&mut self, now: DateTime<Utc>) {
        self.read_at = now;
        self.gaps.retain(|gap| now - gap.seen_at < LONGEST_TRANSACTION);
        while self.gaps.len() > MOST_GAPS {
            self.gaps = self
                .gaps
                .chunks(2)
                .map(|pair| {
                    let (one, other) = (pair[0], pair[pair.len() - 1]);
                    Gap { first: one.first, last: other.last, seen_at: one.seen_at.max(other.seen_at) }
                })
                .collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_missed_in_whatever_order_it_comes(
            mut numbers in prop::collection::btree_set(1_i64..900, 0..300).prop_map(Vec::from_iter),
            swaps in prop::collection::vec((0_usize..300, 0_usize..300), 0..300),
            step in 1_usize..40,
        ) {
            for (one, other) in swaps {
                if one < numbers.len() && other < numbers.len() {
                    numbers.swap(one, other);
                }
            }
            // A few are committed, then the feed is read, and so on.
            let now = DateTime::UNIX_EPOCH;
            let mut position = Position::at(0, now);
            let mut read = BTreeSet::new();
            for end in (0..=numbers.len()).step_by(step).chain([numbers.len()]) {
                let visible: BTreeSet<i64> = numbers[..end].iter().copied().collect();
                let gaps = position.gaps();
                let asked = |number: i64| {
                    number > position.high() || gaps.iter().any(|(first, last)| (*first..=*last).contains(&number))
                };
                let found: Vec<i64> = visible.iter().copied().filter(|number| asked(*number)).collect();
                for number in found {
                    position.saw(number, now);
                    read.insert(number);
                }
                position.read(now);
                prop_assert!(position.gaps().len() <= MOST_GAPS);
                prop_assert_eq!(&read, &visible);
            }
        }
    }

    #[test]
    fn a_gap_closes_when_it_is_filled_or_old() {
        let start = DateTime::UNIX_EPOCH;
        let mut position = Position::at(10, start);
        position.saw(15, start);
        assert_eq!(position.gaps(), [(11, 14)]);
        position.saw(12, start);
        assert_eq!(position.gaps(), [(11, 11), (13, 14)]);
        position.saw(11, start);
        position.read(start + LONGEST_TRANSACTION - Duration::seconds(1));
        assert_eq!(position.gaps(), [(13, 14)]);
        position.read(start + LONGEST_TRANSACTION);
        assert_eq!(position.gaps(), []);
        assert_eq!(position.high(), 15);
    }
}
