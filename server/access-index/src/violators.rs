//! Everybody who violates a rule.

use roaring::RoaringBitmap;

use crate::number::{ItemNumber, PersonNumber};
use crate::rules::Rule;
use crate::snapshot::Snapshot;

/// A side is gone through person by person when at most one person in so many is on it;
/// otherwise its bitmaps are united, which takes the same time however many people they hold.
const SPARSE: u64 = 16;

/// Everybody who violates a rule.
pub fn violators(snapshot: &Snapshot, rule: &Rule) -> RoaringBitmap {
    Finder::new(snapshot).find(rule).into_iter().collect()
}

/// Finds violators of one rule after the other.
pub(crate) struct Finder<'a> {
    snapshot: &'a Snapshot,
    marks: Marks,
    sparse: u64,
}

impl<'a> Finder<'a> {
    pub fn new(snapshot: &'a Snapshot) -> Self {
        let people = snapshot.numbering.people.read().len();
        Self { snapshot, marks: Marks(vec![0; people.div_ceil(64)]), sparse: people as u64 / SPARSE }
    }

    /// Their numbers, in ascending order.
    pub fn find(&mut self, rule: &Rule) -> Vec<u32> {
        let holders =
            |side: &Vec<ItemNumber>| side.iter().map(|item| self.snapshot.holder_count(*item)).sum();
        let mut sides: Vec<(u64, &Vec<ItemNumber>)> =
            rule.sides.iter().map(|side| (holders(side), side)).collect();
        // The smallest first: it bounds the work on all others.
        sides.sort_unstable_by_key(|(holders, _)| *holders);
        let Some(((least, first), others)) = sides.split_first() else { return Vec::new() };
        let mut left: Vec<u32> = if *least > self.sparse {
            let mut left = self.snapshot.holders_of_any(first);
            for (_, side) in others {
                left &= self.snapshot.holders_of_any(side);
            }
            left.into_iter().collect()
        } else {
            let mut left = self.holders_of_any(first);
            for (holders, side) in others {
                if left.is_empty() {
                    break;
                }
                if *holders > self.sparse {
                    let there = self.snapshot.holders_of_any(side);
                    left.retain(|person| there.contains(*person));
                } else {
                    left = self.those_among(&left, side);
                }
            }
            left
        };
        left.retain(|person| rule.people.contains(PersonNumber(*person)));
        left.sort_unstable();
        left
    }

    /// Everybody who holds one of these, each once, in any order.
    fn holders_of_any(&mut self, side: &[ItemNumber]) -> Vec<u32> {
        let mut found = Vec::new();
        for holders in side.iter().filter_map(|item| self.snapshot.holders(*item)) {
            holders.each(|person| {
                if self.marks.set(person) {
                    found.push(person);
                }
            });
        }
        for person in &found {
            self.marks.clear(*person);
        }
        found
    }

    /// Who of some people holds one of these, each once, in any order.
    fn those_among(&mut self, people: &[u32], side: &[ItemNumber]) -> Vec<u32> {
        for person in people {
            self.marks.set(*person);
        }
        let mut found = Vec::new();
        for holders in side.iter().filter_map(|item| self.snapshot.holders(*item)) {
            holders.each(|person| {
                if self.marks.clear(person) {
                    found.push(person);
                }
            });
        }
        for person in people {
            self.marks.clear(*person);
        }
        found
    }
}

/// One bit for each person; all are clear between two questions.
struct Marks(Vec<u64>);

impl Marks {
    /// Whether it was clear.
    fn set(&mut self, person: u32) -> bool {
        let (word, bit) = Self::place(person);
        let was = self.0[word];
        self.0[word] = was | bit;
        was & bit == 0
    }

    /// Whether it was set.
    fn clear(&mut self, person: u32) -> bool {
        let (word, bit) = Self::place(person);
        let was = self.0[word];
        self.0[word] = was & !bit;
        was & bit != 0
    }

    fn place(person: u32) -> (usize, u64) {
        (person as usize / 64, 1 << (person % 64))
    }
}
