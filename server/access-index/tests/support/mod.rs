//! What the tests share.

#![expect(clippy::expect_used, reason = "a test may stop")]

use bailiwick_access_index::{Index, People, Rule, RuleSet, ScanOptions, Snapshot, Violation, scan};
use uuid::Uuid;

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    /// One of `0..below`.
    pub fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % below
    }
}

/// The id of a test's person or item.
pub fn id(number: usize) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 | number as u128)
}

/// Rules with two or three sides of up to `most` of the items 0 to `items`, about everybody or some.
pub fn rules(
    index: &Index,
    dice: &mut Dice,
    count: usize,
    people: usize,
    items: usize,
    most: usize,
) -> Vec<Rule> {
    let numbers: Vec<_> = (0..items).map(id).collect();
    let numbers = index.items(&numbers).expect("there is room");
    let everybody: Vec<_> = (0..people).map(id).collect();
    let everybody = index.people(&everybody).expect("there is room");
    (0..count)
        .map(|_| {
            let mut side = || (0..=dice.roll(most)).map(|_| numbers[dice.roll(items)]).collect::<Vec<_>>();
            let mut sides = vec![side(), side()];
            if dice.roll(4) == 0 {
                let third = (0..=dice.roll(most)).map(|_| numbers[dice.roll(items)]).collect();
                sides.push(third);
            }
            let kind = dice.roll(4);
            let some = everybody.iter().map(|person| person.get()).filter(|_| dice.roll(2) == 0);
            let people = match kind {
                0 => People::Only(some.collect()),
                1 => People::Except(some.collect()),
                _ => People::All,
            };
            Rule { people, sides }
        })
        .collect()
}

/// All violations, by rule, then person.
pub fn scanned(snapshot: &Snapshot, rules: &RuleSet) -> Vec<Violation> {
    let found = scan(snapshot, rules, &ScanOptions::default(), |found: &mut Vec<Violation>, violation| {
        found.push(violation.to_violation());
    });
    found.expect("nobody stops it").into_iter().flatten().collect()
}
