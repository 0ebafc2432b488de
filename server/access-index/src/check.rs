//! One person against all rules.

use crate::number::{ItemNumber, PersonNumber};
use crate::rules::{Place, RuleSet};
use crate::scan::Violation;
use crate::snapshot::Snapshot;

/// The rules that a person would violate without some of what they hold and with something
/// more; an item on both lists is held. Looks only at rules that touch what the person holds.
/// By rule, in ascending order.
pub fn check_person(
    snapshot: &Snapshot,
    person: PersonNumber,
    extra: &[ItemNumber],
    without: &[ItemNumber],
    rules: &RuleSet,
) -> Vec<Violation> {
    let mut held: Vec<ItemNumber> = snapshot
        .items_of(person)
        .iter()
        .filter(|item| !without.contains(item))
        .chain(extra)
        .copied()
        .collect();
    held.sort_unstable();
    held.dedup();
    let mut touched: Vec<(Place, ItemNumber)> =
        held.iter().flat_map(|item| rules.places(*item).iter().map(|place| (*place, *item))).collect();
    touched.sort_unstable();
    touched
        .chunk_by(|one, next| one.0.rule == next.0.rule)
        .filter_map(|of_rule| {
            let number = of_rule[0].0.rule as usize;
            let rule = &rules.rules()[number];
            let causes: Vec<Vec<ItemNumber>> = of_rule
                .chunk_by(|one, next| one.0.side == next.0.side)
                .map(|of_side| of_side.iter().map(|(_, item)| *item).collect())
                .collect();
            let violated = causes.len() == rule.sides.len() && rule.people.contains(person);
            violated.then_some(Violation { rule: number, person, causes })
        })
        .collect()
}
