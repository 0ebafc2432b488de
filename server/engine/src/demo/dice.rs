//! Chance that repeats itself: the same seed, kind and index throw the same dice.

use bailiwick::id::{AccountId, GrantId, ItemId, OrganisationId, UserId};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What the dice are thrown for; each has its own luck.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Organisation = 1,
    Person,
    Item,
    Account,
    Grant,
    Access,
    Glossary,
}

/// One object's dice.
pub(super) struct Dice(u64);

impl Dice {
    /// The dice of the `index`th object of a kind.
    pub(super) fn of(seed: u64, kind: Kind, index: u64) -> Self {
        let mut dice = Self(seed ^ (kind as u64).wrapping_mul(0xd6e8_feb8_6659_fd93));
        let start = dice.roll();
        Self(start ^ index.wrapping_mul(0xa076_1d64_78bd_642f))
    }

    /// 64 bits (the `SplitMix64` generator).
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 when the bound is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u128;
        usize::try_from((u128::from(self.roll()) * bound) >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both possible.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// Happens so many times in a hundred.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// The place of one of a list, by weight.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = usize> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (at, weight) in weights.enumerate() {
            if left < weight {
                return at;
            }
            left -= weight;
        }
        0
    }
}

/// Ids that look like those the engine makes (UUID version 7), and repeat themselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    seed: u64,
    /// When the records were first made, in milliseconds.
    since: u64,
}

impl Ids {
    pub(super) fn new(seed: u64, since: DateTime<Utc>) -> Self {
        Self { seed, since: u64::try_from(since.timestamp_millis()).unwrap_or(0) }
    }

    fn id(self, kind: Kind, index: u64) -> Uuid {
        let mut dice = Dice::of(self.seed, kind, index);
        let mut random = [0_u8; 10];
        random[..8].copy_from_slice(&dice.roll().to_be_bytes());
        random[8..].copy_from_slice(&dice.roll().to_be_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(self.since + index, &random).into_uuid()
    }

    pub(super) fn organisation(self, index: usize) -> OrganisationId {
        OrganisationId(self.id(Kind::Organisation, index as u64))
    }

    pub(super) fn user(self, index: usize) -> UserId {
        UserId(self.id(Kind::Person, index as u64))
    }

    /// The item with a number in the catalog.
    pub(super) fn item(self, number: i64) -> ItemId {
        ItemId(self.id(Kind::Item, number.unsigned_abs()))
    }

    pub(super) fn account(self, index: u64) -> AccountId {
        AccountId(self.id(Kind::Account, index))
    }

    pub(super) fn grant(self, index: u64) -> GrantId {
        GrantId(self.id(Kind::Grant, index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_dice_fall_alike_and_others_do_not() {
        let throw = |seed, index| Dice::of(seed, Kind::Person, index).roll();
        assert_eq!(throw(1, 5), throw(1, 5));
        assert_ne!(throw(1, 5), throw(1, 6));
        assert_ne!(throw(1, 5), throw(2, 5));
    }

    #[test]
    fn bounds_hold() {
        let mut dice = Dice::of(3, Kind::Item, 0);
        for _ in 0..1000 {
            assert!((4..=12).contains(&dice.between(4, 12)));
            assert!(dice.weighted([0_usize, 3, 1].into_iter()) > 0);
        }
        assert_eq!(dice.below(0), 0);
    }

    #[test]
    fn ids_are_of_version_7_and_sort_as_they_were_made() {
        let ids = Ids::new(7, DateTime::from_timestamp(1_700_000_000, 0).unwrap());
        let made: Vec<_> = (0..100).map(|at| ids.user(at)).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert_eq!(made[0].uuid().get_version_num(), 7);
    }
}
