//! The same answers in the plainest way, to compare with.

use std::collections::{BTreeMap, BTreeSet};

use crate::number::{ItemNumber, PersonNumber};
use crate::rules::Rule;
use crate::scan::Violation;

/// What each person holds.
pub type Held = BTreeMap<PersonNumber, BTreeSet<ItemNumber>>;

/// All violations, by rule, then person.
pub fn scan(held: &Held, rules: &[Rule]) -> Vec<Violation> {
    let mut found = Vec::new();
    for (rule, Rule { people, sides }) in rules.iter().enumerate() {
        let sides: Vec<BTreeSet<ItemNumber>> =
            sides.iter().map(|side| side.iter().copied().collect()).collect();
        for (person, items) in held {
            let causes: Vec<Vec<ItemNumber>> =
                sides.iter().map(|side| items.intersection(side).copied().collect()).collect();
            let all_sides = !causes.is_empty() && causes.iter().all(|side| !side.is_empty());
            if all_sides && people.contains(*person) {
                found.push(Violation { rule, person: *person, causes });
            }
        }
    }
    found
}

/// The holders of an item.
pub fn holders(held: &Held, item: ItemNumber) -> BTreeSet<PersonNumber> {
    held.iter().filter(|(_, items)| items.contains(&item)).map(|(person, _)| *person).collect()
}
