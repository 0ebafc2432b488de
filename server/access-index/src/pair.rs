//! A person and an item in one word, as sorting likes it.

use crate::number::{ItemNumber, PersonNumber};

/// The person in the upper half, the item in the lower: sorts by person, then item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Pair(u64);

impl Pair {
    pub fn new(person: PersonNumber, item: ItemNumber) -> Self {
        Self(u64::from(person.get()) << 32 | u64::from(item.get()))
    }

    pub fn person(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
    pub fn item(self) -> ItemNumber {
        ItemNumber(self.0 as u32)
    }

    /// By item, then person.
    pub fn turned(self) -> u64 {
        self.0.rotate_left(32)
    }
}
