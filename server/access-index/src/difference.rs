//! Where two states differ.

use std::sync::Arc;

use crate::number::{ItemNumber, PersonNumber};
use crate::snapshot::Snapshot;

/// Where two states of one index differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Differences {
    /// How many pairs only one of the two has.
    pub count: u64,
    /// The first of them, by person, and whether the second state has them.
    pub first: Vec<(PersonNumber, ItemNumber, bool)>,
}

/// Compares what people hold in two states that share their numbers, and tells at most so many
/// pairs; nothing when they are not of one index.
pub fn differences(one: &Snapshot, other: &Snapshot, most: usize) -> Option<Differences> {
    if !Arc::ptr_eq(&one.numbering, &other.numbering) {
        return None;
    }
    let mut found = Differences::default();
    for number in (0_u32..).take(one.numbering.people.read().len()) {
        let person = PersonNumber(number);
        let (before, after) = (one.items_of(person), other.items_of(person));
        if before == after {
            continue;
        }
        let gone =
            before.iter().filter(|item| !other.is_held(person, **item)).map(|item| (person, *item, false));
        let come = after.iter().filter(|item| !one.is_held(person, **item)).map(|item| (person, *item, true));
        for pair in gone.chain(come) {
            found.count += 1;
            if found.first.len() < most {
                found.first.push(pair);
            }
        }
    }
    Some(found)
}
