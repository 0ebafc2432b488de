//! What nobody may hold together.

use std::collections::HashMap;

use roaring::RoaringBitmap;

use crate::number::{ItemNumber, PersonNumber};

/// Whom a rule is about.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum People {
    /// Everybody.
    #[default]
    All,
    /// These.
    Only(RoaringBitmap),
    /// Everybody but these, whoever comes later too.
    Except(RoaringBitmap),
}

impl People {
    /// Whether a person is among them.
    pub fn contains(&self, person: PersonNumber) -> bool {
        match self {
            Self::All => true,
            Self::Only(people) => people.contains(person.get()),
            Self::Except(people) => !people.contains(person.get()),
        }
    }
}

/// Whoever it is about and holds something of each side violates it. A rule without sides, or
/// with one that has no items, is violated by nobody.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    /// Whom it is about.
    pub people: People,
    /// The items of each side, in any order.
    pub sides: Vec<Vec<ItemNumber>>,
}

/// Rules made ready to be asked about: known by their places in the list, and found by item.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    by_item: HashMap<ItemNumber, Vec<Place>>,
}

/// A side of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub rule: u32,
    pub side: u32,
}

impl RuleSet {
    /// Sorts sides, leaves out doubles, and notes where each item occurs.
    pub fn new(mut rules: Vec<Rule>) -> Self {
        let mut by_item: HashMap<ItemNumber, Vec<Place>> = HashMap::new();
        for (rule, entry) in (0_u32..).zip(&mut rules) {
            for (side, items) in (0_u32..).zip(&mut entry.sides) {
                items.sort_unstable();
                items.dedup();
                for item in items {
                    by_item.entry(*item).or_default().push(Place { rule, side });
                }
            }
        }
        Self { rules, by_item }
    }

    /// The rules, in the order they were given.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The sides that an item stands on.
    pub(crate) fn places(&self, item: ItemNumber) -> &[Place] {
        self.by_item.get(&item).map_or(&[], Vec::as_slice)
    }
}
